using Bascule.Engine.Catalog;
using Bascule.Engine.Pricing;
using Bascule.Engine.Resilience;

namespace Bascule.Server.Rules.Replay;

/// <summary>What a recorded request would cost at the deployment that is asked first by the new rules.</summary>
internal sealed class Repricing(PastAnswers past, DateTimeOffset now)
{
    /// <summary>Null: nobody knows.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="to">Who would be asked.</param>
    /// <param name="route">The route by its new name.</param>
    public CostRange? CostOf(RecordedRequest request, Target to, string route)
    {
        var row = request.Row;
        if (request.Errand == "count_tokens")
        {
            return CostRange.Nothing;    // nobody bills it
        }

        if (request.First == to.Deployment.Name)
        {
            return SameAgain(request, to.Deployment);
        }

        if (PriceOf(to.Deployment, row.At) is not { } price)
        {
            return null;
        }

        var input = row.Usage?.Input ?? request.InputTokens;
        var cached = row.Usage?.CachedInput ?? 0;
        if (request.Errand is null && past.LengthOf(route, to.Deployment.Name) is { } length)
        {
            return new CostRange(Nano(price, input, cached, length.Low), Nano(price, input, cached, length.Mean), Nano(price, input, 0, length.High));
        }

        // What is no chat has mostly no output; of an answer that never came nothing is known.
        return row.Usage is { } usage
            ? new CostRange(Nano(price, input, cached, usage.Output), Nano(price, input, cached, usage.Output), Nano(price, input, 0, usage.Output), IsBounded: usage.Output == 0)
            : null;
    }

    /// <summary>The same one is asked: the same answer at its price in the new config. A row of several attempts, or of written caches, does not hold what each was billed by; it costs what it did.</summary>
    private CostRange? SameAgain(RecordedRequest request, Deployment deployment)
    {
        var row = request.Row;
        if (row is not { Attempts.Count: 1, Usage: { CacheWrite: 0 } usage })
        {
            return row.CostNano is { } cost ? CostRange.Exactly(cost) : null;
        }

        return PriceOf(deployment, row.At) is { } price ? CostRange.Exactly(Nano(price, usage.Input, usage.CachedInput, usage.Output)) : null;
    }

    /// <summary>As on the request's day, so that rules are compared and not price lists; where that day's is not known, today's.</summary>
    private PriceEntry? PriceOf(Deployment deployment, DateTimeOffset at) => deployment.PriceAt(at) ?? deployment.PriceAt(now);

    private static long Nano(PriceEntry price, long input, long cached, long output) => price.CostNano(new TokenCounts(input, cached, 0, output));
}
