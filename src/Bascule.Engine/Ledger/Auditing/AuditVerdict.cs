namespace Bascule.Engine.Ledger.Auditing;

/// <summary>What a proof of the log came to.</summary>
public sealed record AuditVerdict
{
    /// <summary>The first broken link; null: none.</summary>
    public AuditBreak? Break { get; init; }

    public int Chains { get; init; }

    public int Files { get; init; }

    public long Entries { get; init; }

    /// <summary>Checkpoints whose signature holds.</summary>
    public long Checkpoints { get; init; }

    /// <summary>Checkpoints for which no public key was given.</summary>
    public long CheckpointsUnproved { get; init; }

    /// <summary>Entries behind the last checkpoint of the last chain: a signature comes with the next one.</summary>
    public long Unsigned { get; init; }

    /// <summary>The last entry.</summary>
    public AuditHead? Head { get; init; }

    /// <summary>What is no break but worth knowing: torn last lines, segments that were removed in order.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public bool Holds => Break is null;
}

/// <summary>Where a link is broken, and why. The line is counted from 1; 0: the file as a whole.</summary>
public sealed record AuditBreak(string File, int Line, string Why);
