using System.Collections.Concurrent;
using Bascule.Engine.Ledger.Auditing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Ledger.Auditing;

/// <summary>An audit log's folder of one test, with a key and a clock, gone with it.</summary>
internal sealed class AuditFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bascule-audit-").FullName;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 27, 8, 0, 0, TimeSpan.Zero));

    public string Key { get; } = AuditSigner.MakePem();

    /// <summary>What is thrown at whoever tells of a checkpoint.</summary>
    public Exception? Trouble { get; set; }

    public ConcurrentQueue<AuditCheckpoint> Checkpoints { get; } = new();

    public IReadOnlyList<AuditVerificationKey> Keys => AuditVerificationKey.Read(AuditSigner.TryLoad(Key)!.PublicKey);

    public string[] Files => [.. Directory.GetFiles(Path, "*.jsonl").Order(StringComparer.Ordinal)];

    public AuditLog Open(Func<AuditOptions, AuditOptions>? with = null)
    {
        var options = new AuditOptions(Path) { Host = "host-a", ConfigVersion = "v1" };
        return AuditLog.Open(with?.Invoke(options) ?? options, AuditSigner.TryLoad(Key)!, Time, NullLogger<AuditLog>.Instance, Take);
    }

    private void Take(AuditCheckpoint checkpoint)
    {
        Checkpoints.Enqueue(checkpoint);
        if (Trouble is { } trouble)
        {
            throw trouble;
        }
    }

    /// <summary>A whole log of so many processes with so many acts each, closed in order.</summary>
    public async Task<string[]> WriteAsync(int processes = 1, int acts = 3)
    {
        for (var process = 0; process < processes; process++)
        {
            await using var log = Open();
            for (var act = 0; act < acts; act++)
            {
                Assert.True(await log.ActAsync("admin_key", "deployment.drain", $"d{act}", ("why", "test")));
            }
        }

        return Files;
    }

    public AuditVerdict Verify(string? head = null) => AuditVerifier.Verify(Path, Keys, head);

    public IReadOnlyList<AuditEntry> Entries() => AuditReader.List(Path, new(AuditReader.MaxLimit)).Entries;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
