using Bascule.Engine.Ledger.Auditing;

namespace Bascule.Server.Configuration;

/// <summary>The audit log as the operator wrote it: <c>audit</c> and <c>retention.audit</c>.</summary>
/// <param name="KeyFile">The absolute path of the key that signs; null: one is made in the data folder.</param>
public sealed record AuditConfig(string? KeyFile = null)
{
    public TimeSpan Every { get; init; } = AuditOptions.DefaultEvery;

    public Uri? Webhook { get; init; }

    public long MaxBytes { get; init; } = AuditOptions.DefaultMaxBytes;

    /// <summary>Does a row have the SHA-256 of its request and of its answer?</summary>
    public bool Hashes { get; init; } = true;

    public TimeSpan Retention { get; init; } = AuditOptions.DefaultRetention;
}
