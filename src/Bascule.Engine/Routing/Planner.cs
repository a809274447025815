using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing;

/// <summary>In which order, and why? The <c>ordered</c> strategy: as the operator wrote the candidates.</summary>
public static class Planner
{
    /// <summary>The plan for a resolved route.</summary>
    public static RoutePlan Plan(Route route)
    {
        var considered = new Considered[route.Candidates.Count];
        var order = new List<Target>(considered.Length);
        for (var i = 0; i < considered.Length; i++)
        {
            var target = route.Candidates[i];
            considered[i] = new Considered(target, target.State.Drained ? ["drained by hand"] : []);
            if (considered[i].Eligible)
            {
                order.Add(target);
            }
        }

        return new RoutePlan(route, considered, order);
    }
}

/// <summary>Who was considered, who will be asked in which order.</summary>
public sealed record RoutePlan(Route Route, IReadOnlyList<Considered> Candidates, IReadOnlyList<Target> Order)
{
    /// <summary>Why nobody can be asked, or null.</summary>
    public Failure? Failure => Order.Count > 0
        ? null
        : new Failure(Blame.Gateway, FailureKind.Draining, "no_candidate", $"No deployment of '{Route.Name}' takes requests now.");
}

/// <summary>One candidate and why it is left out, if it is.</summary>
public sealed record Considered(Target Target, IReadOnlyList<string> Reasons)
{
    public bool Eligible => Reasons.Count == 0;
}
