using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bascule.Server.Configuration;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Tests.Configuration;

/// <summary>The written-out form, the schema and the samples.</summary>
public sealed class ConfigTextTests
{
    /// <summary>Each key of the language with a value that is not its default.</summary>
    private const string Everything = """
        server:
          listen: [https://127.0.0.1:4443]
          tls: { cert: FOLDER/tls.crt, key: FOLDER/tls.key, client_ca: FOLDER/tls.crt }
          hosts: [gateway.example]
          cors: [https://chat.example.com]
          trusted_proxies: [10.0.0.0/24]
          data_dir: FOLDER/data
          admin_key: "${BASCULE_ADMIN_KEY}"
          metrics_key: metrics-key-0123456789
          auth: keys
          metrics_listen: http://127.0.0.1:4190
          fetch: off
          egress: deny
          egress_allow: ["idp.internal:443"]
          oidc: { authority: "https://idp.internal", audience: bascule-ops, roles_claim: groups }
          profile: streams
          fsync: true
          max_request_bytes: 1000000
          max_requests_in_flight: 100
          max_cache_bytes: 2000000
          tiers: [gold, silver]
          drain: 5s
        storage: { database: "sqlite:FOLDER/rows.db", max_connections: 20, secret: "${WEB_KEY}-0123456789-0123456789-0123456789", max_journal_bytes: 2000000 }
        providers:
          engine: { engine: vllm, base_url: "http://10.0.0.5:8000", api_key: engine-key-0123456789, hosting: self, jurisdiction: eu, max_retention: 1d, trains_on_data: false, certifications: [soc2],
                    timeouts: { connect: 1s, first_token: 2s, idle: 3s, total: 4m }, forward_headers: [x-team], ca_file: FOLDER/tls.crt, client_cert: FOLDER/client.pem,
                    http2: true, models: [m, n], urls: pass }
          aws: { dialect: bedrock, region: eu-central-1, proxy: "http://proxy:3128" }
          google: { dialect: vertex, project: p-1, location: europe-west4 }
          azure: { dialect: azure-openai, base_url: "https://name.openai.azure.com", api_keys: [azure-key-0123456789, "${WEB_KEY}"], api_version: 2024-10-21 }
        deployments:
          one: { provider: engine, upstream: m, catalog: meta/llama-3.3-70b-instruct, origin: us, licence: llama-3.3, openness: open-weights, price: { input: 1, cached_input: 0.5, cache_write: 1.25, output: 2 }, weight: 3,
                 limits: { requests_per_minute: 1, tokens_per_minute: 2, concurrency: 3, max_queue: 4 } }
        routes:
          all:
            candidates: [one, engine/n]
            strategy: weighted
            max_queue_wait: 1s
            rules: [{ when: { tier: gold }, use: [one] }]
            retries: 3
            max_retry_wait: 4s
            fallback_on: [error]
            timeouts: { connect: 1s, first_token: 2s, idle: 3s, total: 4s }
            max_repetition: 2000
            data_class: internal
            strict: true
            hold: all
            rescue: continue
            prompt_cache: off
            hedge: { after: p95, max_usd: 0.05 }
            shadow: { to: engine/n, share: 0.25 }
            cache: { ttl: 10m, max_bytes: 2048, tools: true, durable: false, semantic: { embedder: engine/n, min_similarity: 0.9, max_false_hits: 0.02, judge: one, check_share: 0.2, timeout: 1s } }
            shared_cache: true
            state: bascule
            answer_model: requested
            open_after: never
          counted: { candidates: [one], hold: 40, hedge: { after: 1500ms } }
        organisation: { monthly_active_users: 5, commercial: false, jurisdictions: [us], forbidden_origins: [kp], accept: [{ clause: llama-3.3-aup, by: legal@example.com, at: 2026-11-01 }], budget: { usd: 5000, per: month } }
        teams: { search: { budget: { usd: 12.5, per: day } } }
        retention: { ledger: 30d, max_bytes: 2000000 }
        policies:
          - name: at home
            when: { data_class: confidential }
            require: { hosting: self, jurisdiction: eu, origin: us, licence: "llama-*", openness: open-weights, max_retention: 30d, trains_on_data: false, certifications: [soc2], max_price: { input: 3, output: 9 },
                       min_context: 1000, capability: [tools], provider: engine, deployment: one, vendor: x, engine: vllm, model: "meta/*" }
            examples: [{ request: { route: all, key: web, team: search, tier: gold, tag: { app: web }, header: { x-a: b }, data_class: confidential, has: [tools], input_tokens: 5, session: s, at: 2026-11-01 }, allows: [] }]
        guardrails:
          - { name: pii, on: input, detect: [email], custom: [{ name: ticket, regex: "PRJ-[0-9]{4}" }, { name: codename, words: [Bluebird, "Red October"] }], action: classify, as: confidential, unreadable: regulated, when: { tier: gold } }
          - { name: answers, on: output, detect: [secret], hosts: [example.com], schema: '{"type":"object"}', window: 600, action: block }
          - { name: far, deployment: one, action: block, required: true, timeout: 2s }
        keys:
          - { name: web, key: "${WEB_KEY}", tier: gold, data_class: internal, max_data_class: confidential, routes: [all], team: search, limits: { requests_per_minute: 1, tokens_per_minute: 9, concurrency: 2 }, budget: { usd: 1, per: hour }, unpriced: allow,
              tags: { app: web }, per_user: { requests_per_minute: 3, tokens_per_minute: 4, concurrency: 5, budget: { usd: 0.5, per: day } }, may_set_tier: true, addresses: [10.0.0.0/8], expires: 2030-01-01 }
        """;

    private static readonly string[] Secrets = ["sk-openai-0123456789", "key-of-web-0123456789", "key-of-batch-0123456789", "admin-key-0123456789"];

    [Theory]
    [InlineData("smallest")]
    [InlineData("two-vendors")]
    [InlineData("self-hosted")]
    [InlineData("locked-down")]
    [InlineData("regulated-eu")]
    [InlineData("resilient")]
    public void Samples_WithTheirVariables_LoadWithoutProblems(string sample)
    {
        var result = ConfigFile.Load(Path.Combine(Given.RepositoryRoot, $"samples/{sample}.yaml"), Surroundings());
        Assert.Empty(result.Problems);
        Assert.NotNull(result.Config);
    }

    [Fact]
    public void Samples_EveryFile_IsTested()
    {
        var samples = Directory.GetFiles(Path.Combine(Given.RepositoryRoot, "samples"), "*.yaml").Select(Path.GetFileNameWithoutExtension).Order();
        Assert.Equal(["locked-down", "regulated-eu", "resilient", "self-hosted", "smallest", "two-vendors"], samples);
    }

    [Theory]
    [InlineData("two-vendors")]
    [InlineData("self-hosted")]
    [InlineData("locked-down")]
    [InlineData("regulated-eu")]
    [InlineData("resilient")]
    public void Expand_ReadAgain_GivesTheSameConfigAndText(string sample)
    {
        var config = ConfigFile.Load(Path.Combine(Given.RepositoryRoot, $"samples/{sample}.yaml"), Surroundings()).Config!;
        var text = ConfigText.Expand(config);
        foreach (var secret in Secrets)
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }

        var again = Given.Good(WithSecrets(text), Surroundings());
        Assert.Equal(text, ConfigText.Expand(again));
        Assert.Equal(Without(config), Without(again));
    }

    [Fact]
    public void Expand_EveryKeySaid_WritesEachAndReadsTheSame()
    {
        var folder = Given.Folder();
        var surroundings = Surroundings(folder);
        var config = Given.Good(Everything.Replace("FOLDER", folder, StringComparison.Ordinal), surroundings);
        var text = ConfigText.Expand(config);
        var written = text.Split('\n').Select(line => line.TrimStart(' ', '-').Split(':')[0]).ToHashSet();
        Assert.Empty(Names(BasculeLanguage.Root).Distinct().Except(written).Except(["key_sha256"]));    // a secret's hash is as good as hidden
        var again = Given.Good(WithSecrets(text), surroundings);
        Assert.Equal(Without(config), Without(again));
    }

    [Fact]
    public void Expand_ShortForms_AreWrittenOut()
    {
        var text = ConfigText.Expand(Given.Good("providers: { openai: {} }\nroutes: { a: openai/gpt-5 }\n"));
        foreach (var line in new[] { "dialect: openai-chat", "base_url: \"https://api.openai.com/v1\"", "api_key: \"***\"", "candidates: [openai/gpt-5]", "idle: 1m", "drain: 30s", "keys: []" })
        {
            Assert.Contains(line, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Expand_AwkwardNames_AreQuoted()
    {
        var config = Given.Good("""
            providers: { openai: {} }
            routes: { "claude-*": "openai/a: b # \"c\"", "true": openai/x, "12": "openai/ü\n\tend" }
            keys: [{ name: "- x", key: "${OPENAI_API_KEY}", tags: { "a:b": "{y}" } }]
            """);
        var again = Given.Good(WithSecrets(ConfigText.Expand(config)));
        Assert.Equal(config.Routes, again.Routes);
        Assert.Equal((config.Keys[0].Name, config.Keys[0].Tags), (again.Keys[0].Name, again.Keys[0].Tags));
    }

    [Fact]
    public void Schema_CommittedFile_EqualsTheLanguage()
    {
        var path = Path.Combine(Given.RepositoryRoot, "schema/bascule.schema.json");
        var committed = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(committed == ConfigSchema.ToJson(), "schema/bascule.schema.json is stale; refresh it: ./run check --schema > schema/bascule.schema.json");
    }

    private static BasculeConfig Without(BasculeConfig config) => config with
    {
        Version = "",
        Warnings = [],
        Server = config.Server with { AdminKey = null, MetricsKey = null },
        Storage = config.Storage with { Secret = null },
        Providers = new([.. config.Providers.Select(provider => provider with { ApiKey = "", FurtherKeys = [] })]),
        Keys = new([.. config.Keys.Select(key => key with { Sha256 = "" })]),
    };

    private static string WithSecrets(string text)
    {
        var count = 0;
        return string.Join('\n', text.Split('\n').Select(line => line.Replace("\"***\"", $"secret-number-{count++}-0123456789-0123456789", StringComparison.Ordinal)));
    }

    /// <summary>The keys that this version obeys; those of conditions are held by the tests of rules.</summary>
    private static IEnumerable<string> Names(Shape shape) => shape switch
    {
        RecordShape record => record.Keys.Where(key => key.Part is null).SelectMany(key => key.Shape is RecordShape inner && !Names(inner).Any() ? [] : Names(key.Shape!).Prepend(key.Name)),
        ListShape list => Names(list.Item),
        MapShape map => Names(map.Item),
        _ => [],
    };

    private static ConfigSurroundings Surroundings() => Surroundings(Given.Folder());

    private static ConfigSurroundings Surroundings(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "client.pem"), certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return Given.Surroundings(
            ("OPENAI_API_KEY", Secrets[0]), ("ANTHROPIC_API_KEY", "sk-ant-0123456789"), ("WEB_KEY", Secrets[1]), ("BATCH_KEY", Secrets[2]), ("BASCULE_ADMIN_KEY", Secrets[3]),
            ("TLS_CERT", Path.Combine(folder, "tls.crt")), ("TLS_KEY", Path.Combine(folder, "tls.key")));
    }
}
