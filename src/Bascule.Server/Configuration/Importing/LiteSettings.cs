using System.Globalization;
using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Importing;

/// <summary>Reads LiteLLM's settings: what has a counterpart becomes it, everything else is noted with its line.</summary>
internal sealed class LiteSettings(Variables variables, NoteList notes)
{
    private static readonly HashSet<string> Read = new(StringComparer.Ordinal)
    {
        "fallbacks", "context_window_fallbacks", "content_policy_fallbacks", "default_fallbacks", "model_group_alias", "routing_strategy", "num_retries", "request_timeout", "timeout",
        "max_budget", "budget_duration", "master_key", "cache", "cache_params",
    };

    private static readonly Dictionary<string, string> Otherwise = new(StringComparer.Ordinal)
    {
        ["allowed_fails"] = "breakers do it by themselves (docs/resilience.md)",
        ["cooldown_time"] = "breakers do it by themselves (docs/resilience.md)",
        ["enable_pre_call_checks"] = "a request too long for one candidate goes on to larger ones by itself",
        ["drop_params"] = "a field without a place is dropped and named in x-bascule-dropped; strict: true at a route refuses it",
        ["database_url"] = "storage.database takes a PostgreSQL of its own (docs/postgres.md), nothing of LiteLLM's tables is read; keys come over with --keys",
        ["redis_host"] = "storage.shared names the Redis in which replicas share limits and budgets (docs/shared-limits.md)",
        ["redis_port"] = "storage.shared (docs/shared-limits.md)",
        ["redis_password"] = "storage.shared (docs/shared-limits.md)",
        ["redis_url"] = "storage.shared (docs/shared-limits.md)",
        ["callbacks"] = "the ledger has each request, /metrics the counts (docs/ledger.md)",
        ["success_callback"] = "the ledger has each request (docs/ledger.md)",
        ["failure_callback"] = "the ledger has each request (docs/ledger.md)",
        ["default_team_settings"] = "callbacks of teams have no counterpart; teams have budgets (docs/budgets.md)",
        ["custom_auth"] = "no counterpart: keys, or OpenID Connect for operators",
        ["store_model_in_db"] = "models are in the file; what was stored in LiteLLM's database is not seen here",
        ["pass_through_endpoints"] = "no counterpart",
        ["alerting"] = "not yet supported",
        ["max_parallel_requests"] = "write limits.concurrency at keys",
        ["max_end_user_budget"] = "write per_user.budget at keys, with its period",
        ["max_internal_user_budget"] = "write budget at teams or keys",
        ["upperbound_key_generate_params"] = "no counterpart",
    };

    private static readonly string[] Sections = ["litellm_settings", "router_settings", "general_settings"];

    public LiteWhole Whole(ConfigNode root)
    {
        var (lite, router, general) = (root.At("litellm_settings"), root.At("router_settings"), root.At("general_settings"));
        var whole = new LiteWhole
        {
            Strategy = Strategy(router.At("routing_strategy")),
            Retries = Retries(router, lite),
            CacheTtl = CacheTtl(lite),
            Seconds = (router.At("timeout") ?? lite.At("request_timeout")).Number() is > 0 and var seconds ? seconds : null,
            Budget = Budget(lite) ?? Budget(general),
            WantsKeys = (general.At("master_key") ?? general.At("custom_auth") ?? general.At("enable_jwt_auth") ?? general.At("database_url")) is not null,
        };
        if (general.At("master_key") is { } key && key.Said() is { } secret)
        {
            whole.AdminKey = variables.Secret(secret, "LITELLM_MASTER_KEY", out var inClear);
            notes.Add(key.Line, "general_settings.master_key", (inClear ? $"it stands in clear in the file and was not copied: set {whole.AdminKey[2..^1]} to it; " : "")
                + "it is the operators' key here and opens no models: clients that used it need a key of their own");
        }

        Tell(root);
        return whole;
    }

    /// <summary>LiteLLM's span as the period that it fits; null: none does.</summary>
    public static string? Period(string? duration) => duration?.ToLowerInvariant() switch
    {
        "1h" or "60m" or "3600s" or "hourly" => "hour",
        "1d" or "24h" or "1440m" or "86400s" or "daily" => "day",
        "1mo" or "30d" or "31d" or "28d" or "720h" or "monthly" => "month",
        _ => null,
    };

    /// <summary>LiteLLM keeps one cache for everybody, and answers requests with tools from it.</summary>
    private string? CacheTtl(ConfigNode? lite)
    {
        if (lite.At("cache") is not { } cache || !cache.IsTrue())
        {
            return null;
        }

        const decimal Usual = 600;
        var all = lite.At("cache_params");
        var ttl = Duration((all.At("ttl") ?? all.At("default_in_memory_ttl") ?? all.At("default_in_redis_ttl")).Number() is > 0 and var seconds ? Math.Max(1, seconds) : Usual);
        notes.Add(cache.Line, "litellm_settings.cache", "each route got a cache; here each team or key has answers of its own (shared_cache: true shares them), and requests that bring tools are left out (cache.tools: true)");
        foreach (var member in all.Flat().Where(member => member.Name is not ("ttl" or "default_in_memory_ttl" or "default_in_redis_ttl")))
        {
            notes.Add(member, "litellm_settings.cache_params", member.Name switch
            {
                "type" when member.Value.Said() is "redis" => "answers are kept in memory and in the ledger's SQLite file; where storage.shared names a Redis, there",
                "type" when member.Value.Said() is "local" => "answers are kept in memory, and in the ledger's SQLite file unless cache.durable is false",
                "mode" when member.Value.Said() is "default_off" => "no counterpart: every request of the route is looked up; x-bascule-cache: no-store leaves one out",
                "type" or "similarity_threshold" => "answering alike what is asked alike is cache.semantic (docs/semantic-cache.md), which was not switched on",
                "host" or "port" or "password" or "url" or "ssl" => "write storage: { shared: redis://... }",
                _ => "no counterpart",
            });
        }

        return ttl ?? "10m";
    }

    private (decimal, string)? Budget(ConfigNode? settings)
    {
        if (settings.At("max_budget") is not { } budget || budget.Number() is not { } usd)
        {
            return null;
        }

        var per = Period(settings.At("budget_duration").Said());
        if (per is null || usd is < 0.01m or > 1_000_000_000)
        {
            notes.Add(budget.Line, "max_budget", "a budget here is for an hour, a day or a month, which this is not: left out; write organisation: { budget: { usd: 100, per: month } }");
            return null;
        }

        return (usd, per);
    }

    private string? Strategy(ConfigNode? node)
    {
        switch (node.Said())
        {
            case null or "simple-shuffle":
                return null;
            case "least-busy":
                return "least-busy";
            case "latency-based-routing":
                return "fastest";
            case "cost-based-routing":
                return "cheapest";
            case "usage-based-routing" or "usage-based-routing-v2":
                notes.Add(node!.Line, "router_settings.routing_strategy", "least-busy takes its place; rpm and tpm are limits of deployments");
                return "least-busy";
            default:
                notes.Add(node!.Line, "router_settings.routing_strategy", "no counterpart: candidates are weighted");
                return null;
        }
    }

    private int? Retries(ConfigNode? router, ConfigNode? lite)
    {
        if ((router.At("num_retries") ?? lite.At("num_retries")) is not { } node || node.Number() is not (>= 0 and var number))
        {
            return null;
        }

        if (number > 10)
        {
            notes.Add(node.Line, "num_retries", "ten are the most");
        }

        return (int)Math.Min(number, 10);
    }

    private void Tell(ConfigNode root)
    {
        foreach (var member in root.Flat().Where(member => member.Name is not ("model_list" or "credential_list") && !Sections.Contains(member.Name)))
        {
            notes.Add(member, "", member.Name switch
            {
                "guardrails" => "no counterpart that can be carried over: see docs/guardrails.md",
                "environment_variables" => "set them in the gateway's environment: nothing was copied",
                "include" => "other files are not read: put their model_list into this one and import again",
                _ => "no counterpart",
            });
        }

        foreach (var section in Sections)
        {
            foreach (var member in root.At(section).Flat().Where(member => !Read.Contains(member.Name)))
            {
                notes.Add(member, section, Otherwise.GetValueOrDefault(member.Name, "no counterpart"));
            }
        }
    }

    /// <summary>A number of seconds as a duration of ours; null: longer or shorter than one may be.</summary>
    public static string? Duration(decimal? seconds) => seconds is >= 0.001m and <= 604_800
        ? decimal.Truncate(seconds.Value) == seconds.Value ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0}s") : string.Create(CultureInfo.InvariantCulture, $"{decimal.Ceiling(seconds.Value * 1000):0}ms")
        : null;
}
