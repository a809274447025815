using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Policy;

/// <summary>Which deployments may see a request at all? Every policy that matches must hold; nothing is ever relaxed.</summary>
public sealed class Arbiter(IReadOnlyList<PolicyOptions> policies)
{
    private readonly PolicyOptions[] _policies = [.. policies];

    /// <summary>No policies.</summary>
    public static Arbiter None { get; } = new([]);

    /// <summary>The conditions it reads: what they name is kept with each request.</summary>
    public IEnumerable<Condition> Conditions => _policies.Select(policy => policy.When);

    /// <summary>Refuses a class above what the key may send.</summary>
    public static Failure? Judge(DataClass dataClass, DataClass? most) => dataClass <= (most ?? DataClass.Regulated)
        ? null
        : new Failure(Blame.Policy, FailureKind.Forbidden, "data_class_refused", $"The request is {dataClass.ToWord()}; this key may send at most {most!.Value.ToWord()}.");

    /// <summary>Who may be asked for a request with these facts.</summary>
    public Eligibility For(in RequestFacts facts)
    {
        var matching = 0;
        foreach (var policy in _policies)
        {
            matching += policy.When.Holds(facts) ? 1 : 0;
        }

        if (matching == 0)
        {
            return Eligibility.Open;
        }

        var matched = new PolicyOptions[matching];
        var at = 0;
        foreach (var policy in _policies)
        {
            if (policy.When.Holds(facts))
            {
                matched[at++] = policy;
            }
        }

        return new Eligibility(matched, facts.At);
    }
}
