using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Errands;

/// <summary>Every caller's form of embeddings before every kind of provider over real sockets, with numbers to the last digit.</summary>
public sealed class CrossingTests
{
    private const string First = "[0.0023064255,-1.0E-7,0.10000000149011612]";
    private const string Second = "[3,-0.0,12345678.9]";

    /// <summary>Where a caller asks, what he sends with the model's name as MODEL, and how he finds a vector.</summary>
    private static readonly Dictionary<string, (string Path, string Body, Func<JsonElement, int, JsonElement> Vector)> Callers = new()
    {
        ["openai"] = ("/v1/embeddings", """{"model":"MODEL","input":["one","two"]}""", (answer, at) => answer.GetProperty("data")[at].GetProperty("embedding")),
        ["gemini"] = ("/v1beta/models/MODEL:batchEmbedContents", """{"requests":[{"model":"models/MODEL","content":{"parts":[{"text":"one"}]}},{"model":"models/MODEL","content":{"parts":[{"text":"two"}]}}]}""",
            (answer, at) => answer.GetProperty("embeddings")[at].GetProperty("values")),
        ["ollama"] = ("/api/embed", """{"model":"MODEL","input":["one","two"]}""", (answer, at) => answer.GetProperty("embeddings")[at]),
    };

    /// <summary>How a provider is configured, asked at, and answers.</summary>
    private static readonly Dictionary<string, (string Config, string Path, string Body, string Answer)> Providers = new()
    {
        ["openai"] = ("dialect: openai-chat, base_url: \"ROOT/v1\"", "/v1/embeddings", """{"model":"up","input":["one","two"]}""",
            $$$"""{"data":[{"index":0,"embedding":{{{First}}}},{"index":1,"embedding":{{{Second}}}}],"model":"told","usage":{"prompt_tokens":7,"total_tokens":7}}"""),
        ["mistral"] = ("dialect: mistral, base_url: \"ROOT\"", "/v1/embeddings", """{"model":"up","input":["one","two"]}""",
            $$$"""{"data":[{"index":0,"embedding":{{{First}}}},{"index":1,"embedding":{{{Second}}}}],"model":"told","usage":{"prompt_tokens":7,"total_tokens":7}}"""),
        ["azure"] = ("dialect: azure-openai, base_url: \"ROOT\", api_version: 2024-10-21", "/openai/deployments/up/embeddings?api-version=2024-10-21", """{"model":"up","input":["one","two"]}""",
            $$$"""{"data":[{"index":0,"embedding":{{{First}}}},{"index":1,"embedding":{{{Second}}}}],"model":"told","usage":{"prompt_tokens":7,"total_tokens":7}}"""),
        ["gemini"] = ("dialect: gemini, base_url: \"ROOT\"", "/v1beta/models/up:batchEmbedContents", """{"requests":[{"model":"models/up","content":{"parts":[{"text":"one"}]}},{"model":"models/up","content":{"parts":[{"text":"two"}]}}]}""",
            $$$"""{"embeddings":[{"values":{{{First}}}},{"values":{{{Second}}}}],"usageMetadata":{"promptTokenCount":7}}"""),
        ["ollama"] = ("dialect: ollama, base_url: \"ROOT\"", "/api/embed", """{"model":"up","input":["one","two"]}""",
            $$"""{"model":"told","embeddings":[{{First}},{{Second}}],"total_duration":1,"prompt_eval_count":7}"""),
        ["cohere"] = ("dialect: cohere, base_url: \"ROOT\"", "/v2/embed", """{"model":"up","texts":["one","two"],"input_type":"search_document","embedding_types":["float"]}""",
            $$$$"""{"id":"x","embeddings":{"float":[{{{{First}}}},{{{{Second}}}}]},"meta":{"billed_units":{"input_tokens":7}}}"""),
        ["vertex"] = ("dialect: vertex, base_url: \"ROOT\", project: p, location: l", "/v1/projects/p/locations/l/publishers/google/models/up:predict", """{"instances":[{"content":"one"},{"content":"two"}]}""",
            $$$$"""{"predictions":[{"embeddings":{"values":{{{{First}}}},"statistics":{"token_count":3}}},{"embeddings":{"values":{{{{Second}}}},"statistics":{"token_count":4}}}]}"""),
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var caller in Callers.Keys)
            {
                foreach (var provider in Providers.Keys)
                {
                    pairs.Add(caller, provider);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Vectors_OfAnyProvider_ReachAnyCaller(string caller, string provider)
    {
        await using var house = await HouseAsync(provider);
        house.Upstream.Enqueue(ScriptedAnswer.Json(Providers[provider].Answer).InChunksOf(1));

        var told = await house.Client.PostAsync(Callers[caller].Path.Replace("MODEL", "vectors", StringComparison.Ordinal), Callers[caller].Body.Replace("MODEL", "vectors", StringComparison.Ordinal));

        var seen = await house.Upstream.NextAsync();
        Assert.True(told.Status == 200, told.Text);
        Assert.Equal((Providers[provider].Path, Providers[provider].Body), (seen.Target, seen.Text));
        Assert.Equal((First, Second), (Callers[caller].Vector(told.Json, 0).GetRawText(), Callers[caller].Vector(told.Json, 1).GetRawText()));
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((200, "up", 7L, false), (row.Status, row.Deployment, row.Usage!.Input, row.Usage.Estimated));
    }

    [Theory]
    [InlineData("""{"embeddings":[{"values":[1]}]}""")]
    [InlineData("""{"embeddings":[{"values":[1,2,3]},{"values":[1,2,3]}]}""")]
    [InlineData("""{"embeddings":[]}""")]
    [InlineData("""{"embeddings":[{"values":[1,2""")]
    [InlineData("<html>")]
    public async Task Answer_ThatDoesNotFitTheRequest_IsABrokenOne(string answer)
    {
        await using var house = await HouseAsync("gemini");
        house.Upstream.Enqueue(ScriptedAnswer.Json(answer));

        var told = await house.Client.PostAsync("/v1/embeddings", """{"model":"vectors","input":["one","two"],"dimensions":2}""");

        Assert.Equal(502, told.Status);
        Assert.Equal("upstream_unreachable", (await house.Gateway.RowAsync(told.Id)).Error);
    }

    [Fact]
    public async Task OneContent_FromGemini_IsOneVector()
    {
        await using var house = await HouseAsync("openai");
        house.Upstream.Enqueue(ScriptedAnswer.Json($$$"""{"data":[{"embedding":{{{First}}}}],"model":"told"}"""));

        var told = await house.Client.PostAsync("/v1beta/models/vectors:embedContent", """{"model":"models/vectors","content":{"parts":[{"text":"abcdefgh"}]},"taskType":"CLUSTERING"}""");

        Assert.Equal((200, First), (told.Status, told.Json.GetProperty("embedding").GetProperty("values").GetRawText()));
        Assert.True(told.Json.GetProperty("usageMetadata").GetProperty("promptTokenCount").GetInt64() > 0, "what the upstream does not say is estimated");
        Assert.Equal("taskType", told.Header("x-bascule-dropped"));
    }

    [Fact]
    public async Task OneContent_FromGeminiToGemini_PassesWithTheUpstreamsName()
    {
        await using var house = await HouseAsync("gemini");
        const string answer = """{ "embedding": {"values": [ 1, 2 ]}, "usageMetadata": {"promptTokenCount": 11}}""";
        house.Upstream.Enqueue(ScriptedAnswer.Json(answer));

        var told = await house.Client.PostAsync("/v1beta/models/vectors:embedContent", """{ "model":"models/vectors", "content":{"parts":[{"text":"a"}]}, "x":1}""");

        var seen = await house.Upstream.NextAsync();
        Assert.Equal((200, answer), (told.Status, told.Text));
        Assert.Equal(("/v1beta/models/up:embedContent", """{ "model":"models/up", "content":{"parts":[{"text":"a"}]}, "x":1}"""), (seen.Target, seen.Text));
        Assert.Equal(11, (await house.Gateway.RowAsync(told.Id)).Usage!.Input);
    }

    [Fact]
    public async Task OldPrompt_FromOllama_IsAskedInTheNewFormAndAnsweredInTheOld()
    {
        await using var house = await HouseAsync("ollama");
        house.Upstream.Enqueue(ScriptedAnswer.Json($$"""{"model":"told","embeddings":[{{First}}],"prompt_eval_count":3}"""));

        var told = await house.Client.PostAsync("/api/embeddings", """{"model":"vectors","prompt":"one","options":{"num_ctx":10}}""");

        var seen = await house.Upstream.NextAsync();
        Assert.Equal((200, $$"""{"embedding":{{First}}}"""), (told.Status, told.Text));
        Assert.Equal(("/api/embed", """{"model":"up","input":["one"],"options":{"num_ctx":10}}"""), (seen.Target, seen.Text));
    }

    [Fact]
    public async Task Rerank_ToCohere_IsAskedAtItsOwnAddress()
    {
        await using var house = await HouseAsync("cohere");
        const string answer = """{"id":"x","results":[{"index":0,"relevance_score":0.7}],"meta":{"api_version":{"version":"2"},"billed_units":{"search_units":1}}}""";
        house.Upstream.Enqueue(ScriptedAnswer.Json(answer));

        var told = await house.Client.PostAsync("/v2/rerank", """{"model":"vectors","query":"q","documents":["a"],"top_n":1}""");

        var seen = await house.Upstream.NextAsync();
        Assert.Equal((200, answer), (told.Status, told.Text));
        Assert.Equal(("/v2/rerank", """{"model":"up","query":"q","documents":["a"],"top_n":1}"""), (seen.Target, seen.Text));
    }

    [Theory]
    [InlineData("""{"contents":[{"parts":[{"text":"hello"}]}]}""", """{"contents":[{"parts":[{"text":"hello"}]}]}""")]
    [InlineData("""{"generateContentRequest":{"model":"models/vectors","contents":[{"parts":[{"text":"hello"}]}]}}""", """{"generateContentRequest":{"model":"models/up","contents":[{"parts":[{"text":"hello"}]}]}}""")]
    public async Task Count_FromGemini_IsAskedOfGeminiAndElsewhereEstimated(string body, string sent)
    {
        await using var own = await HouseAsync("gemini");
        await using var other = await HouseAsync("openai");
        own.Upstream.Enqueue(ScriptedAnswer.Json("""{"totalTokens": 12}"""));

        var counted = await own.Client.PostAsync("/v1beta/models/vectors:countTokens", body);
        var estimated = await other.Client.PostAsync("/v1beta/models/vectors:countTokens", body);

        var seen = await own.Upstream.NextAsync();
        Assert.Equal((200, """{"totalTokens": 12}""", "/v1beta/models/up:countTokens", sent), (counted.Status, counted.Text, seen.Target, seen.Text));
        Assert.True(estimated.Json.GetProperty("totalTokens").GetInt64() > 0, estimated.Text);
        Assert.Empty(other.Upstream.Seen);
        Assert.Equal(0, (await own.Gateway.RowAsync(counted.Id)).CostNano);
    }

    [Fact]
    public async Task Deployment_WithoutVectors_IsTellingGeminisCallersSoInTheirWords()
    {
        await using var house = await ScriptedHouse.StartAsync();

        var told = await house.Client.PostAsync("/v1beta/models/anthropic%2Fm:embedContent", """{"content":{"parts":[{"text":"a"}]}}""");

        Assert.Equal((400, "INVALID_ARGUMENT"), (told.Status, told.Json.GetProperty("error").GetProperty("status").GetString()));
        Assert.Contains("anthropic/m has no embeddings", told.Json.GetProperty("error").GetProperty("message").GetString());
    }

    private static Task<ScriptedHouse> HouseAsync(string provider) => ScriptedHouse.StartWithAsync(address => $$"""
        p: { {{Providers[provider].Config.Replace("ROOT", address.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)}}, api_key: {{ScriptedHouse.UpstreamKey}} }
        deployments:
          up: { provider: p, upstream: up }
        routes:
          vectors: { candidates: [up], retries: 0 }
        """);
}
