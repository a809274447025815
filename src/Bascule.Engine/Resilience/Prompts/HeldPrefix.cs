namespace Bascule.Engine.Resilience.Prompts;

/// <summary>What a deployment is taken to hold of a conversation since it was last asked there.</summary>
internal sealed record HeldPrefix(string Deployment)
{
    /// <summary>Tokens that it should find in its cache when the conversation goes on.</summary>
    public long Tokens { get; init; }

    /// <summary>When it was asked, in clock ticks.</summary>
    public long At { get; init; }

    /// <summary>The request asked for it to be kept for long.</summary>
    public bool IsLong { get; init; }

    /// <summary>The prompt as it went out; null: there was no room to remember it.</summary>
    public PromptSketch? Sketch { get; init; }

    /// <summary>In which wire format.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>What was done to it, by name.</summary>
    public string Edits { get; init; } = "";

    /// <summary>Placeholders stood in it.</summary>
    public bool IsMasked { get; init; }

    /// <summary>The prompt as the caller sent it: how many bytes, and their hash.</summary>
    public int CallerLength { get; init; }

    /// <inheritdoc cref="CallerLength"/>
    public ulong CallerHash { get; init; }
}
