namespace Bascule.Engine.Ledger;

/// <summary>Where the journal lives and how much of the disk it may take.</summary>
public sealed record JournalOptions(string Folder)
{
    public const long DefaultMaxBytes = 1L << 30;

    /// <summary>False: a row survives the process's death. True: the machine's too, at the price of one fsync a batch.</summary>
    public bool Fsync { get; init; }

    /// <summary>A segment is closed past this, and deleted when the store has all of it. Small enough that a replay after a crash takes under a second.</summary>
    public long SegmentBytes { get; init; } = 16 << 20;

    /// <summary>All segments together: about a million rows while the store is away, and never the whole disk.</summary>
    public long MaxBytes { get; init; } = DefaultMaxBytes;
}
