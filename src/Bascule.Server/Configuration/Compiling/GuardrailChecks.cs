using Bascule.Engine.Guardrails;
using Bascule.Engine.Policy.Conditions;
using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>What guardrails leave open that a whole config relies on.</summary>
internal static class GuardrailChecks
{
    public static void Check(ProblemList problems, ConfigNode root, BasculeConfig config)
    {
        var first = config.Guardrails.Select((guardrail, at) => (guardrail, at)).FirstOrDefault(one => one.guardrail.ReadsInput && one.guardrail.Deployment is null);
        if (first.guardrail is null || config.Guardrails.Any(guardrail => guardrail is { ReadsInput: true, Unreadable: not null }))
        {
            return;
        }

        var speaks = config.Policies.FirstOrDefault(policy => ReadsClass(policy.When));
        if (speaks is not null || config.Guardrails.Any(guardrail => guardrail.Action == GuardrailAction.Classify))
        {
            problems.Warning(
                root["guardrails"]!.Items[first.at], $"guardrails[{first.at}]",
                $"images, audio and files keep the class of their request{(speaks is null ? "" : $", which the policy '{speaks.Name}' goes by")}: no detector can read them",
                "write unreadable: confidential, or unreadable: internal where that is meant");
        }
    }

    private static bool ReadsClass(Condition condition) => condition switch
    {
        DataClassFrom => true,
        AllOf all => all.Inner.Any(ReadsClass),
        AnyOf any => any.Inner.Any(ReadsClass),
        Not not => ReadsClass(not.Inner),
        _ => false,
    };
}
