using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Resilience;

/// <summary>What a request is expected to cost at a deployment before it is asked.</summary>
internal static class ExpectedCost
{
    /// <summary>The output of a request nobody knows anything about: a few paragraphs.</summary>
    private const long PlainOutput = 500;

    /// <summary>In nano-dollars: the input by estimate, the output as this deployment's last answers were long, at most what the caller allows. Null: no price is known.</summary>
    public static long? NanoOf(Target target, RequestProfile profile, DateTimeOffset at) =>
        target.Deployment.PriceAt(at)?.CostNano(new TokenCounts(profile.EstimatedInputTokens, 0, 0, OutputOf(target, profile)));

    /// <summary>The output tokens to expect.</summary>
    public static long OutputOf(Target target, RequestProfile profile) =>
        Math.Min(target.State.UsualOutput ?? PlainOutput, profile.MaxOutputTokens ?? long.MaxValue);
}
