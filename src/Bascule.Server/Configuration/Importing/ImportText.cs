using System.Globalization;
using System.Text;

namespace Bascule.Server.Configuration.Importing;

/// <summary>Writes the new config with its comments.</summary>
internal sealed class ImportText(string source, LiteWhole whole)
{
    private readonly StringBuilder _text = new();

    public string Write(IReadOnlyList<LiteProvider> providers, IReadOnlyList<LiteDeployment> deployments, IReadOnlyList<(LiteRoute Route, IReadOnlyList<string> Candidates)> routes, IReadOnlyList<LiteKey> keys, IReadOnlyList<ImportNote> notes)
    {
        Comment($"Imported from LiteLLM's {source}. What has no counterpart is listed at the end.");
        Server(keys.Count > 0);
        if (whole.Budget is { } budget)
        {
            Section("What all keys together may spend (max_budget).", yaml => yaml.Open("organisation", () => Budget(yaml, budget)));
        }

        if (providers.Count > 0)
        {
            Section("One provider for all entries of model_list with the same address and key.", yaml => yaml.Open("providers", () => Each(providers, provider => yaml.Open(provider.Name, () =>
                Each(provider.Lines, line => yaml.Text(line.Key, line.Value))))));
        }

        if (deployments.Count > 0)
        {
            Section("Entries with limits (rpm, tpm), weights or prices of their own; prices in USD per million tokens.", yaml => yaml.Open("deployments", () =>
                Each(deployments, deployment => Deployment(yaml, deployment))));
        }

        if (routes.Count > 0)
        {
            Section("The names that clients ask for; fallbacks come after a name's own entries.", yaml => yaml.Open("routes", () => Each(routes, route => Route(yaml, route.Route, route.Candidates))));
        }

        if (keys.Count > 0)
        {
            Section("LiteLLM's virtual keys: it stores their SHA-256, so clients keep them.", yaml => yaml.OpenList("keys", [.. keys.Select(key => (Action)(() => Key(yaml, key)))]));
        }

        if (notes.Count > 0)
        {
            _text.Append('\n');
            Comment("No counterpart, or not whole:");
            Each(notes, note => Comment("  " + note));
        }

        return _text.ToString();
    }

    private void Server(bool hasKeys)
    {
        var closed = whole.WantsKeys && !hasKeys;
        if (whole.AdminKey is null && !closed)
        {
            return;
        }

        string?[] words = [whole.AdminKey is null ? null : "LiteLLM's master_key is the operators' key.", closed ? "Clients want keys: import them with --keys, or make some with bascule keys create." : null];
        Section(string.Join(' ', words.OfType<string>()), yaml => yaml.Open("server", () =>
        {
            yaml.Text("admin_key", whole.AdminKey);
            yaml.Plain("auth", closed ? "keys" : null);
        }));
    }

    private static void Deployment(YamlText yaml, LiteDeployment deployment) => yaml.Open(deployment.Candidate, () =>
    {
        yaml.Text("provider", deployment.Provider.Name);
        yaml.Text("upstream", deployment.Upstream);
        yaml.Text("catalog", deployment.Catalog);
        yaml.Plain("weight", deployment.Weight is { } weight ? Number(weight) : null);
        if (deployment.Price.Count > 0)
        {
            yaml.Open("price", () => Each(deployment.Price, price => yaml.Plain(price.Key, Number(price.Usd))));
        }

        Limits(yaml, deployment.Requests, deployment.Tokens, deployment.Concurrency);
    });

    private void Route(YamlText yaml, LiteRoute route, IReadOnlyList<string> candidates)
    {
        // Whoever stands behind as a fallback must not share the load: only the order says that.
        var strategy = route.Further.Count == 0 && candidates.Count > 1 ? whole.Strategy ?? "weighted" : null;
        var total = LiteSettings.Duration(route.Seconds ?? whole.Seconds);
        if (strategy is null && total is null && whole.Retries is null && whole.CacheTtl is null && !route.OnContentPolicy)
        {
            yaml.List(route.Name, candidates);
            return;
        }

        yaml.Open(route.Name, () =>
        {
            yaml.List("candidates", candidates);
            yaml.Text("strategy", strategy);
            yaml.Plain("retries", whole.Retries is { } retries ? Number(retries) : null);
            if (whole.CacheTtl is { } ttl)
            {
                yaml.Open("cache", () => yaml.Plain("ttl", ttl));
            }

            if (route.OnContentPolicy)
            {
                yaml.List("fallback_on", ["error", "timeout", "rate_limit", "context_length", "overload", "content_policy"]);
            }

            if (total is not null)
            {
                yaml.Open("timeouts", () => yaml.Plain("total", total));
            }
        });
    }

    private static void Key(YamlText yaml, LiteKey key)
    {
        yaml.Text("name", key.Name);
        yaml.Text("key_sha256", key.Sha256);
        yaml.Text("team", key.Team?.Replace("${", "$ {", StringComparison.Ordinal));
        if (key.Routes is { } routes)
        {
            yaml.List("routes", routes);
        }

        if (key.Budget is { } budget)
        {
            Budget(yaml, budget);
        }

        Limits(yaml, key.Requests, key.Tokens, key.Concurrency);
        yaml.Plain("expires", key.Expires);
    }

    private static void Budget(YamlText yaml, (decimal Usd, string Per) budget) => yaml.Open("budget", () =>
    {
        yaml.Plain("usd", Number(budget.Usd));
        yaml.Plain("per", budget.Per);
    });

    private static void Limits(YamlText yaml, int? requests, int? tokens, int? concurrency)
    {
        if ((requests ?? tokens ?? concurrency) is null)
        {
            return;
        }

        yaml.Open("limits", () =>
        {
            yaml.Plain("requests_per_minute", requests is { } a ? Number(a) : null);
            yaml.Plain("tokens_per_minute", tokens is { } b ? Number(b) : null);
            yaml.Plain("concurrency", concurrency is { } c ? Number(c) : null);
        });
    }

    private void Section(string comment, Action<YamlText> write)
    {
        _text.Append('\n');
        Comment(comment);
        var yaml = new YamlText();
        write(yaml);
        _text.Append(yaml);
    }

    private void Comment(string text) => _text.Append("# ").Append(NoteList.Plain(text)).Append('\n');

    private static void Each<T>(IEnumerable<T> items, Action<T> act)
    {
        foreach (var item in items)
        {
            act(item);
        }
    }

    private static string Number(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);
}
