namespace Bascule.Engine.Resilience.Prompts;

/// <summary>Tokens that may be read from a cache, and the chance that they are.</summary>
public readonly record struct ExpectedPrefix(long Tokens, double Chance)
{
    /// <summary>Tokens to reckon with.</summary>
    public long Likely => (long)(Tokens * Chance);
}
