using Bascule.Engine.Catalog;

namespace Bascule.Server.Configuration.Importing;

/// <summary>Makes routes and deployments of <c>model_list</c>: entries of one name become the candidates of one route.</summary>
internal sealed class LiteRoutes(LiteProviders providers, NoteList notes, ConfigSurroundings surroundings)
{
    private static readonly HashSet<string> Read = new(StringComparer.Ordinal)
    {
        "model", "api_base", "base_url", "api_key", "api_version", "aws_region_name", "vertex_project", "vertex_location", "custom_llm_provider", "litellm_credential_name",
        "rpm", "tpm", "weight", "max_parallel_requests", "timeout",
        "input_cost_per_token", "output_cost_per_token", "cache_read_input_token_cost", "cache_creation_input_token_cost",
    };

    private static readonly Dictionary<string, string> Otherwise = new(StringComparer.Ordinal)
    {
        ["stream_timeout"] = "write timeouts.first_token or timeouts.idle at the route",
        ["max_retries"] = "a route's retries count, not a deployment's",
        ["tags"] = "a rule of the route may choose by tag (docs/routing.md)",
        ["aws_access_key_id"] = "Amazon's credentials are read from the environment or the machine's role",
        ["aws_secret_access_key"] = "Amazon's credentials are read from the environment or the machine's role",
        ["vertex_credentials"] = "Google's credentials are read from GOOGLE_APPLICATION_CREDENTIALS or the machine's account",
        ["organization"] = "use a key of that organisation",
        ["extra_headers"] = "a caller's own headers can be passed on: forward_headers",
        ["mock_response"] = "the sandbox answers without a vendor (docs/sandbox.md)",
    };

    private readonly Dictionary<string, LiteRoute> _byName = new(StringComparer.Ordinal);

    public IReadOnlyCollection<LiteRoute> All => _byName.Values;

    /// <summary>The providers whose every model is asked for as <c>PROVIDER/MODEL</c>, without a route.</summary>
    public HashSet<string> Direct { get; } = new(StringComparer.Ordinal);

    public LiteRoute? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A further name for the candidates of a route.</summary>
    public void Alias(string name, int line, LiteRoute of) => _byName.TryAdd(name, new LiteRoute(name, line) { Own = of.Own, Further = of.Further, OnContentPolicy = of.OnContentPolicy, Seconds = of.Seconds });

    public void Add(LiteEntry entry)
    {
        Tell(entry);
        if (providers.Of(entry) is not var (provider, upstream))
        {
            return;
        }

        if (entry.Name.Contains("${", StringComparison.Ordinal) || entry.Name.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
        {
            notes.Add(entry.Line, entry.Path, "a route's name may hold neither spaces nor variables: left out");
            return;
        }

        if (upstream.Contains('*', StringComparison.Ordinal) && !Pattern(entry, provider, ref upstream))
        {
            return;
        }

        if (!_byName.TryGetValue(entry.Name, out var route))
        {
            _byName[entry.Name] = route = new LiteRoute(entry.Name, entry.Line);
        }

        if (entry.At("timeout").Number() is > 0 and var seconds)
        {
            if (route.Seconds is { } other && other != seconds)
            {
                notes.Add(entry.Line, $"{entry.Path}.litellm_params.timeout", "the entries of this name differ: the longest counts for the route");
            }

            route.Seconds = Math.Max(seconds, route.Seconds ?? 0);
        }

        var deployment = upstream == "*" ? new LiteDeployment(provider, upstream) : Declared(entry, provider, upstream);
        if (deployment.IsPlain && route.Own.Contains(deployment))
        {
            notes.Add(entry.Line, $"{entry.Path} ({entry.Name})", "the same deployment a second time: it stands in the route once");
            return;
        }

        route.Own.Add(deployment);
    }

    /// <summary>A pattern in the model's name: true where a route can say the same.</summary>
    private bool Pattern(LiteEntry entry, LiteProvider provider, ref string upstream)
    {
        if (entry.Name == upstream || entry.Name == "*")
        {
            // The route's own name says which names there are; its candidate stands for the name that was asked for.
            upstream = "*";
            return true;
        }

        if (upstream == "*" && entry.Name == provider.Name + "/*")
        {
            Direct.Add(provider.Name);
            return false;
        }

        notes.Add(entry.Line, $"{entry.Path} ({entry.Name})", $"a pattern that renames models has no counterpart: left out; clients may ask for {provider.Name}/MODEL");
        if (upstream == "*")
        {
            Direct.Add(provider.Name);
        }

        return false;
    }

    private LiteDeployment Declared(LiteEntry entry, LiteProvider provider, string upstream)
    {
        var based = entry.Node.At("model_info").At("base_model").Said();
        return new LiteDeployment(provider, upstream)
        {
            Catalog = based is null ? null : Known(based, provider),
            Weight = entry.Anywhere("weight").Number() is > 0 and var weight ? weight : null,
            Requests = Limit("rpm"),
            Tokens = Limit("tpm"),
            Concurrency = Limit("max_parallel_requests"),
            Price = Price(entry),
        };

        int? Limit(string name)
        {
            if (entry.Anywhere(name) is not { } node)
            {
                return null;
            }

            if (node.Count() is null)
            {
                notes.Add(node.Line, $"{entry.Path}.{name}", "not a number from 1: left out");
            }

            return node.Count();
        }
    }

    private string? Known(string model, LiteProvider provider)
    {
        var name = model[(model.LastIndexOf('/') + 1)..];
        return new Deployment(new DeploymentOptions { Name = name, Provider = provider.Name, Upstream = name }, "openai", surroundings.Facts).Model?.Id;
    }

    private IReadOnlyList<(string, decimal)> Price(LiteEntry entry)
    {
        var (input, output) = (Usd("input_cost_per_token"), Usd("output_cost_per_token"));
        if (input is null && output is null)
        {
            return [];
        }

        if (output is null && entry.Node.At("model_info").At("mode").Said() is "embedding" or "rerank")
        {
            output = 0;
        }

        if (input is null || output is null)
        {
            notes.Add(entry.Line, $"{entry.Path} ({entry.Name})", "a price wants input and output, and one is missing: the catalog's price counts");
            return [];
        }

        var price = new List<(string, decimal)> { ("input", input.Value) };
        foreach (var (key, name) in new[] { ("cached_input", "cache_read_input_token_cost"), ("cache_write", "cache_creation_input_token_cost") })
        {
            if (Usd(name) is { } usd)
            {
                price.Add((key, usd));
            }
        }

        return [.. price, ("output", output.Value)];

        decimal? Usd(string name) => entry.Anywhere(name).Number() is >= 0 and < 1 and var cost ? cost * 1_000_000 : null;
    }

    private void Tell(LiteEntry entry)
    {
        foreach (var member in entry.Params.Flat().Where(member => !Read.Contains(member.Name)))
        {
            notes.Add(member, entry.Path + ".litellm_params", Otherwise.GetValueOrDefault(member.Name, "no counterpart"));
        }

        foreach (var member in entry.Node.At("model_info").Flat().Where(member => member.Name is not ("id" or "mode" or "base_model") && !Read.Contains(member.Name)))
        {
            notes.Add(member, entry.Path + ".model_info", "what a model can do is read from the catalog");
        }

        foreach (var member in entry.Node.Flat().Where(member => member.Name is not ("model_name" or "litellm_params" or "model_info") && !Read.Contains(member.Name)))
        {
            notes.Add(member, entry.Path, "no counterpart");
        }
    }
}
