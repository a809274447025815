using Bascule.Engine.Catalog;
using Bascule.Engine.Providers;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Every name of a config: which deployments are declared, and which ones <c>PROVIDER/UPSTREAM</c> makes.</summary>
internal sealed class Names
{
    private readonly ProblemList _problems;
    private readonly Dictionary<string, ProviderOptions> _providers;
    private readonly Dictionary<string, DeploymentOptions> _deployments = new(StringComparer.Ordinal);
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    public Names(ProblemList problems, ConfigNode root, Dictionary<string, ProviderOptions> providers)
    {
        _problems = problems;
        _providers = providers;
        RouteNames = [.. root.MembersAt("routes").Select(member => member.Name)];
        foreach (var member in root.MembersAt("deployments"))
        {
            Declare(member);
        }
    }

    public IReadOnlyList<string> RouteNames { get; }

    /// <summary>The declared deployments, then those that candidates named directly.</summary>
    public IEnumerable<DeploymentOptions> Deployments => _deployments.Values;

    /// <summary>The deployment of that name and its provider's vendor; null: there is none.</summary>
    public (DeploymentOptions Deployment, string? Vendor)? Find(string name) =>
        _deployments.TryGetValue(name, out var deployment) ? (deployment, _providers.GetValueOrDefault(deployment.Provider)?.Vendor) : null;

    /// <summary>The provider of the deployment of that name; null: there is none.</summary>
    public ProviderOptions? ProviderOf(string name) => _deployments.TryGetValue(name, out var deployment) ? _providers.GetValueOrDefault(deployment.Provider) : null;

    public bool IsProvider(string name) => _providers.ContainsKey(name);

    /// <summary>The names that something may be asked for by.</summary>
    public AskableNames Askable => new(RouteNames, [.. _deployments.Keys], [.. _providers.Keys]);

    /// <summary>True when the name is a deployment's, or a configured provider's <c>PROVIDER/UPSTREAM</c>, or <c>PROVIDER/*</c> in a glob route; else reported.</summary>
    public bool Resolve(ConfigNode at, string path, bool isGlob)
    {
        var name = at.Text;
        if (_declared.Contains(name))
        {
            return true;
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == name.Length - 1)
        {
            var otherwise = RouteNames.Contains(name) ? "a candidate is a deployment, not a route: write that route's candidates" : "declare it under deployments, or write PROVIDER/UPSTREAM";
            _problems.Error(at, path, "no deployment has this name", Nearest.Mend(name, [.. _declared, .. _providers.Keys.Select(known => known + "/")], otherwise), Shown.Value(at));
            return false;
        }

        if (!_providers.TryGetValue(name[..slash], out var provider))
        {
            _problems.Error(
                at, path, $"no provider is called '{Shown.Short(name[..slash])}'",
                Nearest.Mend(name[..slash], _providers.Keys, _providers.Count == 0 ? "add it under providers" : $"add it under providers, or use {string.Join(", ", _providers.Keys.Take(5))}"), Shown.Value(at));
            return false;
        }

        var upstream = name[(slash + 1)..];
        if (upstream.Contains('*', StringComparison.Ordinal))
        {
            // It stands for the name that was asked for, so there is no deployment to declare.
            if (isGlob && upstream == "*")
            {
                return true;
            }

            var example = provider.Models.Count > 0 ? provider.Models[0] : "MODEL";
            _problems.Error(
                at, path, upstream == "*" ? "PROVIDER/* stands for the name that was asked for, and only a route whose name is a pattern leaves that open" : "a candidate is one model, not a pattern",
                $"name the model, as {provider.Name}/{example}" + (isGlob ? $", or write {provider.Name}/*" : ", or give the route a pattern for its name, as \"gpt-*\""), Shown.Value(at));
            return false;
        }

        CheckUpstream(provider, upstream, at, path);
        _deployments.TryAdd(name, new DeploymentOptions { Name = name, Provider = provider.Name, Upstream = upstream });
        return true;
    }

    private void Declare(ConfigMember member)
    {
        var (node, path) = (member.Value, $"deployments.{member.Name}");
        if (node.Kind is not (NodeKind.Map or NodeKind.Null))
        {
            return;
        }

        _declared.Add(member.Name);
        if (member.Name.Contains('/', StringComparison.Ordinal) || member.Name.Contains('*', StringComparison.Ordinal) || member.Name.Any(char.IsWhiteSpace))
        {
            _problems.Add(ConfigSeverity.Error, member.Line, member.Column, path, Shown.Short(member.Name), "a deployment's name may not hold '/', '*' or spaces", "rename it, as llama-70b");
        }

        if (RouteNames.Contains(member.Name))
        {
            _problems.Add(ConfigSeverity.Error, member.Line, member.Column, path, Shown.Short(member.Name), "a route has the same name", "rename one of the two");
        }

        foreach (var key in new[] { "provider", "upstream" }.Where(node.IsMissing))
        {
            _problems.Add(ConfigSeverity.Error, member.Line, member.Column, path, "", $"{key} is missing", "write { provider: NAME, upstream: MODEL }");
        }

        var providerName = node.TextAt("provider") ?? "";
        var upstream = node.TextAt("upstream") ?? "";
        if (_providers.TryGetValue(providerName, out var provider))
        {
            CheckUpstream(provider, upstream, node["upstream"] ?? node, $"{path}.upstream");
        }
        else if (providerName.Length > 0)
        {
            _problems.Error(
                node["provider"]!, $"{path}.provider", "no provider has this name",
                Nearest.Mend(providerName, _providers.Keys, "add it under providers"), Shown.Value(node["provider"]!));
        }

        _deployments[member.Name] = new DeploymentOptions
        {
            Name = member.Name, Provider = providerName, Upstream = upstream, CatalogId = node.TextAt("catalog"),
            Origin = node.TextAt("origin"), Licence = node.TextAt("licence"), Openness = OpennessWords.Parse(node.TextAt("openness")), Price = Price(node, path),
            Weight = node.CountAt("weight") ?? 1, Limits = Limits(node),
        };
    }

    private static DeploymentLimits Limits(ConfigNode node) => node.Set("limits") is { Kind: NodeKind.Map } limits
        ? new DeploymentLimits
        {
            RequestsPerMinute = limits.CountAt("requests_per_minute"),
            TokensPerMinute = limits.CountAt("tokens_per_minute"),
            Concurrency = limits.CountAt("concurrency"),
            MaxQueue = limits.CountAt("max_queue") ?? DeploymentLimits.DefaultMaxQueue,
        }
        : DeploymentLimits.None;

    private PriceOptions? Price(ConfigNode node, string path)
    {
        if (node.Set("price") is not { Kind: NodeKind.Map } price)
        {
            return null;
        }

        foreach (var key in new[] { "input", "output" }.Where(price.IsMissing))
        {
            _problems.Error(price, $"{path}.price", $"{key} is missing", "write price: { input: 0.12, output: 0.35 }, USD per million tokens");
        }

        return new PriceOptions(price.NumberAt("input") ?? 0, price.NumberAt("cached_input"), price.NumberAt("cache_write"), price.NumberAt("output") ?? 0);
    }

    private void CheckUpstream(ProviderOptions provider, string upstream, ConfigNode at, string path)
    {
        if (provider.Models.Count > 0 && upstream.Length > 0 && !provider.Models.Contains(upstream))
        {
            _problems.Error(
                at, path, $"the models list of provider {provider.Name} does not hold this name",
                Nearest.Mend(upstream, provider.Models, $"add it to providers.{provider.Name}.models"), Shown.Short(upstream));
        }
    }
}
