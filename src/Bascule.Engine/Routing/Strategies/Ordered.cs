using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>As the operator wrote them.</summary>
internal sealed class Ordered : IStrategy
{
    public string Name => "ordered";

    public bool HoldsItsOrder => true;

    public Ranking? Order(List<Target> candidates, in Occasion occasion) => null;
}
