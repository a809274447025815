using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Policy.Requirements;

/// <summary>A fact that is one word, as <c>hosting: self</c>: it is one of these words, or fits one with <c>*</c>. Case does not count.</summary>
public sealed record FactIs(DeploymentFact Fact, ValueList<string> Any) : Requirement
{
    public override string Word => Fact.ToString().ToLowerInvariant();

    public override IReadOnlyList<WrittenValues> Written => [new(null, Any)];

    public override bool Confines => Fact is not (DeploymentFact.Origin or DeploymentFact.Licence or DeploymentFact.Openness or DeploymentFact.Model);

    public override string? Unmet(in DeploymentFacts facts)
    {
        if (Of(Fact, facts) is not { } stated)
        {
            return NotStated(Word);
        }

        foreach (var wanted in Any.Span)
        {
            if (Fact == DeploymentFact.Jurisdiction ? Jurisdictions.LiesIn(stated, wanted) : Glob.Matches(wanted, stated))
            {
                return null;
            }
        }

        return $"{Word} is {stated}, not {string.Join(" or ", Any)}";
    }

    private static string? Of(DeploymentFact fact, in DeploymentFacts facts) => fact switch
    {
        DeploymentFact.Hosting => facts.Provider.Hosting,
        DeploymentFact.Jurisdiction => facts.Provider.Jurisdiction,
        DeploymentFact.Origin => facts.Deployment.Origin,
        DeploymentFact.Licence => facts.Deployment.Licence,
        DeploymentFact.Openness => facts.Deployment.Openness?.ToWord(),
        DeploymentFact.Provider => facts.Provider.Name,
        DeploymentFact.Deployment => facts.Deployment.Name,
        DeploymentFact.Vendor => facts.Provider.Vendor,
        DeploymentFact.Engine => facts.Provider.Engine,
        _ => facts.Deployment.Model?.Id,
    };
}

/// <summary>A fact of a deployment that is one word.</summary>
public enum DeploymentFact
{
    Hosting,
    Jurisdiction,
    Origin,
    Licence,
    Openness,
    Provider,
    Deployment,
    Vendor,
    Engine,
    Model,
}
