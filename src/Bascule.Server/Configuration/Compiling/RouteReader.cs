using Bascule.Engine.Conversation;
using Bascule.Engine.Pricing;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Hedging;
using Bascule.Engine.Resilience.Retries;
using Bascule.Engine.Routing;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>routes</c>, long or short, and holds their candidates against the names that exist.</summary>
internal sealed class RouteReader(ProblemList problems, Names names, RuleReader rules, ConfigSurroundings surroundings)
{
    public IReadOnlyList<RouteOptions> Read(ConfigNode root)
    {
        var routes = new List<RouteOptions>();
        foreach (var member in root.MembersAt("routes"))
        {
            if (member.Name.Length == 0 || member.Name.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
            {
                problems.Add(ConfigSeverity.Error, member.Line, member.Column, $"routes.{Shown.Short(member.Name)}", "", "a route's name may not be empty or hold spaces", "rename it");
            }

            routes.Add(member.Value.Kind == NodeKind.Map ? Long(member) : Short(member));
        }

        return routes;
    }

    private RouteOptions Short(ConfigMember member) => new()
    {
        Name = member.Name,
        Candidates = Candidates(member, member.Value, $"routes.{member.Name}"),
    };

    private RouteOptions Long(ConfigMember member)
    {
        var (node, path) = (member.Value, $"routes.{member.Name}");
        var candidates = Candidates(member, node["candidates"], $"{path}.candidates");
        return new RouteOptions
        {
            Name = member.Name,
            Candidates = candidates,
            Rules = rules.Read(node, candidates, $"{path}.rules"),
            Shadow = rules.Shadow(member, $"{path}.shadow"),
            Strategy = node.TextAt("strategy") ?? "ordered",
            MaxQueueWait = node.DurationAt("max_queue_wait") ?? RouteOptions.DefaultMaxQueueWait,
            FallbackOn = node["fallback_on"] is { Kind: NodeKind.List, Items.Count: 0 } ? [] : node.TextsAt("fallback_on") ?? RouteOptions.DefaultFallbackOn,
            Timeouts = node.TimeoutsAt("timeouts"),
            Retries = new RetryOptions(node.CountAt("retries") ?? RetryOptions.Default.Most, node.DurationAt("max_retry_wait") ?? RetryOptions.Default.MaxWait),
            Hedge = Hedge(node.Set("hedge"), $"{path}.hedge"),
            Cache = Cache(node.Set("cache"), $"{path}.cache"),
            SharesCache = node.FlagAt("shared_cache") ?? false,
            Hold = node.TextAt("hold") == "all" ? Call.HoldAll : node.CountAt("hold") ?? 0,
            Rescues = node.TextAt("rescue") == "continue",
            PromptCache = node.TextAt("prompt_cache") switch
            {
                "mark" => PromptCaching.Mark,
                "off" => PromptCaching.Off,
                _ => PromptCaching.Stay,
            },
            DataClass = node.ClassAt("data_class"),
            Repetition = node.TextAt("max_repetition") == "off" ? null : node.WholeAt("max_repetition") is { } most ? new Repetition(most, IsExact: true) : Repetition.Default,
            Strict = node.FlagAt("strict") ?? false,
            State = node.TextAt("state") ?? "upstream",
            AnswerModel = node.TextAt("answer_model") ?? "upstream",
            OpenAfter = node.TextAt("open_after") == "never" ? null : node.DurationAt("open_after") ?? TimeSpan.FromSeconds(30),
        };
    }

    private HedgeOptions? Hedge(ConfigNode? node, string path)
    {
        if (node is not { Kind: NodeKind.Map })
        {
            return null;
        }

        if (node.TextAt("after") is not { } after)
        {
            problems.Error(node, $"{path}.after", "nothing says how long the first may take", "write after: 2s, or after: p95");
            return null;
        }

        return new HedgeOptions
        {
            After = node.DurationAt("after"),
            Percentile = Scalars.TryPercentile(after, out var share) ? share : null,
            MaxNano = node.NumberAt("max_usd") is { } usd ? Money.ToNano(usd) : null,
        };
    }

    private CacheOptions? Cache(ConfigNode? node, string path)
    {
        if (node is not { Kind: NodeKind.Map })
        {
            return null;
        }

        if (node.DurationAt("ttl") is not { } ttl)
        {
            if (node.Set("ttl") is null)
            {
                problems.Error(node, $"{path}.ttl", "nothing says how long an answer may be given again", "write ttl: 10m");
            }

            return null;
        }

        return new CacheOptions
        {
            Ttl = ttl,
            MaxBytes = node.CountAt("max_bytes") ?? CacheOptions.DefaultMaxBytes,
            Tools = node.FlagAt("tools") ?? false,
            Durable = node.FlagAt("durable") ?? true,
            Semantic = new SemanticReader(problems, names).Read(node, path),
        };
    }

    private ValueList<string> Candidates(ConfigMember route, ConfigNode? list, string path)
    {
        if (list is null or { IsUnset: true, Broken: false } or { Kind: NodeKind.List, Items.Count: 0 })
        {
            problems.Add(ConfigSeverity.Error, route.Line, route.Column, path, "", "the route has no candidate", "write candidates: [PROVIDER/MODEL]");
            return [];
        }

        var candidates = new List<string>();
        (string Name, string Model)? vectors = null;
        var single = list.Kind != NodeKind.List;
        for (var i = 0; i < (single ? 1 : list.Items.Count); i++)
        {
            var item = single ? list : list.Items[i];
            var place = single ? path : $"{path}[{i}]";
            if (item.Kind != NodeKind.Text || item.IsUnset || item.Broken)
            {
                continue;
            }

            if (candidates.Contains(item.Text))
            {
                problems.Error(item, place, "this candidate stands in the list twice", "remove one", Shown.Value(item));
            }
            else if (names.Resolve(item, place, route.Name.Contains('*', StringComparison.Ordinal)))
            {
                if (names.ProviderOf(item.Text) is { Dialect: Vendor.Webhook })
                {
                    problems.Error(item, place, "a webhook answers no requests: it is asked by guardrails", "write it at a guardrail's deployment", Shown.Value(item));
                }

                candidates.Add(item.Text);
                CheckVectors(item, place, ref vectors);
            }
        }

        return new([.. candidates]);
    }

    /// <summary>Vectors of two models cannot be compared, so a fallback between them would spoil what is stored.</summary>
    private void CheckVectors(ConfigNode item, string place, ref (string Name, string Model)? first)
    {
        if (names.Find(item.Text) is not var (deployment, vendor) || surroundings.EmbeddingModel(deployment, vendor) is not { } model)
        {
            return;
        }

        first ??= (item.Text, model);
        if (model != first.Value.Model)
        {
            problems.Error(
                item, place, $"makes vectors of {model}, and {Shown.Short(first.Value.Name)} those of {first.Value.Model}: they cannot be compared",
                "give each embedding model a route of its own", Shown.Value(item));
        }
    }
}
