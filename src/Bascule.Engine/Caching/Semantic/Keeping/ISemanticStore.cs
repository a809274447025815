using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching.Semantic.Keeping;

/// <summary>Where vectors and the counts of checks rest, for all replicas. The engine has no database: the storage assembly implements this, and what a vector tells is never at rest in the clear.</summary>
public interface ISemanticStore
{
    /// <summary>Writes vectors, takes others out, and adds to counts, once: one that is given again is known by its number. Throws what the database throws; then nobody knows whether it was written.</summary>
    Task WriteAsync(SemanticBatch batch, CancellationToken cancel);

    /// <summary>What was written or taken out since a place, in order, at most so many.</summary>
    Task<IReadOnlyList<StoredVector>> ReadAsync(long after, int most, DateTimeOffset now, CancellationToken cancel);

    /// <summary>All counts, of all replicas together.</summary>
    Task<IReadOnlyList<SemanticCount>> ReadCountsAsync(CancellationToken cancel);

    /// <summary>Erases those whose words are covered, and says how many.</summary>
    Task<int> EraseAsync(Erasure what, CancellationToken cancel);

    /// <summary>Removes those whose time is over.</summary>
    Task SweepAsync(DateTimeOffset now, CancellationToken cancel);
}

/// <summary>What one replica writes at once.</summary>
/// <param name="Writer">Which replica, since its start.</param>
/// <param name="Number">Rises with each of its batches. One that may have been written is given again, under its number, before the next.</param>
/// <param name="At">When it was put together.</param>
public sealed record SemanticBatch(Guid Writer, long Number, DateTimeOffset At, IReadOnlyList<StoredVector> Added, IReadOnlyList<Digest> Removed, IReadOnlyList<SemanticCount> Counts)
{
    /// <summary>Writers that were not heard of for so long are forgotten: none tries a batch again after it.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);
}

/// <summary>A vector as it is stored.</summary>
/// <param name="Vector">Null: it was taken out.</param>
/// <param name="Place">Where it stands in the order of writing; 0 while it is written.</param>
public sealed record StoredVector(SemanticEntry Entry, float[]? Vector, long Place = 0);

/// <summary>What was counted of one kind: added to what is stored, or all that is.</summary>
/// <param name="Terms">Under which terms: threshold, embedder and judge. What was counted under others says nothing of these.</param>
/// <param name="Epoch">During which beginning.</param>
/// <param name="Band">Of similarities or of overlaps, as the kind has it.</param>
/// <param name="Total">How many.</param>
/// <param name="Part">How many of them: false ones, pairs that differ, hits.</param>
public sealed record SemanticCount(string Route, Digest Terms, int Epoch, SemanticCountKind Kind, int Band, long Total, long Part);

/// <summary>What is counted.</summary>
public enum SemanticCountKind
{
    /// <summary>Checks by similarity; the part was false.</summary>
    Check,

    /// <summary>Pairs of answers to one question by overlap; the part differed.</summary>
    Noise,

    /// <summary>Questions that were looked up; the part was answered from memory.</summary>
    Look,

    /// <summary>Questions that had a similar one; the part was kept from its answer by a guard.</summary>
    Similar,

    /// <summary>Checks that look false and are not decided; each counts as false. One whose replica dies stays.</summary>
    Doubt,
}
