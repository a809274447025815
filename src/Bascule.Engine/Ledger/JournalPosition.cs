namespace Bascule.Engine.Ledger;

/// <summary>A place between two records. A class, because one thread publishes it to another by one reference.</summary>
internal sealed record JournalPosition(long Segment, long Offset);
