namespace Bascule.Engine.Routing;

/// <summary>How a route's answers are kept to be given again, as the operator wrote it.</summary>
public sealed record CacheOptions
{
    /// <summary>How long an answer may be given again.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>The longest answer that is kept.</summary>
    public int MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>Requests that bring tools are answered from the cache too: a tool that does something is then called again by an old answer.</summary>
    public bool Tools { get; init; }

    /// <summary>Answers outlive a restart, and replicas find those of others, where something durable is configured.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>How similar questions are answered; null: only the same ones are.</summary>
    public SemanticOptions? Semantic { get; init; }

    /// <summary>One MiB: a long answer of words, and no recording.</summary>
    public const int DefaultMaxBytes = 1024 * 1024;

    /// <summary>As long as a whole answer that is held at all.</summary>
    public const int MostBytes = 16 * 1024 * 1024;
}
