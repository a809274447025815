using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing;

/// <summary>In which order, and why? The <c>ordered</c> strategy: as the operator wrote the candidates.</summary>
public static class Planner
{
    /// <summary>The plan for a resolved route.</summary>
    public static RoutePlan Plan(Route route)
    {
        var considered = route.Candidates
            .Select(target => new Considered(target, target.State.Drained ? ["drained by hand"] : []))
            .ToArray();
        return new RoutePlan(route, considered, [.. considered.Where(candidate => candidate.Eligible).Select(candidate => candidate.Target)]);
    }
}

/// <summary>Who was considered, who will be asked in which order.</summary>
public sealed record RoutePlan(Route Route, IReadOnlyList<Considered> Candidates, IReadOnlyList<Target> Order);

/// <summary>One candidate and why it is left out, if it is.</summary>
public sealed record Considered(Target Target, IReadOnlyList<string> Reasons)
{
    public bool Eligible => Reasons.Count == 0;
}
