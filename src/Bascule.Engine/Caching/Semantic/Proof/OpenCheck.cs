namespace Bascule.Engine.Caching.Semantic.Proof;

/// <summary>One hit that would have been, from the moment that it is known until it is known whether it would have been a false one.</summary>
/// <param name="similarity">How like the two questions are.</param>
/// <param name="epoch">During which beginning it was begun.</param>
public sealed class OpenCheck(double similarity, int epoch)
{
    public double Similarity => similarity;

    public int Epoch => epoch;

    /// <summary>What is known of it.</summary>
    internal CheckWord Word { get; set; }

    /// <summary>It has counted as false for a while.</summary>
    internal bool WasDoubted { get; set; }
}

/// <summary>What is known of a check.</summary>
public enum CheckWord
{
    /// <summary>Nothing yet. Until it is, none that was begun after it counts as right: those that are right are known sooner, and would be counted too early.</summary>
    None,

    /// <summary>The answers differ, and the question is asked once more: it counts as false meanwhile.</summary>
    Doubtful,

    Right,

    Wrong,
}
