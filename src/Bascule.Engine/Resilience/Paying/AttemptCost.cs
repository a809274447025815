using Bascule.Engine.Pricing;

namespace Bascule.Engine.Resilience.Paying;

/// <summary>What an attempt did cost, in nano-dollars.</summary>
public static class AttemptCost
{
    /// <summary>By its usage and its price; null: it produced something and no price or usage is known.</summary>
    public static long? NanoOf(AttemptReport attempt)
    {
        if (!attempt.Produced)
        {
            return 0;
        }

        var usage = attempt.Usage;
        return attempt.Target.Deployment.PriceAt(attempt.Started) is { } price && !usage.IsEmpty
            ? price.CostNano(usage.BilledInput is { } billed
                ? new TokenCounts(billed, 0, 0, usage.BilledOutput ?? usage.Output ?? 0)
                : new TokenCounts(usage.Input ?? 0, usage.CachedInput ?? 0, usage.CacheWrite ?? 0, usage.Output ?? 0, usage.CacheWriteHour ?? 0))
            : null;
    }

    /// <summary>What budgets are told: where nobody knows what it cost, what was reserved for it.</summary>
    public static long BookedOf(AttemptReport attempt) => NanoOf(attempt) ?? attempt.Reservation?.Nano ?? 0;

    /// <summary>What budgets are told of a whole call.</summary>
    public static long BookedOf(CallReport report)
    {
        long sum = 0;
        foreach (var attempt in report.Attempts)
        {
            sum += BookedOf(attempt);
        }

        return sum;
    }
}
