using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Requirements;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Policy;

/// <summary>Who may see one request, with a reason for each who may not: every byte of it that leaves the process goes to a deployment that this allows.</summary>
public sealed class Eligibility
{
    private readonly PolicyOptions[] _matching;
    private readonly DateTimeOffset _at;

    internal Eligibility(PolicyOptions[] matching, DateTimeOffset at)
    {
        (_matching, _at) = (matching, at);
        var names = matching.Length == 0 ? [] : new string[matching.Length];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = matching[i].Name;
        }

        Policies = names;
        Confines = matching.Any(policy => policy.Require.Any(requirement => requirement.Confines));
    }

    /// <summary>No policy matches; what is barred for every request still is.</summary>
    public static Eligibility Open { get; } = new([], default);

    /// <summary>The names of the policies that match.</summary>
    public IReadOnlyList<string> Policies { get; }

    /// <summary>A policy says where its words may be read: they go nowhere else either, such as to the host of a URL in it.</summary>
    public bool Confines { get; }

    /// <summary>Whether a deployment may see it.</summary>
    public bool Allows(Target target)
    {
        if (target.Barred.Count > 0)
        {
            return false;
        }

        foreach (var policy in _matching)
        {
            if (!Meets(policy, target))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Why a deployment may not see it; none: it may.</summary>
    public IReadOnlyList<string> Reasons(Target target) => Allows(target)
        ? []
        : [.. target.Barred, .. _matching.SelectMany(policy => policy.Require.Select(requirement => requirement.Unmet(FactsOf(target)))
            .OfType<string>().Select(unmet => $"policy '{policy.Name}': {unmet}"))];

    /// <summary>What the caller is told where none of these may see it. It names the policies, not what they leave out.</summary>
    /// <param name="name">What was asked for.</param>
    /// <param name="left">Who was left to choose from before policy.</param>
    public Failure Refuse(string name, IReadOnlyList<Target> left)
    {
        string[] who = [.. Against(left).Select(name => $"'{name}'")];
        var why = who switch
        {
            [] => "the organisation's licence and origin rules allow none of its deployments",
            [var one] => $"the policy {one} allows none of its deployments for this request",
            _ => $"the policies {string.Join(" and ", who)} leave none of its deployments for this request",
        };
        return new Failure(Blame.Policy, FailureKind.Forbidden, "policy_refused", $"'{name}' may not be asked: {why}.")
        {
            Mend = "Ask for a model that may see this data, or ask whoever runs the gateway; /bascule/v1/explain shows them the reason for each deployment.",
        };
    }

    /// <summary>The policies that leave out some of these, by name.</summary>
    public IEnumerable<string> Against(IEnumerable<Target> left) => _matching.Where(policy => left.Any(target => !Meets(policy, target))).Select(policy => policy.Name);

    private bool Meets(PolicyOptions policy, Target target)
    {
        foreach (var requirement in policy.Require.Span)
        {
            if (requirement.Unmet(FactsOf(target)) is not null)
            {
                return false;
            }
        }

        return true;
    }

    private DeploymentFacts FactsOf(Target target) => new(target.Deployment, target.Provider.Options, _at);
}
