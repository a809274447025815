namespace Bascule.Engine.Routing;

/// <summary>How a route answers similar questions from memory, as the operator wrote it.</summary>
public sealed record SemanticOptions
{
    /// <summary>The deployment that makes vectors of questions: declared, or <c>PROVIDER/UPSTREAM</c>.</summary>
    public required string Embedder { get; init; }

    /// <summary>From which cosine on a question may have another's answer, in hundredths.</summary>
    public double MinSimilarity { get; init; } = 0.95;

    /// <summary>The most hits that may be false, as a share.</summary>
    public double MaxFalseHits { get; init; } = 0.01;

    /// <summary>The deployment that is asked whether two answers say the same; null: their words are compared.</summary>
    public string? Judge { get; init; }

    /// <summary>The share of hits that are asked all the same once the route is open.</summary>
    public double CheckShare { get; init; } = 0.1;

    /// <summary>How long a question waits for its vector.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromMilliseconds(300);
}
