using Bascule.Engine.Routing;
using Bascule.Engine.Catalog;
using Bascule.Engine.Routing.Strategies;
using static Bascule.Server.Configuration.Language.Shapes;

namespace Bascule.Server.Configuration.Language;

/// <summary>The config language, described once: it drives the check of unknown keys and makes the JSON Schema.</summary>
internal static class BasculeLanguage
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    private static readonly ScalarShape Timeout = Duration(Instant, TimeSpan.FromDays(7));

    private static readonly RecordShape Timeouts = TimeoutKeys("5s", "120s", "60s", "30m");

    /// <summary>A route says only what differs from its providers.</summary>
    private static readonly RecordShape RouteTimeouts = TimeoutKeys(null, null, null, null);

    /// <summary>The words that <c>dialect</c> takes, in the order they are listed.</summary>
    private static readonly string[] Dialects =
        ["openai-chat", "openai-responses", "anthropic", "gemini", "vertex", "bedrock", "azure-openai", "mistral", "cohere", "ollama", "tgi", "webhook"];

    private static readonly ScalarShape DurationOrPercentile = new(
        "a duration or a percentile",
        text => Scalars.TryPercentile(text, out _) || (Scalars.TryDuration(text, out var after) && after >= Instant && after <= TimeSpan.FromHours(1))
            ? null
            : new("neither a duration nor a percentile", "write a duration as 2s, or a percentile of the usual first tokens as p95"),
        null, "^(\\d+(\\.\\d+)?(ms|s|m|h)|p[1-9]\\d?)$");

    private static readonly RecordShape Server = new(
    [
        Key("listen", new ListShape(Url, OrOne: true), "the addresses to serve on", "[http://127.0.0.1:4100]"),
        Key("tls", new RecordShape(
        [
            Key("cert", Text, "the certificate chain, PEM"),
            Key("key", Text, "its private key, PEM"),
            Key("client_ca", Text, "authorities whose client certificates are demanded, PEM"),
        ]), "the certificate of https listeners"),
        Key("hosts", new ListShape(Text, OrOne: true), "further Host names while without keys", "[]"),
        Key("cors", new ListShape(Text, OrOne: true), "origins that browsers may call from", "[]"),
        Key("trusted_proxies", new ListShape(Network, OrOne: true), "whose forwarded headers count", "[]"),
        Key("data_dir", Text, "journal, database and admin key", "./data"),
        Key("admin_key", Secret, "empty: one is made at first start in data_dir/admin.key", "\"${BASCULE_ADMIN_KEY:-}\""),
        Key("metrics_key", Secret, "/metrics takes this or the admin key", "\"\""),
        Key("oidc", new RecordShape(
        [
            Key("authority", Url, "the issuer, below which its discovery document stands"),
            Key("audience", Text, "whom its tokens must be for"),
            Key("roles_claim", Text, "where they name roles: a claim, or one within another as realm_access.roles", "roles"),
        ]), "whose bearer tokens operators sign in with, besides the admin key"),
        Key("auth", Choice("keys", "none"), "unset: none while no key exists and every listener is loopback, else keys"),
        Key("egress", Choice("open", "deny"), "deny: only what stands on your own ground may be contacted", "open"),
        Key("egress_allow", new ListShape(HostAndPort, OrOne: true), "further addresses that may be contacted all the same", "[]"),
        Key("metrics_listen", Url, "an address of its own for /metrics, open to all", "\"\""),
        Key("fetch", Choice("on", "off"), "may the URLs of callers' images and files be fetched and inlined", "on"),
        Key("profile", Choice("balanced", "streams"), "what its sockets are tuned for", "balanced"),
        Key("fsync", Flag, "true: the journal survives the machine's death too", "false"),
        Key("max_request_bytes", Whole(1024, 1L << 30), "the largest request body", "33554432"),
        Key("max_cache_bytes", Whole(1 << 20, 1L << 40), "memory that kept answers may take", "268435456"),
        Key("max_requests_in_flight", Whole(1, 1_000_000), "requests under way in the whole process", "10000"),
        Key("tiers", new ListShape(Text, OrOne: true), "whose requests enter first where some wait, the highest first", "[premium, standard, free]"),
        Key("drain", Duration(TimeSpan.Zero, TimeSpan.FromHours(1)), "how long requests under way may finish at stop", "30s"),
    ]);

    private static readonly RecordShape Provider = new(
    [
        Key("dialect", Choice(Dialects), "how it is called; a known vendor or an engine says it"),
        Key("engine", Choice([.. EngineNames.All]), "the inference engine; sets dialect and address"),
        Key("base_url", Url, "as the vendor's own SDK takes it"),
        Key("api_key", Secret, "the credential; a known vendor's comes from its own variable"),
        Key("api_keys", new ListShape(Secret, OrOne: true), "several credentials: where one is refused or over its limit, the next is used"),
        Key("hosting", Choice("vendor", "self"), "who runs it", "vendor"),
        Key("jurisdiction", Text, "where inference runs"),
        Key("max_retention", Duration(TimeSpan.Zero, TimeSpan.FromDays(36500)), "how long it keeps what it is sent; 0d: not at all"),
        Key("trains_on_data", Flag, "does it train on what it is sent"),
        Key("certifications", new ListShape(Text, OrOne: true), "such as soc2, hipaa-baa", "[]"),
        Key("timeouts", Timeouts, "how long an attempt may take, by phase"),
        Key("forward_headers", new ListShape(Text, OrOne: true), "request headers to pass on besides the dialect's own", "[]"),
        Key("proxy", Url, "an outbound proxy", "\"\""),
        Key("ca_file", Text, "authorities to trust for this provider alone, PEM"),
        Key("client_cert", Text, "the certificate shown to the provider, PEM or PFX"),
        Key("http2", Flag, "speak HTTP/2", "false"),
        Later("price_factor", 'G', "a negotiated discount", "1.0", "1"),
        Key("models", new ListShape(Text, OrOne: true), "if given, only these upstream names", "[]"),
        Key("urls", Choice("inline", "pass"), "may a self-hosted engine be handed a URL to fetch itself", "inline"),
        Later("cost", 'G', "what the machine costs by the hour"),
        Key("region", Text, "for bedrock"),
        Key("project", Text, "for vertex"),
        Key("location", Text, "for vertex"),
        Key("api_version", Text, "for azure-openai"),
    ]);

    private static readonly RecordShape Deployment = new(
    [
        Key("provider", Text, "a name under providers"),
        Key("upstream", Text, "the model's name as the provider takes it"),
        Key("catalog", Text, "the catalog id whose facts count"),
        Key("origin", Country, "the country of whoever made the model, instead of the catalog's"),
        Key("licence", Text, "the model's licence, instead of the catalog's"),
        Key("openness", Choice([.. OpennessWords.All]), "how open the model is, instead of the catalog's"),
        Key("price", new RecordShape(
        [
            Key("input", Price, "USD per million tokens"),
            Key("cached_input", Price, "USD per million tokens"),
            Key("cache_write", Price, "USD per million tokens"),
            Key("output", Price, "USD per million tokens"),
        ]), "your own price instead of the catalog's"),
        Key("weight", Whole(1, 1_000_000), "its share under strategy weighted", "1"),
        Key("limits", new RecordShape(
        [
            Key("requests_per_minute", Whole(1, int.MaxValue), "requests a minute"),
            Key("tokens_per_minute", Whole(1, int.MaxValue), "tokens a minute, input and output"),
            Key("concurrency", Whole(1, int.MaxValue), "requests at once"),
            Key("max_queue", Whole(0, 10_000), "requests that may wait for it", "256"),
        ]), "what the deployment takes at most"),
    ]);

    private static readonly RecordShape Route = new(
    [
        Key("candidates", new ListShape(Text, OrOne: true), "deployments or PROVIDER/UPSTREAM, in order of preference"),
        Key("strategy", ChoiceOrLater(
            new() { ["difficulty"] = 'H', ["bandit"] = 'H' },
            [.. StrategySet.Names]), "how candidates are ordered", "ordered"),
        Key("max_queue_wait", Duration(TimeSpan.Zero, TimeSpan.FromHours(1)), "how long a request may wait where every candidate is full", "10s"),
        Key("rules", new ListShape(new RecordShape(
        [
            Key("when", ConditionLanguage.When, "what must hold of the request"),
            Key("use", new ListShape(Text, OrOne: true), "the candidates that are left then, in order of preference"),
        ])), "narrow the candidates; the first that holds counts", "[]"),
        Key("retries", Whole(0, 10), "further tries of one deployment, only after failures that came within a second", "1"),
        Key("max_retry_wait", Duration(TimeSpan.Zero, TimeSpan.FromMinutes(5)), "a retry-after up to this is waited for, a longer one moves on", "3s"),
        Key("fallback_on", new ListShape(Choice("error", "timeout", "rate_limit", "context_length", "overload", "content_policy"), OrOne: true),
            "which failures ask the next candidate", "[error, timeout, rate_limit, context_length, overload]"),
        Key("timeouts", RouteTimeouts, "override the provider's"),
        Key("max_repetition", Whole(256, 1_000_000, "off"), "tokens that an answer may repeat itself", "4096"),
        Key("data_class", DataClass, "raises the class of every request"),
        Key("strict", Flag, "true: 400 instead of x-bascule-dropped", "false"),
        Key("hold", Whole(0, 1_000_000, "all"), "tokens of a stream kept back until an answer looks alive", "0"),
        Key("rescue", Choice("continue", "off"), "carry a broken stream on elsewhere", "off"),
        Key("prompt_cache", Choice("stay", "mark", "off"), "what is done for the providers' prompt caches", "stay"),
        Key("hedge", new RecordShape(
        [
            Key("after", DurationOrPercentile, "how long the first may take, or the share of its usual first tokens, as p95"),
            Key("max_usd", Usd, "only if this request is expected to cost the second at most this"),
        ]), "ask a second candidate when the first is slow"),
        Key("cache", new RecordShape(
        [
            Key("ttl", Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(90)), "how long an answer may be given again"),
            Key("max_bytes", Whole(1024, CacheOptions.MostBytes), "the longest answer that is kept", "1048576"),
            Key("tools", Flag, "true: requests that bring tools are answered from it too", "false"),
            Key("durable", Flag, "true: answers outlive a restart, in Redis or in SQLite", "true"),
            Key("semantic", SemanticLanguage.Semantic, "answer similar questions too, once the route has proved that it may"),
        ]), "answer again what was answered"),
        Key("shared_cache", Flag, "true: tenants share this route's answers", "false"),
        Later("difficulty", 'H', "easy requests go to cheap models"),
        Key("shadow", new RecordShape(
        [
            Key("to", Text, "a deployment or PROVIDER/UPSTREAM"),
            Key("share", Share, "the share of the route's chats, from 0 to 1"),
        ]), "send a share to another deployment as well; nobody waits for it"),
        Key("state", Choice("upstream", "bascule", "off"), "where /v1/responses keeps turns", "upstream"),
        Key("answer_model", Choice("upstream", "deployment", "requested"), "what a response's model says", "upstream"),
        Key("open_after", Duration(Instant, TimeSpan.FromHours(1), "never"), "how long a stream waits before it is opened with a comment", "30s"),
    ], new ListShape(Text, OrOne: true));

    private static readonly RecordShape AccessKey = new(
    [
        Key("name", Text, "what the ledger and reports call it"),
        Key("key", Secret, "the secret; hashed at once"),
        Key("key_sha256", Text, "or its SHA-256 as 64 hex digits"),
        Key("tier", Text, "for rules, ledger and reports"),
        Key("data_class", DataClass, "raises the class of every request"),
        Key("max_data_class", DataClass, "requests above it are refused"),
        Key("routes", new ListShape(Text, OrOne: true), "what may be asked for; unset: every route and no deployment directly"),
        Key("team", Text, "whose tenant it belongs to"),
        Key("budget", BudgetLanguage.Budget, "what may be spent"),
        Key("limits", new RecordShape(
        [
            Key("requests_per_minute", Whole(1, int.MaxValue), "requests a minute"),
            Key("tokens_per_minute", Whole(1, int.MaxValue), "tokens a minute, input and output"),
            Key("concurrency", Whole(1, int.MaxValue), "requests at once"),
        ]), "what the key may use at most"),
        Key("tags", new MapShape("tag", Text), "for rules, ledger and reports"),
        Key("per_user", new RecordShape(
        [
            Key("requests_per_minute", Whole(1, int.MaxValue), "requests a minute"),
            Key("tokens_per_minute", Whole(1, int.MaxValue), "tokens a minute, input and output"),
            Key("concurrency", Whole(1, int.MaxValue), "requests at once"),
            Key("budget", BudgetLanguage.Budget, "what may be spent"),
        ]), "the same for each end user of the key"),
        Key("may_set_tier", Flag, "may x-bascule-tier be set", "false"),
        Key("unpriced", Choice("refuse", "allow"), "may a key with a budget use deployments for which no price is known", "refuse"),
        Key("addresses", new ListShape(Network, OrOne: true), "networks the caller must come from", "[]"),
        Key("expires", Date, "the first moment it is no longer good"),
    ]);

    /// <summary>A key that is made over the API: its secret is made here, so none is taken.</summary>
    public static readonly RecordShape MadeKey = new([.. AccessKey.Keys.Where(key => key.Name is not ("key" or "key_sha256"))]);

    /// <summary>What the rotation of a key may say.</summary>
    public static readonly RecordShape Rotation = new(
    [
        Key("overlap", Duration(TimeSpan.Zero, TimeSpan.FromDays(365)), "how long the old secret stays good beside the new one", "24h"),
    ]);

    public static readonly RecordShape Root = new(
    [
        Key("server", Server, "the gateway itself"),
        Key("storage", new RecordShape(
        [
            Key("database", Text, "sqlite:FILE or postgres://user:password@host/database", "\"sqlite:data/bascule.db\""),
            Key("max_connections", Whole(3, 1_000), "connections to PostgreSQL at once, of this gateway", "10"),
            Key("secret", Text, "what the keys are derived from under which end users are hashed and words are sealed; empty: they are made at the first start", "\"\""),
            Key("max_journal_bytes", Whole(1 << 20, 1L << 40), "how much of the disk rows may take while the database is away", "1073741824"),
            Key("shared", Text, "where replicas share limits and budgets: memory, or redis://password@host", "memory"),
            Key("shared_prefix", SharedPrefix, "what keys in it begin with", "bascule"),
        ]), "where the ledger lives"),
        Key("organisation", PolicyLanguage.Organisation, "what licences and law are checked against"),
        Key("providers", new MapShape("provider", Provider), "who runs models, and how they are reached"),
        Key("deployments", new MapShape("deployment", Deployment), "only to override or to name"),
        Key("routes", new MapShape("route", Route), "the model names that clients ask for"),
        Key("policies", PolicyLanguage.Policies, "who may see which requests", "[]"),
        Key("guardrails", new ListShape(GuardrailLanguage.Guardrail), "what is looked for in the words, and what happens then", "[]"),
        Key("teams", BudgetLanguage.Teams, "budgets of teams"),
        Key("keys", new ListShape(AccessKey), "who may call"),
        Key("content", new RecordShape(
        [
            Key("keep", Choice("none", "redacted", "full"), "what the ledger stores of words", "none"),
            Key("days", Whole(1, 36500), "for how long", "30"),
            Key("key_file", Text, "the keys that full words are sealed with, 64 hex digits each, one a line; the first seals", "\"\""),
        ]), "what the ledger stores of words"),
        Key("audit", new RecordShape(
        [
            Key("key_file", Text, "the key that signs checkpoints, PEM, P-256; empty: one is made in data_dir/audit.key", "\"\""),
            Key("every", Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)), "how often a checkpoint is signed while entries come", "10m"),
            Key("webhook", Url, "where checkpoints are sent", "\"\""),
            Key("max_bytes", Whole(1 << 16, 1L << 40), "how much of the disk the audit log may take", "1073741824"),
            Key("hashes", Flag, "does a row have the SHA-256 of its request and of its answer", "true"),
        ]), "what operators did and whom policy refused"),
        Key("retention", new RecordShape(
        [
            Key("ledger", Duration(TimeSpan.FromHours(1), TimeSpan.FromDays(36500)), "how long rows are kept", "400d"),
            Key("audit", Duration(TimeSpan.FromDays(1), TimeSpan.FromDays(36500)), "how long the audit log is kept", "10y"),
            Key("max_bytes", Whole(1 << 20, 1L << 50), "how large the ledger may grow in the database; past it the oldest rows go"),
        ]), "how long it is kept"),
        Key("telemetry", new RecordShape(
        [
            Later("otlp", 'G', "where traces and metrics go"),
            Later("sample", 'G', "the share of requests traced"),
        ]), "where traces and metrics go"),
        Later("alerts", 'G', "who is told of what", "[]"),
        Later("schedules", 'H', "what runs when", "[]"),
    ]);

    private static ConfigKey Key(string name, Shape shape, string about, string? standard = null) => new(name, shape, about) { Default = standard };

    /// <summary>A key of a later part; the values given say what this version does anyway and are accepted, as is no value at all.</summary>
    private static ConfigKey Later(string name, char part, string about, params string[] obeyed) => new(name, null, about) { Part = part, Obeyed = obeyed };

    private static RecordShape TimeoutKeys(string? connect, string? firstToken, string? idle, string? total) => new(
    [
        Key("connect", Timeout, "to open a connection", connect),
        Key("first_token", Timeout, "from sending to the first event with content", firstToken),
        Key("idle", Timeout, "the longest silence after the first byte", idle),
        Key("total", Timeout, "the whole attempt", total),
    ]);
}
