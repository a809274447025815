using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching.Semantic.Keeping;

/// <summary>Where vectors and the counts of checks rest, for all replicas. The engine has no database: the storage assembly implements this, and what a vector tells is never at rest in the clear.</summary>
public interface ISemanticStore
{
    /// <summary>Writes vectors, takes others out, and adds to counts. Throws what the database throws; then nothing was written.</summary>
    Task WriteAsync(IReadOnlyList<StoredVector> added, IReadOnlyList<Digest> removed, IReadOnlyList<SemanticCount> counts, CancellationToken cancel);

    /// <summary>What was written or taken out since a place, in order, at most so many.</summary>
    Task<IReadOnlyList<StoredVector>> ReadAsync(long after, int most, DateTimeOffset now, CancellationToken cancel);

    /// <summary>All counts, of all replicas together.</summary>
    Task<IReadOnlyList<SemanticCount>> ReadCountsAsync(CancellationToken cancel);

    /// <summary>Erases those whose words are covered, and says how many.</summary>
    Task<int> EraseAsync(Erasure what, CancellationToken cancel);

    /// <summary>Removes those whose time is over.</summary>
    Task SweepAsync(DateTimeOffset now, CancellationToken cancel);
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
}
