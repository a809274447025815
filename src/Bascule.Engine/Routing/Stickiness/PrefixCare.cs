using Bascule.Engine.Pricing;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Prompts;
using Bascule.Engine.Routing.Strategies;

namespace Bascule.Engine.Routing.Stickiness;

/// <summary>Keeps a conversation where its prompt is cached, as long as that is worth more than the better price elsewhere. Where the operator's order decides, or no price is known, it says nothing.</summary>
internal static class PrefixCare
{
    /// <summary>Puts the deployment with the cached prefix first where it should stay. Null: there is nothing to weigh.</summary>
    /// <param name="order">The strategy's order of those that may be asked.</param>
    public static Stay? Weigh(List<Target> order, IStrategy strategy, in Occasion occasion)
    {
        if (occasion.Prompt is not { } prompt || strategy.HoldsItsOrder || order.Count < 2)
        {
            return null;
        }

        var input = Math.Max(occasion.Profile.EstimatedInputTokens, prompt.LeastTokens);
        var best = default(Offer);
        for (var i = 0; i < order.Count; i++)
        {
            if (!order[i].IsCooling && OfferOf(order[i], prompt, input, occasion) is { Saves: > 0 } offer && offer.Saves > best.Saves)
            {
                best = offer;
            }
        }

        if (best.Target is not { } stay)
        {
            return null;
        }

        // The strategy's first, or, where that is who holds the prefix, whoever else would cost least.
        var rival = ReferenceEquals(order[0], stay) ? Cheapest(order, stay, prompt, input, occasion) : OfferOf(order[0], prompt, input, occasion);
        var stays = rival.Nano is not { } others || best.Nano <= others;
        if (stays)
        {
            order.Remove(stay);
            order.Insert(0, stay);
        }

        return new Stay(stay, best.Tokens, best.Saves, rival.Target, rival.Nano is { } nano ? best.Nano!.Value + best.Saves - nano : null, stays || ReferenceEquals(order[0], stay));
    }

    private static Offer Cheapest(List<Target> order, Target but, PromptCare prompt, long input, in Occasion occasion)
    {
        var found = default(Offer);
        foreach (var target in order)
        {
            if (!ReferenceEquals(target, but) && OfferOf(target, prompt, input, occasion) is var offer && (found.Target is null || offer.Nano < (found.Nano ?? long.MaxValue)))
            {
                found = offer;
            }
        }

        return found;
    }

    private static Offer OfferOf(Target target, PromptCare prompt, long input, in Occasion occasion)
    {
        if (target.Deployment.PriceAt(occasion.At) is not { } price)
        {
            return new Offer(target, null, 0, 0);
        }

        var (cached, output) = (prompt.ExpectedAt(target).Likely, ExpectedCost.OutputOf(target, occasion.Profile));
        var fresh = price.CostNano(new TokenCounts(input, 0, 0, output));
        var cost = price.CostNano(new TokenCounts(input, cached, 0, output));
        return new Offer(target, cost, Math.Max(0, fresh - cost), cached);
    }

    /// <param name="Nano">What the request is expected to cost there, the cache reckoned in; null: no price is known.</param>
    /// <param name="Saves">What the cache saves of it.</param>
    /// <param name="Tokens">Those that it saves on.</param>
    private readonly record struct Offer(Target? Target, long? Nano, long Saves, long Tokens);
}
