using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>Whoever has the smallest share of its places in use goes first; equals as the operator wrote them.</summary>
internal sealed class LeastBusy : IStrategy
{
    public string Name => "least-busy";

    public Ranking? Order(List<Target> candidates, in Occasion occasion) =>
        new("share of its places in use, the least first", Ranking.SortLeastFirst(candidates, static target => (decimal)Math.Round(target.State.Load, 4)));
}
