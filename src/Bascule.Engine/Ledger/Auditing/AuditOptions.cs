namespace Bascule.Engine.Ledger.Auditing;

/// <summary>Where the audit log lives, who signs it and how much of the disk it may take.</summary>
public sealed record AuditOptions(string Folder)
{
    public const long DefaultMaxBytes = 1L << 30;

    public static readonly TimeSpan DefaultEvery = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan DefaultRetention = TimeSpan.FromDays(3650);

    /// <summary>The machine, as the genesis names it.</summary>
    public string Host { get; init; } = "";

    /// <summary>The config that the process starts with.</summary>
    public string ConfigVersion { get; init; } = "";

    /// <summary>How often a checkpoint is signed while entries come.</summary>
    public TimeSpan Every { get; init; } = DefaultEvery;

    /// <summary>Where checkpoints are sent, or null.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>Whole sealed segments older than this go.</summary>
    public TimeSpan Retention { get; init; } = DefaultRetention;

    /// <summary>A segment is sealed past this: some ten thousand entries.</summary>
    public long SegmentBytes { get; init; } = 4 << 20;

    /// <summary>All segments together, so that a flood of refusals never takes the whole disk.</summary>
    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>True: an entry survives the machine's death too.</summary>
    public bool Fsync { get; init; }
}
