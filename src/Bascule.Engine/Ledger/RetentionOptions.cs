namespace Bascule.Engine.Ledger;

/// <summary>How long rows are kept, as the operator wrote it.</summary>
public sealed record RetentionOptions
{
    public static RetentionOptions Default { get; } = new();

    /// <summary>Older rows go: a year and a month, so that a month can be held against the same one before.</summary>
    public TimeSpan Ledger { get; init; } = TimeSpan.FromDays(400);

    /// <summary>What the database may hold in bytes; past it the oldest rows go. Null: what comes.</summary>
    public long? MaxBytes { get; init; }
}
