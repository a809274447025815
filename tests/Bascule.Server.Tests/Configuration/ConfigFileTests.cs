using Bascule.Engine.Conversation;
using Bascule.Server.Configuration;
using CsCheck;

namespace Bascule.Server.Tests.Configuration;

/// <summary>What good configs come to.</summary>
public sealed class ConfigFileTests
{
    [Fact]
    public void Read_KnownVendor_FillsInDialectAddressAndKey()
    {
        var provider = Assert.Single(Given.Good("providers:\n  anthropic:\n").Providers);
        Assert.Equal(("anthropic", "anthropic", "https://api.anthropic.com/", "sk-ant-0123456789"), (provider.Vendor, provider.Dialect, provider.BaseUrl.AbsoluteUri, provider.ApiKey));
        Assert.Null(provider.Timeouts.FirstToken);    // unsaid, it depends on what is asked
    }

    [Theory]
    [InlineData("openai: { base_url: \"http://h/v1/\" }", "http://h/v1")]
    [InlineData("openai: { base_url: \"http://h/v1/v1\" }", "http://h/v1")]
    [InlineData("openai: { base_url: \"http://h/api/v1/v1/\" }", "http://h/api/v1")]
    [InlineData("openai: { base_url: \"http://h/v1/chat/completions\" }", "http://h/v1")]
    [InlineData("openai: { base_url: \"http://h:8080\" }", "http://h:8080/")]
    [InlineData("anthropic: { base_url: \"http://h/v1\" }", "http://h/")]
    [InlineData("anthropic: { base_url: \"http://h/proxy/v1/messages\" }", "http://h/proxy")]
    [InlineData("gpu: { engine: vllm, base_url: \"http://h:8000\" }", "http://h:8000/v1")]
    [InlineData("gpu: { engine: vllm, base_url: \"http://h:8000/v1/\" }", "http://h:8000/v1")]
    [InlineData("gpu: { engine: ollama, base_url: \"http://h:11434/api\" }", "http://h:11434/v1")]
    public void Read_BaseUrl_IsMended(string provider, string expected) =>
        Assert.Equal(expected, Given.Good($"providers:\n  {provider}\n").Providers[0].BaseUrl.AbsoluteUri);

    [Theory]
    [InlineData("gpu: { engine: vllm, base_url: \"http://h:8000\" }", "http://h:8000/health")]
    [InlineData("gpu: { engine: vllm, base_url: \"http://h/llm/v1/\" }", "http://h/llm/health")]
    [InlineData("gpu: { engine: ollama, dialect: ollama, base_url: \"http://h:11434\" }", "http://h:11434/api/version")]
    [InlineData("gpu: { engine: lmstudio, base_url: \"http://h:1234\" }", "http://h:1234/v1/models")]
    [InlineData("gpu: { dialect: openai-chat, base_url: \"http://h:8000\" }", null)]
    public void Read_Engine_KnowsWhereItSaysHowItFares(string provider, string? expected) =>
        Assert.Equal(expected, Given.Good($"providers:\n  {provider}\n").Providers[0].Health?.AbsoluteUri);

    [Fact]
    public void Read_VendorWithItsOwnAddress_NeedsNoVariable()
    {
        var provider = Given.Good("providers: { groq: { base_url: \"http://127.0.0.1:9/v1\" } }").Providers[0];
        Assert.Equal(("groq", ""), (provider.Vendor, provider.ApiKey));
    }

    [Fact]
    public void Read_VendorsAliasAndSecondVariable_CountToo()
    {
        var provider = Given.Good("providers: { groqcloud: {} }", Given.Surroundings(("GROQ_KEY", " gsk \n"))).Providers[0];
        Assert.Equal(("groqcloud", "groq", "gsk", "us"), (provider.Name, provider.Vendor, provider.ApiKey, provider.Jurisdiction));
    }

    [Fact]
    public void Read_ShortForms_Expand()
    {
        var config = Given.Good("""
            providers:
              openai: {}
              gpu-fra: { engine: vllm, base_url: "http://10.0.0.5:8000", hosting: self, jurisdiction: eu }
            deployments:
              llama: { provider: gpu-fra, upstream: meta-llama/Llama-3.3-70B-Instruct, price: { input: 0.12, output: .35 } }
            routes:
              one: openai/gpt-5
              list: [llama, gpu-fra/org/model, openai/gpt-5]
              long: { candidates: llama, open_after: never, timeouts: { idle: 250ms }, data_class: confidential }
            """);
        Assert.Equal(["openai/gpt-5"], config.Routes[0].Candidates);
        Assert.Equal(["llama", "gpu-fra/org/model", "openai/gpt-5"], config.Routes[1].Candidates);
        Assert.Null(config.Routes[2].OpenAfter);
        Assert.Equal((TimeSpan.FromMilliseconds(250), null), (config.Routes[2].Timeouts.Idle, config.Routes[2].Timeouts.Connect));
        Assert.Equal(["llama", "openai/gpt-5", "gpu-fra/org/model"], config.Deployments.Select(found => found.Name));
        Assert.Equal(("gpu-fra", "org/model"), (config.Deployments[2].Provider, config.Deployments[2].Upstream));
        Assert.Equal(0.35m, config.Deployments[0].Price!.Output);
    }

    [Fact]
    public void Read_Key_IsHashedWithItsLimits()
    {
        var config = Given.Good("""
            providers: { openai: {} }
            routes: { assistant: openai/gpt-5, "claude-*": openai/gpt-5 }
            keys:
              - { name: web, key: "${WEB}", tier: premium, data_class: internal, routes: [assistant, "claude-*", "openai/*", openai/o3, "*"], team: search,
                  limits: { requests_per_minute: 600, concurrency: 50 }, tags: { b: 2, a: x }, per_user: { requests_per_minute: 20 },
                  addresses: [10.0.0.0/8, ::1], expires: 2027-01-01 }
              - { name: other, key_sha256: AA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD }
            """, Given.WithKeys(("WEB", "abc")));
        var key = config.Keys[0];
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", key.Sha256);
        Assert.Equal((600, 50, 20), (key.Limits.RequestsPerMinute, key.Limits.Concurrency, key.PerUser.RequestsPerMinute));
        Assert.Equal(["a=x", "b=2"], key.Tags.Select(tag => $"{tag.Key}={tag.Value}"));
        Assert.Equal((DataClass.Internal, new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)), (key.DataClass, key.Expires));
        Assert.Equal(["10.0.0.0/8", "::1/128"], key.Addresses);
        Assert.Null(config.Keys[1].Routes);
    }

    [Fact]
    public void Read_KeyTwiceAcrossSecretAndHash_IsFound()
    {
        var result = Given.Read("keys:\n  - { name: a, key: \"${WEB}\" }\n  - { name: b, key_sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad }\n", Given.WithKeys(("WEB", "abc")));
        Assert.Contains(result.Problems, problem => problem.Message.Contains("the same secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_Variables_AreFilledInAfterParsing()
    {
        var folder = Given.Folder();
        File.WriteAllText(Path.Combine(folder, "secret"), "from-a-file\n");
        var config = ConfigFile.Read("""
            server: { data_dir: "${DIR:-fallback}/x", metrics_key: "${file:secret}", admin_key: "pre-${A}-post-0123456789" }
            providers: { x: { engine: vllm, base_url: "${URL}", jurisdiction: "${EMPTY:-de}" } }
            """, "bascule.yaml", folder, Given.Surroundings(("A", "a: b # {x} ${B} ${file:secret}"), ("URL", "http://h"), ("EMPTY", ""))).Config!;
        Assert.Equal(Path.Combine(folder, "fallback/x"), config.Server.DataDir);
        Assert.Equal(("from-a-file", "pre-a: b # {x} ${B} ${file:secret}-post-0123456789"), (config.Server.MetricsKey, config.Server.AdminKey));
        Assert.Equal("de", config.Providers[0].Jurisdiction);
    }

    [Fact]
    public void Read_LaterKeysThatSayWhatIsDone_AreAccepted()
    {
        var config = Given.Good("""
            server: { egress: open, fetch: off, metrics_listen: "", admin_key: "${BASCULE_ADMIN_KEY:-}" }
            storage: { shared: memory }
            providers: { openai: { price_factor: 1.0 } }
            routes: { a: { candidates: openai/x, strategy: ordered, hold: 0, rescue: off, shared_cache: false, strict: false, rules: [], retries: 0, state: upstream } }
            content: { keep: none, days: 30, key_file: "" }
            telemetry: { otlp: "${OTEL_EXPORTER_OTLP_ENDPOINT:-}" }
            policies: []
            alerts: []
            teams: {}
            """);
        Assert.Empty(config.Warnings);
    }

    [Theory]
    [InlineData("{ profile: streams }", ServerProfile.Streams)]
    [InlineData("{ profile: \"${PROFILE}\" }", ServerProfile.Streams)]
    [InlineData("{ profile: balanced }", ServerProfile.Balanced)]
    [InlineData("{ drain: 1s }", ServerProfile.Balanced)]
    public void Read_Profile_IsToldBeforeADatabaseIsAsked(string server, ServerProfile expected)
    {
        var told = new List<string>();
        var config = ConfigFile.Read($"server: {server}\n", "bascule.yaml", Path.GetTempPath(), Given.Surroundings(("PROFILE", "streams")) with
        {
            BeforeSockets = profile => told.Add(profile.ToString()),
            StoredKeys = _ =>
            {
                told.Add("database");
                return [];
            },
        }).Config!;
        Assert.Equal(expected, config.Server.Profile);
        Assert.Equal([.. server.Contains("profile", StringComparison.Ordinal) ? [expected.ToString()] : Array.Empty<string>(), "database"], told);
    }

    [Fact]
    public void Read_EnvironmentAndFile_TheFileWins()
    {
        var surroundings = Given.WithKeys(("BASCULE_DATA_DIR", "/given"), ("BASCULE_ADMIN_KEY", Given.LongKey), ("BASCULE_API_KEY", Given.LongKey));
        var bare = Given.Good("providers: { openai: {} }", surroundings);
        Assert.Equal(("/given", Given.LongKey, "/given/bascule.db"), (bare.Server.DataDir, bare.Server.AdminKey, bare.Storage.Database.File));
        Assert.Equal("default", Assert.Single(bare.Keys).Name);
        var full = Given.Good("server: { data_dir: /mine, admin_key: \"\" }\nkeys: []\n", surroundings);
        Assert.Equal("/mine", full.Server.DataDir);
        Assert.Null(full.Server.AdminKey);
        Assert.Empty(full.Keys);
    }

    [Fact]
    public void Read_ListenFromTheCommandLine_ReplacesTheFilesAndIsChecked()
    {
        var loopback = Given.WithKeys() with { Listen = "http://127.0.0.1:9" };
        Assert.Equal(new Uri("http://127.0.0.1:9"), Assert.Single(Given.Good("server: { listen: [\"http://0.0.0.0:1\"] }", loopback).Server.Listen));
        Assert.Null(Given.Read("providers: { openai: {} }", Given.WithKeys() with { Listen = "http://0.0.0.0:9" }).Config);
    }

    [Fact]
    public void Read_Version_ChangesWithWhatIsSaid()
    {
        string Version(string yaml, string key) => Given.Good(yaml, Given.Surroundings(("OPENAI_API_KEY", key))).Version;
        var version = Version("providers: { openai: {} }", "a");
        Assert.Equal(12, version.Length);
        Assert.Equal(version, Version("# a comment\nproviders:\n  openai: {}\n", "a"));
        Assert.NotEqual(version, Version("providers: { openai: {} }", "b"));
        Assert.NotEqual(version, Version("providers: { openai: { http2: true } }", "a"));
    }

    [Fact]
    public void Read_SameTextTwice_GivesEqualOptions()
    {
        const string yaml = "providers: { openai: { certifications: [a], models: [x] } }\nroutes: { a: openai/x }\nkeys: [{ name: a, key: \"${OPENAI_API_KEY}\", tags: { x: y } }]\n";
        Assert.Equal(Given.Good(yaml), Given.Good(yaml));
    }

    [Fact]
    public void Read_Anchors_AreFollowedAndBounded()
    {
        Assert.Equal("eu", Given.Good("providers:\n  a: &x { engine: vllm, base_url: \"http://h\", jurisdiction: eu }\n  b: *x\n").Providers[1].Jurisdiction);
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains(Given.Read(bomb).Problems, problem => problem.Message.Contains("100,000", StringComparison.Ordinal));
        Assert.Contains(Given.Read("a: " + new string('[', 5000) + new string(']', 5000)).Problems, problem => problem.Message.Contains("too deeply", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_AnyText_NeverThrows()
    {
        string[] pieces =
        [
            "server:", "\n", "\n  ", "listen: ", "[", "]", "{", "}", "- ", ": ", "\"", "'", "${A}", "${", "${A:-b}", "${file:/x\0}", "&a ", "*a", "!t ", "? ", "| ", "#",
            "providers: ", "openai: ", "base_url: ", "http://h", "http://[", "routes: ", "a/b", "keys: ", "key: ", "name: ", "key_sha256: ", "tls: ", "timeouts: ", "idle: ",
            "99999999999d", "-1", "null", "~", "\t", "\u0085", "\0", "\uFEFF", "%YAML 1.2\n", "---\n", "...\n", "data_dir: ", "deployments: ", "price: ", "candidates: ", "engine: ", "dialect: ", "\uD800",
        ];
        Check.Sample(
            Gen.OneOf(Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]), Gen.String[0, 5]).Array[0, 40].Select(string.Concat),
            text => Given.Read(text) is { } result && (result.Config is not null || result.Problems.Count > 0),
            iter: 5000);
    }

    [Theory]
    [InlineData("budget: { usd: 1, per: day }", true)]
    [InlineData("per_user: { budget: { usd: 1, per: day } }", true)]
    [InlineData("budget: { usd: 1, per: day }, unpriced: allow", false)]
    [InlineData("budget: { usd: 1, per: day }, routes: [dear]", false)]
    [InlineData("tier: gold", false)]
    [InlineData("unpriced: refuse", true)]
    [InlineData("team: search", true)]
    public void Read_AKeyWithABudgetBeforeUnpricedDeployments_IsWarnedOf(string key, bool warns)
    {
        var yaml = $$"""
            providers:
              gpu: { engine: vllm, base_url: "http://10.0.0.5:8000" }
            deployments:
              priced: { provider: gpu, upstream: m, price: { input: 1, output: 2 } }
            routes: { home: [gpu/m, gpu/n], dear: [gpu/m, priced] }
            teams: { search: { budget: { usd: 1, per: day } } }
            keys: [{ name: a, key_sha256: {{new string('0', 64)}}, {{key}} }]
            """;
        var read = ConfigFile.Read(yaml, "bascule.yaml", Given.Folder(), Given.Surroundings());
        Assert.NotNull(read.Config);
        Assert.Equal(warns ? ["a budget or 'unpriced' asks for known prices here, and no deployment of route 'home' has one: this key's requests there are refused"] : [], read.Problems.Where(problem => problem.Path.StartsWith("keys", StringComparison.Ordinal)).Select(problem => problem.Message));
    }
}
