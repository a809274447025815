namespace Bascule.Engine.Resilience;

/// <summary>How long an answer may repeat itself before it is taken for a loop.</summary>
/// <param name="MaxTokens">Tokens of the same few words.</param>
/// <param name="IsExact">The operator said so; the default is more patient with an answer that may be meant.</param>
public sealed record Repetition(long MaxTokens, bool IsExact)
{
    public static Repetition Default { get; } = new(4096, IsExact: false);
}
