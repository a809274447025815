using System.Globalization;
using Bascule.Engine.Access;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Pricing;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing;
using Bascule.Server.Configuration.Language;
using Bascule.Storage.Redis;

namespace Bascule.Server.Configuration;

/// <summary>Writes a config out whole: short forms expanded, defaults filled in, secrets as <c>***</c>.</summary>
public static class ConfigText
{
    private const string Hidden = "***";

    public static string Expand(BasculeConfig config)
    {
        var yaml = new YamlText();
        yaml.Open("server", () => Server(yaml, config.Server));
        yaml.Open("storage", () =>
        {
            yaml.Text("database", config.Storage.Database.ToString());
            yaml.Text("shared", config.Storage.Shared is not { } shared ? "memory" : shared.Password is null ? shared.ToString() : shared.ToString().Replace("://", $"://{Hidden}@", StringComparison.Ordinal));
            yaml.Text("shared_prefix", config.Storage.Shared?.Prefix ?? RedisAddress.StandardPrefix);
            yaml.Plain("max_connections", Count(config.Storage.MaxConnections));
            yaml.Text("secret", config.Storage.Secret is null ? "" : Hidden);
            yaml.Plain("max_journal_bytes", config.Storage.MaxJournalBytes.ToString(CultureInfo.InvariantCulture));
        });
        yaml.Open("providers", () => Each(config.Providers, provider => yaml.Open(provider.Name, () => Provider(yaml, provider))));
        yaml.Open("deployments", () => Each(
            config.Deployments.Where(deployment => deployment.Name != $"{deployment.Provider}/{deployment.Upstream}"),
            deployment => yaml.Open(deployment.Name, () => Deployment(yaml, deployment))));
        yaml.Open("routes", () => Each(config.Routes, route => yaml.Open(route.Name, () => Route(yaml, route))));
        if (config.Organisation is { } organisation)
        {
            yaml.Open("organisation", () =>
            {
                PolicyText.Organisation(yaml, organisation);
                Budget(yaml, config.Budgets.Organisation);
            });
        }

        yaml.OpenList("policies", [.. config.Policies.Select(policy => (Action)(() => PolicyText.Policy(yaml, policy)))]);
        yaml.OpenList("guardrails", [.. config.Guardrails.Select(guardrail => (Action)(() => GuardrailText.Write(yaml, guardrail)))]);
        yaml.Open("teams", () => Each(config.Budgets.Teams, team => yaml.Open(team.Key, () => Budget(yaml, team.Value))));
        yaml.OpenList("keys", [.. config.Keys.Select(key => (Action)(() => Key(yaml, key)))]);
        yaml.Open("content", () =>
        {
            yaml.Text("keep", config.Content.Options.Mode.ToString().ToLowerInvariant());
            yaml.Plain("days", Count((int)config.Content.Options.Life.TotalDays));
            yaml.Text("key_file", config.Content.KeyFile ?? "");
        });
        yaml.Open("audit", () =>
        {
            yaml.Text("key_file", config.Audit.KeyFile ?? "");
            yaml.Plain("every", Scalars.Duration(config.Audit.Every));
            yaml.Text("webhook", config.Audit.Webhook is { } webhook ? webhook.GetComponents(UriComponents.Scheme | UriComponents.HostAndPort, UriFormat.UriEscaped) : "");
            yaml.Plain("max_bytes", config.Audit.MaxBytes.ToString(CultureInfo.InvariantCulture));
            yaml.Plain("hashes", Flag(config.Audit.Hashes));
        });
        yaml.Open("retention", () =>
        {
            yaml.Plain("ledger", Scalars.Duration(config.Retention.Ledger));
            yaml.Plain("audit", Scalars.Duration(config.Audit.Retention));
            yaml.Plain("max_bytes", config.Retention.MaxBytes?.ToString(CultureInfo.InvariantCulture));
        });
        return yaml.ToString();
    }

    /// <summary>The guardrails alone, as they stand in the whole.</summary>
    public static string Guardrails(IReadOnlyList<GuardrailOptions> guardrails)
    {
        var yaml = new YamlText();
        yaml.OpenList("guardrails", [.. guardrails.Select(guardrail => (Action)(() => GuardrailText.Write(yaml, guardrail)))]);
        return yaml.ToString();
    }

    private static void Each<T>(IEnumerable<T> items, Action<T> write)
    {
        foreach (var item in items)
        {
            write(item);
        }
    }

    private static void Server(YamlText yaml, ServerOptions server)
    {
        yaml.List("listen", server.Listen.Select(Url));
        if (server.Tls is { } tls)
        {
            yaml.Open("tls", () =>
            {
                yaml.Text("cert", tls.Cert);
                yaml.Text("key", tls.Key);
                yaml.Text("client_ca", tls.ClientCa);
            });
        }

        yaml.List("hosts", server.Hosts);
        yaml.List("cors", server.Cors);
        yaml.List("trusted_proxies", server.TrustedProxies.Select(network => network.ToString()));
        yaml.Text("data_dir", server.DataDir);
        yaml.Text("admin_key", server.AdminKey is null ? "" : Hidden);
        yaml.Text("metrics_key", server.MetricsKey is null ? "" : Hidden);
        if (server.Oidc is { } oidc)
        {
            yaml.Open("oidc", () =>
            {
                yaml.Text("authority", Url(oidc.Authority));
                yaml.Text("audience", oidc.Audience);
                yaml.Text("roles_claim", oidc.RolesClaim);
            });
        }

        yaml.Text("auth", server.Auth);
        yaml.Text("metrics_listen", server.MetricsListen is { } url ? Url(url) : "");
        yaml.Plain("fetch", server.Fetch ? "on" : "off");
        yaml.Text("egress", server.EgressDenied ? "deny" : "open");
        yaml.List("egress_allow", server.EgressAllow);
        yaml.Text("profile", server.Profile == ServerProfile.Streams ? "streams" : "balanced");
        yaml.Plain("fsync", Flag(server.Fsync));
        yaml.Plain("max_request_bytes", server.MaxRequestBytes.ToString(CultureInfo.InvariantCulture));
        yaml.Plain("max_cache_bytes", server.MaxCacheBytes.ToString(CultureInfo.InvariantCulture));
        yaml.Plain("max_requests_in_flight", server.MaxRequestsInFlight.ToString(CultureInfo.InvariantCulture));
        yaml.List("tiers", server.Tiers);
        yaml.Plain("drain", Scalars.Duration(server.Drain));
    }

    private static void Provider(YamlText yaml, ProviderOptions provider)
    {
        yaml.Text("engine", provider.Engine);
        yaml.Text("dialect", provider.Dialect);
        yaml.Text("base_url", Url(provider.BaseUrl));
        if (provider.FurtherKeys.Count > 0)
        {
            yaml.List("api_keys", Enumerable.Repeat(Hidden, provider.FurtherKeys.Count + 1));
        }
        else
        {
            yaml.Text("api_key", provider.ApiKey.Length > 0 ? Hidden : null);
        }

        yaml.Text("hosting", provider.Hosting);
        yaml.Text("jurisdiction", provider.Jurisdiction);
        yaml.Plain("max_retention", provider.MaxRetention is { } retention ? Scalars.Duration(retention) : null);
        yaml.Plain("trains_on_data", provider.TrainsOnData is { } trains ? Flag(trains) : null);
        yaml.List("certifications", provider.Certifications);
        Times(yaml, provider.Timeouts);
        yaml.List("forward_headers", provider.ForwardHeaders);
        yaml.Text("proxy", provider.Proxy is { } proxy ? Url(proxy) : "");
        yaml.Text("ca_file", provider.CaFile);
        yaml.Text("client_cert", provider.ClientCert);
        yaml.Plain("http2", Flag(provider.Http2));
        yaml.List("models", provider.Models);
        yaml.Text("urls", provider.PassesUrls ? "pass" : "inline");
        yaml.Text("region", provider.Region);
        yaml.Text("project", provider.Project);
        yaml.Text("location", provider.Location);
        yaml.Text("api_version", provider.ApiVersion);
    }

    private static void Deployment(YamlText yaml, DeploymentOptions deployment)
    {
        yaml.Text("provider", deployment.Provider);
        yaml.Text("upstream", deployment.Upstream);
        yaml.Text("catalog", deployment.CatalogId);
        yaml.Text("origin", deployment.Origin);
        yaml.Text("licence", deployment.Licence);
        yaml.Text("openness", deployment.Openness?.ToWord());
        if (deployment.Price is { } price)
        {
            yaml.Open("price", () =>
            {
                yaml.Plain("input", Number(price.Input));
                yaml.Plain("cached_input", Number(price.CachedInput));
                yaml.Plain("cache_write", Number(price.CacheWrite));
                yaml.Plain("output", Number(price.Output));
            });
        }

        yaml.Plain("weight", Count(deployment.Weight));
        yaml.Open("limits", () =>
        {
            yaml.Plain("requests_per_minute", Count(deployment.Limits.RequestsPerMinute));
            yaml.Plain("tokens_per_minute", Count(deployment.Limits.TokensPerMinute));
            yaml.Plain("concurrency", Count(deployment.Limits.Concurrency));
            yaml.Plain("max_queue", Count(deployment.Limits.MaxQueue));
        });
    }

    private static void Route(YamlText yaml, RouteOptions route)
    {
        yaml.List("candidates", route.Candidates);
        yaml.Text("strategy", route.Strategy);
        yaml.OpenList("rules", [.. route.Rules.Select(rule => (Action)(() => Rule(yaml, rule)))]);
        yaml.Plain("max_queue_wait", Scalars.Duration(route.MaxQueueWait));
        yaml.Plain("retries", Count(route.Retries.Most));
        yaml.Plain("max_retry_wait", Scalars.Duration(route.Retries.MaxWait));
        yaml.List("fallback_on", route.FallbackOn);
        Times(yaml, route.Timeouts);
        yaml.Plain("max_repetition", route.Repetition is not { } repetition ? "off" : repetition.IsExact ? repetition.MaxTokens.ToString(CultureInfo.InvariantCulture) : null);
        yaml.Text("data_class", route.DataClass?.ToWord());
        yaml.Plain("strict", Flag(route.Strict));
        yaml.Plain("hold", route.Hold == Call.HoldAll ? "all" : Count(route.Hold));
        yaml.Plain("rescue", route.Rescues ? "continue" : "off");
        yaml.Plain("prompt_cache", route.PromptCache.ToString().ToLowerInvariant());
        if (route.Hedge is { } hedge)
        {
            yaml.Open("hedge", () =>
            {
                yaml.Plain("after", hedge.Percentile is { } share ? Scalars.Percentile(share) : Time(hedge.After));
                yaml.Plain("max_usd", hedge.MaxNano is { } nano ? Money.ToText(nano) : null);
            });
        }

        if (route.Cache is { } cache)
        {
            yaml.Open("cache", () =>
            {
                yaml.Plain("ttl", Scalars.Duration(cache.Ttl));
                yaml.Plain("max_bytes", Count(cache.MaxBytes));
                yaml.Plain("tools", Flag(cache.Tools));
                yaml.Plain("durable", Flag(cache.Durable));
                if (cache.Semantic is { } semantic)
                {
                    yaml.Open("semantic", () =>
                    {
                        yaml.Text("embedder", semantic.Embedder);
                        yaml.Plain("min_similarity", Number((decimal)semantic.MinSimilarity));
                        yaml.Plain("max_false_hits", Number((decimal)semantic.MaxFalseHits));
                        yaml.Text("judge", semantic.Judge);
                        yaml.Plain("check_share", Number((decimal)semantic.CheckShare));
                        yaml.Plain("timeout", Scalars.Duration(semantic.Timeout));
                    });
                }
            });
        }

        yaml.Plain("shared_cache", Flag(route.SharesCache));
        if (route.Shadow is { } shadow)
        {
            yaml.Open("shadow", () =>
            {
                yaml.Text("to", shadow.To);
                yaml.Plain("share", Number(shadow.Share));
            });
        }

        yaml.Text("state", route.State);
        yaml.Text("answer_model", route.AnswerModel);
        yaml.Plain("open_after", route.OpenAfter is { } after ? Scalars.Duration(after) : "never");
    }

    private static void Rule(YamlText yaml, RuleOptions rule)
    {
        ConditionText.Write(yaml, "when", rule.When);
        yaml.List("use", rule.Use);
    }

    private static void Key(YamlText yaml, KeyOptions key)
    {
        yaml.Text("name", key.Name);
        yaml.Text("key", Hidden);
        yaml.Text("tier", key.Tier);
        yaml.Text("data_class", key.DataClass?.ToWord());
        yaml.Text("max_data_class", key.MaxDataClass?.ToWord());
        if (key.Routes is { } routes)
        {
            yaml.List("routes", routes);
        }

        yaml.Text("team", key.Team);
        Budget(yaml, key.Budget);
        yaml.Plain("unpriced", key.RefusesUnpriced is { } refuses ? refuses ? "refuse" : "allow" : null);
        yaml.Open("limits", () =>
        {
            yaml.Plain("requests_per_minute", Count(key.Limits.RequestsPerMinute));
            yaml.Plain("tokens_per_minute", Count(key.Limits.TokensPerMinute));
            yaml.Plain("concurrency", Count(key.Limits.Concurrency));
        });
        yaml.Open("tags", () => Each(key.Tags, tag => yaml.Text(tag.Key, tag.Value)));
        yaml.Open("per_user", () =>
        {
            yaml.Plain("requests_per_minute", Count(key.PerUser.RequestsPerMinute));
            yaml.Plain("tokens_per_minute", Count(key.PerUser.TokensPerMinute));
            yaml.Plain("concurrency", Count(key.PerUser.Concurrency));
            Budget(yaml, key.PerUser.Budget);
        });
        yaml.Plain("may_set_tier", Flag(key.MayTierBeSet));
        yaml.List("addresses", key.Addresses);
        yaml.Text("expires", key.Expires?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    }

    private static void Budget(YamlText yaml, BudgetOptions? budget)
    {
        if (budget is not null)
        {
            yaml.Open("budget", () =>
            {
                yaml.Plain("usd", Money.ToText(budget.Nano));
                yaml.Plain("per", budget.Per.ToWord());
            });
        }
    }

    private static void Times(YamlText yaml, Timeouts timeouts) => yaml.Open("timeouts", () =>
    {
        yaml.Plain("connect", Time(timeouts.Connect));
        yaml.Plain("first_token", Time(timeouts.FirstToken));
        yaml.Plain("idle", Time(timeouts.Idle));
        yaml.Plain("total", Time(timeouts.Total));
    });

    private static string? Time(TimeSpan? time) => time is { } span ? Scalars.Duration(span) : null;

    private static string? Count(int? count) => count?.ToString(CultureInfo.InvariantCulture);

    private static string? Number(decimal? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Flag(bool flag) => flag ? "true" : "false";

    private static string Url(Uri url)
    {
        var shown = url.UserInfo.Length > 0 ? new UriBuilder(url) { UserName = Hidden, Password = "" }.Uri : url;
        return shown.AbsoluteUri.TrimEnd('/');
    }
}
