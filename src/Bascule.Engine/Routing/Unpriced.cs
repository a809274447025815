using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing;

/// <summary>Leaves out who has no known price, where a budget is to be kept: what nobody can price, nobody can bound.</summary>
public static class Unpriced
{
    private const string Reason = "no price is known for it, and a budget is to be kept";

    /// <summary>The reasons for leaving a candidate out, with this one before the others.</summary>
    /// <param name="refused">Who has no price is left out.</param>
    /// <param name="at">The moment whose prices count.</param>
    /// <param name="others">What else may speak against a candidate, or null.</param>
    public static Func<Target, string?>? Besides(bool refused, DateTimeOffset at, Func<Target, string?>? others) =>
        refused ? Before(at, others) : others;

    /// <summary>The refusal where that leaves nobody; null: somebody is left, or was left out for other reasons.</summary>
    public static Failure? NobodyLeft(RoutePlan plan) => plan.Order.Count > 0 || !plan.Candidates.Any(IsOnlyUnpriced) ? null
        : new Failure(Blame.Policy, FailureKind.Forbidden, "unpriced", $"What this request costs must be known, since a budget stands over it or its key says so, and of '{plan.Route.Name}' only deployments are left for which no price is known.")
        {
            Mend = "The operator can give them a price, or the key 'unpriced: allow'.",
        };

    private static Func<Target, string?> Before(DateTimeOffset at, Func<Target, string?>? others) => target => target.Deployment.PriceAt(at) is null ? Reason : others?.Invoke(target);

    private static bool IsOnlyUnpriced(Considered candidate) => candidate.Reasons is [Reason];
}
