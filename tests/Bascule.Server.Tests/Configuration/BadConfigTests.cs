using Bascule.Server.Configuration;

namespace Bascule.Server.Tests.Configuration;

/// <summary>Configs with one mistake each: the line, the path, the words and the mend.</summary>
public sealed class BadConfigTests
{
    private const string Base = "providers: { openai: {} }\nroutes: { assistant: openai/gpt-5 }\n";

    public static TheoryData<string, int, string, string, string> Mistakes { get; } = new()
    {
        // Unknown and later keys
        { Base + "server:\n  lisen: [http://127.0.0.1:1]\n", 4, "server.lisen", "unknown key", "listen" },
        { Base + "rotes: {}\n", 3, "rotes", "unknown key", "routes" },
        { "providers:\n  openai:\n    apikey: sk-x\n", 3, "providers.openai.apikey", "unknown key", "api_key" },
        { Base + "alerts:\n  - name: x\n", 3, "alerts", "not yet supported (part G", "remove" },
        { Base + "server:\n  egress: never\n", 4, "server.egress", "not a known value", "deny" },
        { Base + "server:\n  profile: stream\n", 4, "server.profile", "not a known value", "streams" },
        { "providers:\n  far: { dialect: openai-chat, base_url: \"http://far/v1\", http2: true, proxy: \"http://p:1\" }\n", 2, "providers.far.http2", "through a proxy", "https://" },
        { Base + "server:\n  egress_allow: https://idp.internal\n", 4, "server.egress_allow", "not a host and a port", "idp.internal:443" },
        { "server: { egress: deny }\nproviders: { gpu: { engine: vllm, base_url: \"http://10.0.0.5:8000\", hosting: self, proxy: \"http://p:1\" } }\n", 2, "providers.gpu.proxy", "nothing goes through a proxy", "own address" },
        { "server: { egress: deny }\nproviders: { gpu: { engine: vllm, base_url: \"http://10.0.0.5:8000\", hosting: self } }\naudit: { webhook: \"https://siem.internal/T0/secret\" }\n", 3, "audit.webhook", "not listed", "siem.internal:443" },
        { "server:\n  egress: deny\n  oidc: { authority: \"https://idp.internal\", audience: bascule }\nproviders: { gpu: { engine: vllm, base_url: \"http://10.0.0.5:8000\", hosting: self } }\n", 3, "server.oidc.authority", "not listed", "idp.internal:443" },
        { Base + "server: { oidc: { authority: \"https://x\" } }\n", 3, "server.oidc", "audience is missing", "audience: bascule" },
        { Base + "server: { oidc: { authority: \"http://login.example\", audience: bascule } }\n", 3, "server.oidc.authority", "every role", "https://" },
        { "providers: { openai: {} }\nroutes:\n  a:\n    candidates: openai/x\n    retries: often\n", 5, "routes.a.retries", "not a whole number in its range", "0 to 10" },
        { "providers: { openai: {} }\nroutes:\n  a:\n    candidates: openai/x\n    hedge: { max_usd: 1 }\n", 5, "routes.a.hedge.after", "nothing says how long", "after: 2s" },
        { "providers: { openai: {} }\nroutes:\n  a:\n    candidates: openai/x\n    hedge: { after: p100 }\n", 5, "routes.a.hedge.after", "neither a duration nor a percentile", "p95" },
        { "providers: { openai: {} }\nroutes:\n  a:\n    candidates: openai/x\n    strategy: difficulty\n", 5, "routes.a.strategy", "not yet supported (part H", "ordered" },
        { "providers: { openai: {} }\nroutes:\n  a:\n    candidates: openai/x\n    strategy: bandit\n", 5, "routes.a.strategy", "not yet supported (part H", "ordered" },
        { "providers: { openai: { price_factor: 0.9 } }\n", 1, "providers.openai.price_factor", "not yet supported (part G", "1.0" },
        { "providers:\n  b: { dialect: bedrock }\n", 2, "providers.b", "neither region nor AWS_REGION is set", "write region" },
        { "providers:\n  b: { dialect: bedrock, region: \"x/y\" }\n", 2, "providers.b", "not a region", "us-east-1" },
        { "providers:\n  a: { dialect: azure-openai, api_key: k }\n", 2, "providers.a", "base_url is missing", "https://" },
        { "providers:\n  laterday: {}\n", 2, "providers.laterday", "not one that this version speaks", "base_url" },
        { "providers:\n  v: { dialect: vertex, project: p }\n", 2, "providers.v", "location is missing", "/projects/PROJECT/" },
        { "providers:\n  v: { dialect: vertex, location: global }\n", 2, "providers.v", "project is missing", "project: my-project" },
        { "providers:\n  v: { dialect: vertex, project: p, location: \"evil.example/\" }\n", 2, "providers.v.location", "not a location's name", "us-central1" },
        { Base + "storage: { shared: \"memcached://h\" }\n", 3, "storage.shared", "is no address of a Redis", "memory" },
        { Base + "storage: { shared: memory, shared_prefix: \"a b\" }\n", 3, "storage.shared_prefix", "not a prefix", "bascule-eu" },
        { Base + "storage: { database: \"postgres://u:p@h\" }\n", 3, "storage.database", "the address names no database", "postgres://user:${DB_PASSWORD}@host:5432/database" },
        { Base + "storage: { database: \"mysql://u:p@h/d\" }\n", 3, "storage.database", "not a database this version knows", "sqlite:" },
        { Base + "storage: { secret: \"too short\" }\n", 3, "storage.secret", "shorter than 32", "openssl rand" },
        { Base + $"keys:\n  - {{ name: a, key: {Given.LongKey}, per_user: {{ budget: {{ usd: 1 }} }} }}\n", 4, "keys[0].per_user.budget", "per is missing", "per: month" },
        { Base + $"keys:\n  - {{ name: a, key: {Given.LongKey}, budget: {{ usd: 0, per: month }} }}\n", 4, "keys[0].budget.usd", "not an amount above 0", "write USD" },
        { Base + $"keys:\n  - {{ name: a, key: {Given.LongKey}, budget: {{ usd: 1, per: week }} }}\n", 4, "keys[0].budget.per", "not a known value", "hour, day, month" },
        { Base + $"keys:\n  - {{ name: a, key: {Given.LongKey}, budget: 100 }}\n", 4, "keys[0].budget", "a mapping is expected", "usd, per" },
        { Base + "teams: { search: { budget: { per: day } } }\n", 3, "teams.search.budget", "usd is missing", "usd: 100" },
        { Base + "retention: { ledger: 1m }\n", 3, "retention.ledger", "out of its range", "1h" },
        { Base + "content: { keep: full }\n", 3, "content.keep", "no key is named", "openssl rand" },

        // Values
        { Base + "server:\n  drain: 30\n", 4, "server.drain", "not a duration", "30s" },
        { "providers:\n  openai: { timeouts: { idle: 0s } }\n", 2, "providers.openai.timeouts.idle", "out of its range", "1ms to 7d" },
        { Base + "server:\n  fsync: on\n", 4, "server.fsync", "neither true nor false", "true" },
        { Base + "server: { max_request_bytes: 12 }\n", 3, "server.max_request_bytes", "range", "1024" },
        { Base + "server: { auth: key }\n", 3, "server.auth", "not a known value", "keys" },
        { Base + "server: { trusted_proxies: [10.0.0.0/33] }\n", 3, "server.trusted_proxies[0]", "not a network", "10.0.0.0/8" },
        { Base + "server: { cors: [\"https://a.example/path\"] }\n", 3, "server.cors", "not an origin", "scheme" },
        { Base + "server: { cors: [\"*\"] }\n", 3, "server.cors", "without keys not every web page", "name the origins" },
        { Base + "server: { listen: [\"http://gateway.lan:4100\"] }\nkeys: [{ name: a, key: \"${K}\" }]\n", 3, "server.listen", "names an IP address or localhost", "0.0.0.0" },
        { Base + "server: { metrics_listen: \"http://gateway.lan:4190\" }\n", 3, "server.metrics_listen", "names an IP address or localhost", "0.0.0.0" },
        { Base + "server: { listen: [\"ftp://127.0.0.1\"] }\n", 3, "server.listen[0]", "not an http or https URL", "https://host" },
        { Base + "server: { listen: [\"http://127.0.0.1:1/x\"] }\n", 3, "server.listen", "no path", "http://127.0.0.1:1" },
        { Base + "server: { listen: [\"https://127.0.0.1:1\"] }\n", 3, "server.listen", "needs a certificate", "tls" },
        { Base + "server: { tls: { cert: /nowhere/a.crt, key: /nowhere/a.key } }\n", 3, "server.tls.cert", "no such file", "path" },
        { Base + "server: { tls: { cert: /nowhere/a.crt } }\n", 3, "server.tls", "key is missing", "tls.key" },
        { Base + "server: { data_dir: [a] }\n", 3, "server.data_dir", "text is expected here, not a list", "one value" },
        { Base + "keys: sk-secret\n", 3, "keys", "a list is expected here, not text", "- " },
        { "providers: [openai]\n", 1, "providers", "a mapping of provider names is expected", "NAME" },

        // Providers, deployments, routes
        { "providers:\n  opnai: {}\n", 2, "providers.opnai", "not a known vendor", "openai" },
        { "providers:\n  groq: {}\n", 2, "providers.groq", "GROQ_API_KEY is not set", "set GROQ_API_KEY or api_key" },
        { "providers:\n  gpu: { engine: vlm, base_url: \"http://x\" }\n", 2, "providers.gpu.engine", "not a known value", "vllm" },
        { "providers:\n  gpu: { engine: ollama }\n", 2, "providers.gpu", "base_url is missing", "11434" },
        { "providers:\n  x: { dialect: openai-chat }\n", 2, "providers.x", "base_url is missing", "https://" },
        { "providers:\n  a/b: { engine: vllm, base_url: \"http://x\" }\n", 2, "providers.a/b", "may hold letters", "rename" },
        { "providers:\n  openai: { forward_headers: [Authorization] }\n", 2, "providers.openai.forward_headers", "never passed on", "remove" },
        { "providers:\n  openai: { ca_file: ./missing.pem }\n", 2, "providers.openai.ca_file", "no such file", "folder" },
        { "providers: { openai: {} }\nroutes:\n  v:\n    - openai/text-embedding-3-small\n    - openai/gpt-5\n    - openai/text-embedding-3-large\n", 6, "routes.v[2]", "they cannot be compared", "a route of its own" },
        { "providers: { openai: {} }\nroutes: { a: opnai/gpt-5 }\n", 2, "routes.a", "no provider is called 'opnai'", "openai" },
        { "providers: { openai: {} }\nroutes: { a: [openai/x, lama] }\ndeployments: { llama: { provider: openai, upstream: y } }\n", 2, "routes.a[1]", "no deployment has this name", "llama" },
        { "providers: { openai: {} }\nroutes: { a: [openai/x, openai/x] }\n", 2, "routes.a[1]", "twice", "remove" },
        { "providers: { openai: {} }\nroutes: { a: openai/* }\n", 2, "routes.a", "only a route whose name is a pattern", "gpt-*" },
        { "providers: { openai: {} }\nroutes: { \"gpt-*\": [opnai/*] }\n", 2, "routes.gpt-*[0]", "no provider is called 'opnai'", "openai" },
        { "providers: { openai: {} }\nroutes: { \"gpt-*\": [openai/gpt-*] }\n", 2, "routes.gpt-*[0]", "not a pattern", "openai/*" },
        { "providers: { openai: {} }\nroutes: { a: openai/x, b: a }\n", 2, "routes.b", "no deployment", "not a route" },
        { "providers: { openai: {} }\nroutes: { a: [] }\n", 2, "routes.a", "no candidate", "candidates" },
        { "providers: { openai: { models: [gpt-5] } }\nroutes: { a: openai/gpt-6 }\n", 2, "routes.a", "models list of provider openai", "gpt-5" },
        { "providers: { openai: {} }\ndeployments:\n  a: { provider: openai, upstream: x }\nroutes: { a: openai/x }\n", 3, "deployments.a", "a route has the same name", "rename" },
        { "providers: { openai: {} }\ndeployments:\n  a: { provider: opena, upstream: x }\n", 3, "deployments.a.provider", "no provider", "openai" },
        { "providers: { openai: {} }\ndeployments:\n  a: { provider: openai }\n", 3, "deployments.a", "upstream is missing", "upstream" },
        { "providers: { openai: {} }\ndeployments:\n  a: { provider: openai, upstream: x, price: { input: -1, output: 2 } }\n", 3, "deployments.a.price.input", "not a price", "0.12" },
        { "providers: { openai: {} }\nroutes: { a: { candidates: openai/x, fallback_on: [errors] } }\n", 2, "routes.a.fallback_on[0]", "not a known value", "error" },

        // Keys
        { Base + "keys:\n  - { key: \"${K}\" }\n", 4, "keys[0]", "name is missing", "name" },
        { Base + "keys:\n  - { name: a }\n", 4, "keys[0]", "key is missing", "key_sha256" },
        { Base + "keys:\n  - { name: a, key: \"${NONE:-}\" }\n", 4, "keys[0].key", "the key is empty", "variable" },
        { Base + "keys:\n  - { name: a, key_sha256: abc }\n", 4, "keys[0].key_sha256", "not a SHA-256", "sha256sum" },
        { Base + "keys:\n  - { name: a, key: \"${K}\" }\n  - { name: b, key: \"${K}\" }\n", 5, "keys[1]", "the same secret", "of its own" },
        { Base + "keys:\n  - { name: a, key: \"${K}\" }\n  - { name: a, key: \"${L}\" }\n", 5, "keys[1].name", "another key has this name", "rename" },
        { Base + "keys:\n  - { name: a, key: \"${K}\", routes: [asistant] }\n", 4, "keys[0].routes[0]", "no route", "assistant" },
        { Base + "keys:\n  - { name: a, key: \"${K}\", data_class: secret }\n", 4, "keys[0].data_class", "not a known value", "public" },
        { Base + "keys:\n  - { name: a, key: \"${K}\", data_class: regulated, max_data_class: public }\n", 4, "keys[0].max_data_class", "lies above", "raise" },
        { Base + "keys:\n  - { name: a, key: \"${K}\", expires: 2027-13-01 }\n", 4, "keys[0].expires", "not a date", "2027-01-01" },
        { Base + "server: { listen: [\"http://0.0.0.0:4100\"], auth: none }\n", 3, "server.listen", "without keys only this machine", "add a key" },
        { Base + "server: { listen: [\"http://0.0.0.0:4100\"] }\n", 3, "server.listen", "without keys only this machine", "127.0.0.1" },

        // The document
        { "providers: { openai: { api_key: ${OPENAI_API_KEY} } }\n", 1, "", "not quoted", "\"${OPENAI_API_KEY}\"" },
        { "server:\n  listen: [ ${LISTEN} ]\n", 2, "", "not quoted", "\"${LISTEN}\"" },
        { "providers:\n  openai: {}\n  openai: {}\n", 3, "providers.openai", "a second time; the first is on line 2", "one of the two" },
        { "providers:\n  - a\n b: c\n", 3, "", "this is not YAML", "indentation" },
        { "a: {b: x\nc: d", 1, "", "this is not YAML", "brackets" },
        { "providers: {}\n---\nroutes: {}\n", 2, "", "second YAML document", "one document" },
        { "providers: *x\n", 1, "", "names no anchor", "above" },
        { "server:\n  data_dir: ${NOWHERE}\n", 2, "server.data_dir", "NOWHERE is not set", "${NOWHERE:-default}" },
        { "server:\n  data_dir: ${file:/nowhere/at/all}\n", 2, "server.data_dir", "can't be read", "mount" },
        { "server:\n  data_dir: \"${A\"\n", 2, "server.data_dir", "not closed", "${NAME}" },
        { "server:\n  data_dir: \"${A-B}\"\n", 2, "server.data_dir", "not a variable's name", "${NAME}" },
        { "- a\n", 1, "", "a mapping is expected here, not a list", "keys below" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Read_OneMistake_IsNamedWithLineAndMend(string yaml, int line, string path, string message, string mend)
    {
        var result = Given.Read(yaml, Given.WithKeys(("K", Given.LongKey), ("L", Given.LongKey + "l")));
        Assert.Null(result.Config);
        Assert.True(
            result.Problems.Any(problem => problem.Line == line && problem.Path.StartsWith(path, StringComparison.Ordinal) && problem.Severity == ConfigSeverity.Error
                && problem.Message.Contains(message, StringComparison.Ordinal) && (problem.Mend.Contains(mend, StringComparison.Ordinal) || problem.Message.Contains(mend, StringComparison.Ordinal))),
            string.Join('\n', result.Problems));
    }

    [Fact]
    public void Read_ManyMistakes_AllAreNamedAtOnce()
    {
        var result = Given.Read("""
            server:
              lisen: x
              drain: soon
              auth: maybe
            providers:
              groq: {}
              opnai: {}
            routes:
              a: [nobody/x, lama]
            keys:
              - { name: a, key: "${MISSING}" }
            alerts: [{ name: x }]
            """);
        int[] lines = [2, 3, 4, 6, 7, 9, 11, 12];
        Assert.Equal(lines, result.Problems.Where(problem => problem.Severity == ConfigSeverity.Error).Select(problem => problem.Line).Distinct());
        Assert.Equal(2, result.Problems.Count(problem => problem.Line == 9));
    }

    [Theory]
    [InlineData("providers: { gpu: { engine: vllm, base_url: \"${GONE}\" } }")]
    [InlineData("providers: { gpu: { engine: \"${GONE}\", base_url: \"http://h\" } }")]
    [InlineData("providers: { x: { dialect: \"${GONE}\", base_url: \"http://h\" } }")]
    [InlineData("providers: { groq: { api_key: \"${GONE}\" } }")]
    [InlineData("providers: { openai: {} }\nroutes: { a: \"${GONE}\" }")]
    [InlineData("providers: { openai: {} }\nroutes: { a: [openai/x, \"${GONE}\"] }")]
    [InlineData("providers: { openai: {} }\ndeployments: { a: { provider: \"${GONE}\", upstream: \"${GONE}\" } }")]
    [InlineData("server: { listen: [\"http://0.0.0.0:1\"] }\nkeys: [{ name: a, key: \"${GONE}\" }]")]
    public void Read_UnsetVariable_IsTheOnlyComplaint(string yaml)
    {
        var problems = Given.Read(yaml).Problems;
        Assert.NotEmpty(problems);
        Assert.All(problems, problem => Assert.Contains("GONE is not set", problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Problem_AsText_ReadsAsOneLine()
    {
        Assert.Equal(
            "bascule.yaml:2:10: error: server.drain: not a duration (30). Mend: write a number and a unit, as 250ms, 30s, 10m, 1h or 30d",
            Given.Read("server:\n  drain: 30").Problems[0].ToString());
        Assert.StartsWith("bascule.yaml:1:4: error: this is not YAML: ", Given.Read("a: \"x").Problems[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Problems_OfSecrets_NeverShowThem()
    {
        const string secret = "sk-very-secret";
        var result = Given.Read($"""
            server: [{secret}]
            providers:
              openai: {secret}
              x: {"{"} dialect: openai-chat, base_url: "http://user:{secret}@host/v1", api_key: "{secret} b", apikey: {secret} {"}"}
              y: {"{"} dialect: openai-chat, base_url: "http://h", proxy: "ftp://user:{secret}@host" {"}"}
            storage: {"{"} database: "postgres://u:{secret}@h" {"}"}
            keys:
              - {"{"} name: a, key: "{secret}", key_sha256: "{secret}" {"}"}
              - {secret}
              - {"{"} name: b, key: [{secret}] {"}"}
              - {"{"} name: c, key: "${"{S}"}", tier: [a], expires: "${"{S}"}" {"}"}
            """, Given.WithKeys(("S", secret)));
        Assert.True(result.Problems.Count >= 9, string.Join('\n', result.Problems));
        Assert.DoesNotContain(secret, string.Join('\n', result.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keys:\n  - { name: a, key: short }\n", "can be guessed")]
    [InlineData("keys:\n  - { name: a, key: 0123456789abcdef0123456789abcdef }\n", "stands in clear")]
    [InlineData("server: { auth: keys }\n", "there is no key")]
    [InlineData("server: { auth: none }\nkeys:\n  - { name: a, key: \"${K}\" }\n", "protect nothing")]
    [InlineData("server: { admin_key: \"${K}\", metrics_key: abc }\n", "stands in clear")]
    public void Read_DoubtfulConfig_WarnsAndServes(string yaml, string message)
    {
        var config = Given.Good(Base + yaml, Given.WithKeys(("K", Given.LongKey)));
        Assert.Contains(config.Warnings, warning => warning.Message.Contains(message, StringComparison.Ordinal) && warning.Mend.Length > 0);
    }

    [Fact]
    public void Read_ProviderStarInAGlobRoute_IsNoDeployment()
    {
        var config = Given.Good("providers: { openai: {} }\nroutes: { \"gpt-*\": [openai/*, openai/gpt-5] }\n");
        Assert.Equal(["openai/*", "openai/gpt-5"], config.Routes[0].Candidates);
        Assert.Equal("openai/gpt-5", Assert.Single(config.Deployments).Name);
        Assert.Equal(["openai/*", "openai/gpt-5"], Given.Good(ConfigText.Expand(config)).Routes[0].Candidates);
    }

    [Fact]
    public void Load_MissingFileFolderOrBytes_IsAProblem()
    {
        var folder = Given.Folder();
        var bytes = Path.Combine(folder, "bytes.yaml");
        File.WriteAllBytes(bytes, [0xff, 0xfe, 0x00, 0xc3, 0x28]);
        foreach (var path in new[] { folder, bytes, Path.Combine(folder, "none.yaml") })
        {
            var result = ConfigFile.Load(path, Given.Surroundings());
            Assert.Null(result.Config);
            Assert.Single(result.Problems);
        }
    }
}
