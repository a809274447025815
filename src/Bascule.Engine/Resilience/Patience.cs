using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Resilience;

/// <summary>How long an upstream may take to begin, by what it is asked.</summary>
internal static class Patience
{
    /// <summary>Where reasoning is asked for, what comes first is thought over, and many vendors show nothing of it.</summary>
    private const int WhileReasoning = 5;

    /// <summary>Slow for a model of today, so that what it writes at an ordinary speed is waited for.</summary>
    private const double TokensPerSecond = 20;

    /// <summary>Of an answer whose length nobody limits.</summary>
    private const long UnsaidTokens = 4096;

    /// <summary>What no model writes in one answer; a caller's number may be any.</summary>
    private const long MostTokens = 1_000_000;

    /// <summary>The limit to the first token. A whole answer's headers come when all of it is written, so there the answer's length counts, unless the operator set the limit himself.</summary>
    /// <param name="limits">As the operator wrote them.</param>
    /// <param name="whole">No stream is asked for.</param>
    /// <param name="maxOutput">The most tokens that the model can write, or null.</param>
    public static TimeSpan FirstToken(Timeouts limits, RequestProfile profile, bool whole, long? maxOutput)
    {
        var limit = limits.FirstToken ?? Timeouts.UnsaidFirstToken;
        limit *= (profile.Features & RequestFeatures.Reasoning) != 0 ? WhileReasoning : 1;
        return whole && limits.FirstToken is null
            ? limit + TimeSpan.FromSeconds(Math.Clamp(Math.Min(profile.MaxOutputTokens ?? UnsaidTokens, maxOutput ?? MostTokens), 0, MostTokens) / TokensPerSecond)
            : limit;
    }
}
