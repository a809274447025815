using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>All candidates in a random order in which each goes first as often as its weight says; a conversation keeps its order.</summary>
internal sealed class Weighted : IStrategy
{
    public string Name => "weighted";

    public Ranking? Order(List<Target> candidates, in Occasion occasion)
    {
        // Exponential races: the least of -ln(u)/w is i's with probability w_i over the sum, and so on down the order.
        var drawn = occasion;
        Ranking.SortLeastFirst(candidates, target => (decimal)Math.Round(-Math.Log(drawn.Draw(target.Deployment.Name)) / target.Deployment.Weight, 12));
        return new Ranking(
            occasion.Session is null ? "weight, drawn for this request" : "weight, drawn once for the conversation",
            [.. candidates.Select(target => new Score(target, target.Deployment.Weight))]);
    }
}
