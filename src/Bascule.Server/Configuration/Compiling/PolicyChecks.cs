using Bascule.Engine.Catalog;
using Bascule.Engine.Policy;
using Bascule.Engine.Policy.Licensing;
using Bascule.Engine.Policy.Requirements;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Rules;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>What only a whole config shows: deployments that may never be asked, routes with nobody left, and the operator's own tests of his policies.</summary>
internal sealed class PolicyChecks(ProblemList problems, ConfigSurroundings surroundings)
{
    public void Check(ConfigNode root, BasculeConfig config)
    {
        var deployments = Compile(config);
        var barred = new HashSet<string>(StringComparer.Ordinal);
        var licences = new LicenceChecks(problems, surroundings);
        licences.Check(root, config);
        foreach (var (deployment, provider) in deployments.Values)
        {
            licences.Warn(deployment, PlaceOf(root, deployment.Name) ?? root, config.Organisation);
            string[] reasons = [.. Egress.Bar(provider), .. Bar.Reasons(deployment, surroundings.Facts, config.Organisation)];
            if (reasons.Length > 0)
            {
                barred.Add(deployment.Name);
                problems.Warning(
                    PlaceOf(root, deployment.Name) ?? root, $"deployments.{deployment.Name}", $"it is never asked: {string.Join("; ", reasons)}",
                    provider is { Confined: true, Hosting: not "self" } ? "remove it, or say hosting: self where it stands on your own ground" : "remove it, correct what organisation and the deployment state, or record in organisation.accept who answers for the clause");
            }
        }

        foreach (var route in config.Routes.Where(route => route.Candidates.Count > 0 && route.Candidates.All(barred.Contains)))
        {
            problems.Error(
                root["routes"]![route.Name] ?? root, $"routes.{route.Name}", "none of its candidates may ever be asked",
                "add a candidate whose licence and origin the organisation can meet, or record who accepted the clause");
        }

        for (var i = 0; i < config.Policies.Count; i++)
        {
            Examples(root, config, i, deployments, barred);
        }
    }

    private void Examples(ConfigNode root, BasculeConfig config, int at, Dictionary<string, (Deployment Deployment, Engine.Providers.ProviderOptions Provider)> deployments, HashSet<string> barred)
    {
        var examples = config.Policies[at].Examples;
        for (var i = 0; i < examples.Count; i++)
        {
            var example = examples[i];
            var matching = config.Policies.Where(policy => policy.When.Holds(example.Facts)).ToArray();
            var among = example.Route is { } named && config.Routes.FirstOrDefault(route => route.Name == named) is { } route ? route.Candidates : (IEnumerable<string>)deployments.Keys;
            string[] eligible = [.. among.Where(name => deployments.TryGetValue(name, out var one) && !barred.Contains(name) && matching.All(policy => Meets(policy, one, example.Facts.At)))];
            if (eligible.Except(example.Allows).Any() || example.Allows.Except(eligible).Any())
            {
                var node = root["policies"]!.Items[at]["examples"]!.Items[i];
                var why = example.Allows.Except(eligible).Where(deployments.ContainsKey).Select(name => $"{name}: {string.Join(", ", Unmet(matching, deployments[name], example.Facts.At).DefaultIfEmpty(barred.Contains(name) ? "never asked" : "no candidate of the route"))}").ToArray();
                problems.Error(
                    node, $"policies[{at}].examples[{i}]", $"the example does not hold: eligible are [{string.Join(", ", eligible)}], not [{string.Join(", ", example.Allows)}]",
                    why.Length > 0 ? $"left out are {string.Join("; ", why)}: correct the policy, what is stated, or the example" : "correct the policy, what is stated, or the example");
            }
        }
    }

    private static bool Meets(PolicyOptions policy, (Deployment Deployment, Engine.Providers.ProviderOptions Provider) one, DateTimeOffset at) =>
        policy.Require.All(requirement => requirement.Unmet(new DeploymentFacts(one.Deployment, one.Provider, at)) is null);

    private static IEnumerable<string> Unmet(IEnumerable<PolicyOptions> policies, (Deployment Deployment, Engine.Providers.ProviderOptions Provider) one, DateTimeOffset at) =>
        policies.SelectMany(policy => policy.Require).Select(requirement => requirement.Unmet(new DeploymentFacts(one.Deployment, one.Provider, at))).OfType<string>();

    private Dictionary<string, (Deployment Deployment, Engine.Providers.ProviderOptions Provider)> Compile(BasculeConfig config)
    {
        var compiled = new Dictionary<string, (Deployment, Engine.Providers.ProviderOptions)>(StringComparer.Ordinal);
        foreach (var options in config.Deployments)
        {
            if (config.Providers.FirstOrDefault(provider => provider.Name == options.Provider) is { } provider)
            {
                compiled[options.Name] = (new Deployment(options, provider.Vendor, surroundings.Facts, provider.Engine), provider);
            }
        }

        return compiled;
    }

    private static ConfigNode? PlaceOf(ConfigNode root, string deployment) =>
        root.MembersAt("deployments").FirstOrDefault(member => member.Name == deployment)?.Value
        ?? root.MembersAt("routes").Select(route => (route.Value.Kind == NodeKind.Map ? route.Value["candidates"] : route.Value)?.AsItems().FirstOrDefault(item => item.Text == deployment)).FirstOrDefault(node => node is not null);
}
