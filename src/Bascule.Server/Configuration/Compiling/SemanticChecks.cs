using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Policy.Licensing;
using Bascule.Engine.Policy.Requirements;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Rules;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Routes whose similar questions could never be looked for, since policy lets the embedder see none of them; judges likewise.</summary>
internal sealed class SemanticChecks(ProblemList problems, ConfigSurroundings surroundings)
{
    public void Check(ConfigNode root, BasculeConfig config)
    {
        foreach (var route in config.Routes)
        {
            if (route.Cache?.Semantic is not { } semantic)
            {
                continue;
            }

            var floor = route.DataClass ?? DataClass.Internal;
            Warn(root, config, route.Name, "embedder", semantic.Embedder, floor, "no similar question is ever looked for", "name an embedder that stands where these requests may go, or remove cache.semantic");
            if (semantic.Judge is { } judge)
            {
                Warn(root, config, route.Name, "judge", judge, floor, "the words of answers are compared instead", "name a judge that stands where these requests may go, or remove it");
            }
        }
    }

    private void Warn(ConfigNode root, BasculeConfig config, string route, string key, string name, DataClass floor, string so, string mend)
    {
        if (config.Deployments.FirstOrDefault(options => options.Name == name) is not { } named || config.Providers.FirstOrDefault(one => one.Name == named.Provider) is not { } provider)
        {
            return;
        }

        var deployment = new Deployment(named, provider.Vendor, surroundings.Facts, provider.Engine);
        var facts = new DeploymentFacts(deployment, provider, surroundings.Time.GetUtcNow());
        string[] reasons =
        [
            .. Egress.Bar(provider), .. Bar.Reasons(deployment, surroundings.Facts, config.Organisation),
            .. config.Policies.Where(policy => Always(policy.When, floor)).SelectMany(policy => policy.Require.Select(requirement => requirement.Unmet(facts)).OfType<string>().Select(unmet => $"policy '{policy.Name}': {unmet}")),
        ];
        if (reasons.Length > 0)
        {
            problems.Warning(root["routes"]![route]!["cache"]!["semantic"]![key] ?? root, $"routes.{route}.cache.semantic.{key}", $"it may see none of this route's requests ({string.Join("; ", reasons)}): {so}", mend);
        }
    }

    /// <summary>Whether a condition holds for every request of a class or above it.</summary>
    private static bool Always(Condition condition, DataClass floor) => condition switch
    {
        DataClassFrom from => floor >= from.Least,
        AllOf all => all.Inner.All(inner => Always(inner, floor)),
        AnyOf any => any.Inner.Any(inner => Always(inner, floor)),
        _ => false,
    };
}
