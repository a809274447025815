using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>Whoever is expected to cost least for this request goes first; whose price is not known goes last, for unknown is not free.</summary>
internal sealed class Cheapest : IStrategy
{
    private const decimal NanoPerUsd = 1_000_000_000;

    public string Name => "cheapest";

    public Ranking? Order(List<Target> candidates, in Occasion occasion)
    {
        var (profile, at) = (occasion.Profile, occasion.At);
        return new("expected USD, the least first", Ranking.SortLeastFirst(candidates, target => ExpectedCost.NanoOf(target, profile, at) / NanoPerUsd));
    }
}
