using Bascule.Engine.Policy;
using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing.Stickiness;
using Bascule.Engine.Routing.Strategies;

namespace Bascule.Engine.Routing;

/// <summary>In which order, and why? What cannot be asked is left out with its reasons, and the route's strategy orders the rest.</summary>
public static class Planner
{
    /// <summary>The plan for a resolved route.</summary>
    /// <param name="facts">What its rules read.</param>
    /// <param name="unfit">Why a candidate cannot do what is asked, or null where it can; null for a chat, which all can.</param>
    /// <param name="occasion">What the strategy may know of the request.</param>
    /// <param name="eligibility">Who may see the request; null: no policy says.</param>
    public static RoutePlan Plan(Route route, in RequestFacts facts, in Occasion occasion, Func<Target, string?>? unfit = null, Eligibility? eligibility = null)
    {
        eligibility ??= Eligibility.Open;
        var rule = route.RuleFor(facts);
        var considered = new Considered[route.Candidates.Count];
        var order = new List<Target>(considered.Length);
        for (var i = 0; i < considered.Length; i++)
        {
            var target = route.Candidates[i];
            string?[] reasons = [rule is null || rule.Use.Contains(target) ? null : $"{rule.Place} uses others", unfit?.Invoke(target), LeftOut(target)];
            considered[i] = new Considered(target, [.. reasons.OfType<string>(), .. eligibility.Reasons(target)]);
            if (considered[i].Eligible)
            {
                order.Add(target);
            }
        }

        if (rule is not null)
        {
            order = [.. rule.Use.Where(order.Contains)];
        }

        var ranking = order.Count > 1 ? route.Strategy.Order(order, occasion) : null;
        var stay = PrefixCare.Weigh(order, route.Strategy, occasion);
        var cooling = Cooling.PutLast(order);
        return new RoutePlan(route, considered, order)
        {
            Policies = eligibility.Policies, Refused = order.Count == 0 ? Refusal(route, rule, unfit, eligibility) : null, Ranking = ranking, Stay = stay, Rule = rule, Cooling = cooling, Unable = unfit is not null && (rule?.Use ?? route.Candidates).All(target => unfit(target) is not null),
        };
    }

    /// <summary>The refusal where policy alone left nobody: who is merely away is no reason to name it.</summary>
    private static Failure? Refusal(Route route, RouteRule? rule, Func<Target, string?>? unfit, Eligibility eligibility)
    {
        Target[] left = [.. (rule?.Use ?? route.Candidates).Where(target => unfit?.Invoke(target) is null)];
        return left.Length > 0 && !left.Any(eligibility.Allows) ? eligibility.Refuse(route.Name, left) : null;
    }

    /// <summary>Why a deployment takes no requests now, from whichever route; null: it does.</summary>
    public static string? LeftOut(Target target) => target.State.Drained ? "drained by hand" : null;
}

/// <summary>Who was considered, who will be asked in which order.</summary>
public sealed record RoutePlan(Route Route, IReadOnlyList<Considered> Candidates, IReadOnlyList<Target> Order)
{
    /// <summary>The rule that narrowed the candidates; null: none did.</summary>
    public RouteRule? Rule { get; init; }

    /// <summary>The policies that matched, by name.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>Policy lets nobody be asked; null: somebody may be.</summary>
    public Failure? Refused { get; init; }

    /// <summary>Who of the order stands last because it is not well.</summary>
    public IReadOnlyList<Cooled> Cooling { get; init; } = [];

    /// <summary>Why this order; null: it is the operator's.</summary>
    public Ranking? Ranking { get; init; }

    /// <summary>Whether the conversation stays where its prompt is cached, and why; null: there was nothing to weigh.</summary>
    public Stay? Stay { get; init; }

    /// <summary>What was asked is nothing that any candidate can do.</summary>
    public bool Unable { get; init; }

    /// <summary>Why nobody can be asked, or null.</summary>
    public Failure? Failure => Order.Count > 0
        ? null
        : Refused is { } refused ? refused
        : Unable ? new Failure(Blame.Caller, FailureKind.Malformed, "not_offered", $"No deployment of '{Route.Name}' can do this: {string.Join("; ", Candidates.Select(one => $"{one.Target.Deployment.Name} {one.Reasons[0]}"))}.")
        {
            Param = "model", Mend = "Ask for a model whose provider has this endpoint; GET /v1/models lists what this key may use.",
        }
        : new Failure(Blame.Gateway, FailureKind.Draining, "no_candidate", Rule is null ? $"No deployment of '{Route.Name}' takes requests now." : $"No deployment that the rules of '{Route.Name}' allow for this request takes requests now.");
}

/// <summary>One candidate and why it is left out, if it is.</summary>
public sealed record Considered(Target Target, IReadOnlyList<string> Reasons)
{
    public bool Eligible => Reasons.Count == 0;
}
