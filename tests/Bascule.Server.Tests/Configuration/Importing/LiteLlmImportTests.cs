namespace Bascule.Server.Tests.Configuration.Importing;

/// <summary>LiteLLM's config becomes one of ours. The excerpts have the structure of BerriAI/litellm's proxy_server_config.yaml and litellm/proxy/example_config_yaml (MIT), written anew.</summary>
public sealed class LiteLlmImportTests
{
    public static TheoryData<string, string> Samples => new()
    {
        { "simple_config", "model_list:\n  - model_name: gpt-3.5-turbo\n    litellm_params:\n      model: gpt-5-mini" },
        {
            "oai_misc_config", """
            model_list:
              - model_name: mini-end-user
                litellm_params: { model: gpt-5-mini, region_name: "eu" }
                model_info: { id: "1" }
              - model_name: "*"
                litellm_params: { model: openai/*, api_key: os.environ/OPENAI_API_KEY }
              - model_name: "anthropic/*"
                litellm_params: { model: "anthropic/*", api_key: os.environ/ANTHROPIC_API_KEY }
              - model_name: bedrock/batch-haiku
                litellm_params: { model: "bedrock/us.anthropic.claude-haiku-4-5-20251001-v1:0", s3_bucket_name: bucket, s3_access_key_id: os.environ/AWS_ACCESS_KEY_ID }
                model_info: { mode: batch }
            litellm_settings:
              drop_params: True
              num_retries: 5
              request_timeout: 600
              context_window_fallbacks: [{"mini-end-user": ["gpt-5.5"]}]
              default_team_settings:
                - team_id: team-1
                  success_callback: ["langfuse"]
                  langfuse_secret: os.environ/LANGFUSE_SECRET
            files_settings:
              - custom_llm_provider: azure
                api_base: os.environ/AZURE_API_BASE
            general_settings:
              master_key: sk-1234 # in clear
            """
        },
        {
            "load_balancer", """
            litellm_settings: { drop_params: True }
            model_list:
              - model_name: gpt-3.5-turbo
                litellm_params: { model: gpt-3.5-turbo, api_key: sk-aaaa }
                tpm: 20000
                rpm: 3
              - model_name: gpt-3.5-turbo
                litellm_params: { model: gpt-3.5-turbo, api_key: sk-bbbb }
                tpm: 20000
                rpm: 6
              - model_name: gpt-3.5-turbo
                litellm_params: { model: openrouter/gpt-3.5-turbo }
              - model_name: mistral-7b-instruct
                litellm_params: { model: mistralai/mistral-7b-instruct }
            environment_variables:
              REDIS_PASSWORD: "cccc"
            """
        },
        {
            "azure_config", """
            model_list:
              - model_name: gpt-4-team1
                litellm_params: { model: azure/chat-v-2, api_base: "https://one.openai.azure.com/", api_version: "2023-05-15", api_key: os.environ/AZURE_API_KEY, tpm: 20_000, timeout: 5, stream_timeout: 0.5, max_retries: 4 }
              - model_name: gpt-4-team2
                litellm_params: { model: azure/gpt-4, api_base: "https://two.openai.azure.com/", api_key: os.environ/AZURE_API_KEY, tpm: 100_000 }
            """
        },
        {
            "azure_config_with_tpm", """
            model_list:
              - model_name: gpt-3.5-turbo
                litellm_params: { model: azure/gpt-35-1, api_base: "https://canada.openai.azure.com/", api_key: dddd, tpm: 80_000 }
              - model_name: gpt-3.5-turbo
                litellm_params: { model: azure/gpt-35-2, api_base: "https://europe.openai.azure.com/", api_key: eeee, tpm: 80_000 }
            """
        },
        {
            "aliases_config", """
            model_list:
              - model_name: text-davinci-003
                litellm_params: { model: ollama/zephyr }
              - model_name: gpt-4
                litellm_params: { model: ollama/llama2, temperature: 0.1 }
            """
        },
        {
            "pass_through_config", """
            model_list:
              - model_name: fake
                litellm_params: { model: openai/fake, api_key: fake-key, api_base: https://fake.example/ }
              - model_name: claude-sonnet-4-5-20250929
                litellm_params: { model: anthropic/claude-sonnet-4-5-20250929, api_key: os.environ/ANTHROPIC_API_KEY }
              - model_name: claude-sonnet-4-5-20250929
                litellm_params: { model: anthropic/claude-sonnet-4-5-20250929, api_key: os.environ/ANTHROPIC_API_KEY }
              - model_name: openai/*
                litellm_params: { model: openai/*, api_key: os.environ/OPENAI_API_KEY }
            general_settings:
              master_key: os.environ/LITELLM_MASTER_KEY
              custom_auth: custom_auth_basic.user_api_key_auth
              pass_through_endpoints:
                - { path: "/azure", target: os.environ/AZURE_API_BASE, headers: { Authorization: os.environ/AZURE_API_KEY } }
            """
        },
        {
            "otel_test_config", """
            model_list:
             - model_name: fake
               litellm_params: { model: openai/fake, api_key: fake-key, api_base: https://fake.example/, tags: ["teamA"] }
             - model_name: fake
               litellm_params: { model: openai/fake, api_key: fake-key, api_base: https://fake.example/, tags: ["teamB"] }
             - model_name: rerank-english-v3.0
               litellm_params: { model: cohere/rerank-english-v3.0, api_key: os.environ/COHERE_API_KEY }
             - model_name: llava-hf
               litellm_params: { model: openai/llava-hf/llava-v1.6-vicuna-7b-hf, api_base: http://localhost:8000, api_key: fake-key }
               model_info: { supports_vision: True }
            litellm_settings: { cache: true, callbacks: ["otel"] }
            guardrails:
              - guardrail_name: "aporia"
                litellm_params: { guardrail: aporia, mode: "post_call", api_key: os.environ/APORIA_API_KEY }
            """
        },
        {
            "multi_instance_simple_config", """
            model_list:
              - model_name: fake
                litellm_params: { model: openai/my-fake-model, api_key: my-fake-key, api_base: os.environ/FAKE_OPENAI_API_BASE }
            litellm_settings:
              cache: True
              cache_params: { type: redis }
            """
        },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_Imported_PassesCheckAndHoldsNoSecret(string name, string yaml)
    {
        var (config, import) = Imported.Good(yaml);
        Assert.NotEmpty(config.Routes);
        var told = import.Yaml + string.Join('\n', import.Notes) + string.Join('\n', import.Warnings);
        foreach (var secret in new[] { "sk-1234", "sk-aaaa", "sk-bbbb", "cccc", "dddd", "eeee", "fake-key" })
        {
            Assert.False(told.Contains(secret, StringComparison.Ordinal), $"{name} shows {secret}");
        }

        Assert.All(import.Notes, note => Assert.InRange(note.Line, 1, yaml.Split('\n').Length));
    }

    [Fact]
    public void ModelList_OfOneName_BecomesOneRouteWithWeightsAndLimits()
    {
        var (config, _) = Imported.Good("""
            model_list:
              - model_name: chat
                litellm_params: &one { model: azure/gpt-a, api_base: "https://one.openai.azure.com", api_key: os.environ/A, rpm: 600, weight: 2, input_cost_per_token: 0.00000125, output_cost_per_token: 1e-5 }
              - model_name: chat
                litellm_params: { <<: *one, model: azure/gpt-b, weight: 1, tpm: 20_000, max_parallel_requests: 7 }
            """);
        Assert.Equal("azure-gpt-a azure-gpt-b", Imported.Row(config, "chat"));
        Assert.Equal("weighted", config.Routes.Single().Strategy);
        var (first, second) = (config.Deployments[0], config.Deployments[^1]);
        Assert.Equal((2, 1), (first.Weight, second.Weight));
        Assert.Equal((600, 600, 20_000, 7), (first.Limits.RequestsPerMinute, second.Limits.RequestsPerMinute, second.Limits.TokensPerMinute, second.Limits.Concurrency));
        Assert.Equal((1.25m, 10m), (first.Price!.Input, first.Price.Output));
        Assert.Single(config.Providers);
    }

    [Fact]
    public void Patterns_BecomeAProviderAndAPattern()
    {
        var (config, import) = Imported.Good("""
            model_list:
              - { model_name: "*", litellm_params: { model: openai/* } }
              - { model_name: "claude-*", litellm_params: { model: "anthropic/claude-*" } }
              - { model_name: "groq/*", litellm_params: { model: "groq/*" } }
              - { model_name: "mine/*", litellm_params: { model: "xai/*" } }
            """);
        Assert.Equal("openai/*", Imported.Row(config, "*"));
        Assert.Equal("anthropic/*", Imported.Row(config, "claude-*"));
        Assert.Contains(config.Providers, provider => provider.Name == "groq");
        Assert.DoesNotContain(config.Routes, route => route.Name is "groq/*" or "mine/*");
        Assert.Contains(import.Notes, note => note is { Line: 5 } && note.Message.Contains("xai/MODEL", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_BecomeFallbacksStrategyRetriesTimeoutsBudgetAndAliases()
    {
        var (config, import) = Imported.Good("""
            model_list:
              - { model_name: a, litellm_params: { model: openai/gpt-5 } }
              - { model_name: b, litellm_params: { model: openai/gpt-5-mini } }
              - { model_name: b, litellm_params: { model: openai/gpt-5-nano } }
              - { model_name: c, litellm_params: { model: anthropic/claude-sonnet-4-5 } }
            router_settings:
              routing_strategy: latency-based-routing
              fallbacks: [{ a: [c] }]
              model_group_alias: { alias: b }
              allowed_fails: 3
            litellm_settings:
              num_retries: 2
              request_timeout: 90
              content_policy_fallbacks: [{ a: [gone] }]
              default_fallbacks: [b]
              max_budget: 250
              budget_duration: 1mo
            """);
        Assert.Equal("openai/gpt-5 anthropic/claude-sonnet-4-5 openai/gpt-5-mini openai/gpt-5-nano", Imported.Row(config, "a"));
        Assert.Equal(Imported.Row(config, "b"), Imported.Row(config, "alias"));
        var (a, b) = (config.Routes.Single(route => route.Name == "a"), config.Routes.Single(route => route.Name == "b"));
        Assert.Contains("content_policy", a.FallbackOn);
        Assert.Equal(("ordered", "fastest"), (a.Strategy, b.Strategy));
        Assert.Equal((2, TimeSpan.FromSeconds(90)), (a.Retries.Most, a.Timeouts.Total));
        Assert.Equal(250_000_000_000, config.Budgets.Organisation!.Nano);
        Assert.Contains(import.Notes, note => note.Path == "router_settings.allowed_fails" && note.Line == 10);
        Assert.Contains(import.Notes, note => note.Message.Contains("no model is called gone", StringComparison.Ordinal) && note.Line == 14);
    }

    [Fact]
    public void Fallback_ToAnotherEmbeddingModel_IsLeftOut()
    {
        var (config, import) = Imported.Good("""
            model_list:
              - { model_name: small, litellm_params: { model: openai/text-embedding-3-small } }
              - { model_name: large, litellm_params: { model: openai/text-embedding-3-large } }
            router_settings: { fallbacks: [{ small: [large] }] }
            """);
        Assert.Equal("openai/text-embedding-3-small", Imported.Row(config, "small"));
        Assert.Contains(import.Notes, note => note.Message.Contains("vectors", StringComparison.Ordinal));
    }

    [Fact]
    public void MasterKey_WithoutKeys_LeavesNothingOpen()
    {
        var (config, _) = Imported.Good("model_list: [{ model_name: a, litellm_params: { model: gpt-5 } }]\ngeneral_settings: { master_key: sk-very-secret-master }");
        Assert.Equal("keys", config.Server.Auth);
        Assert.Empty(config.Keys);
    }

    [Theory]
    [InlineData("a: b: c", "this is not YAML")]
    [InlineData("", "no config of LiteLLM's proxy")]
    [InlineData("[1, 2]", "no config of LiteLLM's proxy")]
    [InlineData("services: { web: { image: nginx } }", "no config of LiteLLM's proxy")]
    [InlineData("model_list: []\nmodel_list: []", "a second time")]
    public void NoConfig_IsRefusedWithItsPlace(string yaml, string said)
    {
        var import = Imported.Read(yaml);
        Assert.Null(import.Yaml);
        Assert.Contains(said, Assert.Single(import.Problems), StringComparison.Ordinal);
        Assert.StartsWith("litellm.yaml:", import.Problems[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model_list: text")]
    [InlineData("model_list: [text, [], { model_name: a }, { model_name: a, litellm_params: text }, { model_name: a, litellm_params: { model: [] } }]")]
    [InlineData("model_list: [{ model_name: \"a b\", litellm_params: { model: gpt-5 } }, { model_name: \"${HOME}\", litellm_params: { model: \"openai/${file:/etc/passwd}\" } }]")]
    [InlineData("model_list: [{ model_name: \"x\\ny: z\", litellm_params: { model: \"gpt-5\\u2028a: b\", rpm: -1, tpm: many, weight: x, api_base: nowhere } }]")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: gpt-5, rpm: 1e99999, timeout: -5, input_cost_per_token: 7 } }]\nrouter_settings: { fallbacks: text, model_group_alias: [a], num_retries: 99, routing_strategy: {} }")]
    [InlineData("litellm_settings: { fallbacks: [{ a: b }, text, { c: [{ model: d }] }], default_fallbacks: { a: b }, max_budget: lots }\ncredential_list: [{ credential_name: x }, text]")]
    public void OddConfig_NeverThrowsAndPassesCheck(string yaml)
    {
        var (_, import) = Imported.Good(yaml);
        Assert.DoesNotContain("passwd", import.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_MissingEmptyHugeOrNotText_AreRefusedByName()
    {
        var folder = Given.Folder();
        var (missing, empty, huge, binary) = (Path.Combine(folder, "missing.yaml"), Path.Combine(folder, "empty.yaml"), Path.Combine(folder, "huge.yaml"), Path.Combine(folder, "binary.yaml"));
        File.WriteAllText(empty, "");
        File.WriteAllText(huge, new string('#', 4 * 1024 * 1024 + 1));
        File.WriteAllBytes(binary, [0xff, 0xfe, 0x00]);
        foreach (var (file, said) in new[] { (missing, "no such file"), (empty, "is empty"), (huge, "larger than 4 MiB"), (binary, "not UTF-8"), (folder, "a folder") })
        {
            Assert.Contains(said, Assert.Single(Imported.ReadFiles(file).Problems), StringComparison.Ordinal);
        }

        Directory.Delete(folder, recursive: true);
    }
}
