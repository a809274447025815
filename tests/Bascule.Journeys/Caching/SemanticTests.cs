using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Engine.Caching.Semantic;
using Bascule.Journeys.Replays;
using Bascule.Sandbox.Scripted;
using Bascule.Sandbox.Talk;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Caching;

/// <summary>Similar questions over real sockets: gathered, served once proved, kept apart by guards, scope and policy, and never at the cost of a request.</summary>
public sealed class SemanticTests
{
    private const string AdminKey = "admin-0123456789abcdef0123456789";
    private const string First = "what is the best way to grow carrots in a small garden";
    private static readonly string[] Others = ["what is the best way to grow carrots in the small garden", "what is a best way to grow carrots in a small garden", "what is the best way to grow carrots in my small garden"];

    [Fact]
    public async Task Similar_WhileItGathers_IsAskedAndCompared()
    {
        await using var house = await House.StartAsync();
        Assert.Equal("miss", (await house.AskAsync(First)).Cache);
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 1);
        Assert.Equal("miss", (await house.AskAsync(Others[0])).Cache);
        var route = await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 2 && cache.GetProperty("semantic")[0].GetProperty("checks").GetInt32() == 1);
        Assert.Equal(("gathering 1 of 388", false, 0), (route.GetProperty("state").GetString(), route.GetProperty("open").GetBoolean(), route.GetProperty("false").GetInt32()));
        Assert.Equal((2, 2), (house.Chats, house.Vectors));
    }

    [Fact]
    public async Task Similar_OnceProved_IsAnsweredFromMemory()
    {
        await using var house = await House.StartAsync();
        var first = await house.AskAsync(First);
        await house.OpenAsync();
        var hit = await house.AskUntilServedAsync();
        Assert.Equal(first.Text, hit.Text);
        Assert.InRange(hit.Similarity!.Value, 0.85, 1);
        var row = await house.RowAsync(hit.Id);
        Assert.Equal(("semantic", "away/m", 0), (row.GetProperty("cache").GetString(), row.GetProperty("deployment").GetString(), row.GetProperty("attempts").GetArrayLength()));
        Assert.Equal(first.Id, row.GetProperty("decision").GetProperty("cache").GetProperty("from").GetString());
        Assert.InRange(row.GetProperty("decision").GetProperty("cache").GetProperty("similarity").GetDouble(), 0.85, 1);

        // 14 tokens or so at USD 10 a million: the vector, and nothing else.
        Assert.InRange(row.GetProperty("cost_usd").GetDecimal(), 0.0001m, 0.0002m);
        Assert.Equal(1, (await house.UntilAsync(_ => true)).GetProperty("hits").GetInt32());
    }

    [Theory]
    [InlineData("what is the best way to grow 3 carrots in a small garden")]
    [InlineData("what is not the best way to grow carrots in a small garden")]
    [InlineData("what is the worst way to grow carrots in a small garden")]
    [InlineData("what is the best way to grow carrots in a Porto garden")]
    public async Task Similar_ButForAGuard_IsAsked(string question)
    {
        await using var house = await House.StartAsync();
        await house.AskAsync(First);
        await house.OpenAsync();
        Assert.Equal("miss", (await house.AskAsync(question)).Cache);
        var route = await house.UntilAsync(cache => cache.GetProperty("semantic")[0].GetProperty("similar").GetInt32() == 1);
        Assert.Equal(1, route.GetProperty("guarded").GetInt32());
    }

    [Fact]
    public async Task Similar_UnderOtherInstructions_IsAsked()
    {
        await using var house = await House.StartAsync();
        await house.AskAsync(First);
        await house.OpenAsync();
        Assert.Equal("miss", (await house.AskAsync(Others[0], system: "You are a pirate.")).Cache);
    }

    [Fact]
    public async Task Embedder_ThatPolicyForbids_SeesNothing()
    {
        await using var house = await House.StartAsync(more: "policies: [{ name: at home, when: { data_class: confidential }, require: { hosting: self } }]");
        var answer = await house.AskAsync(First, header: ("x-bascule-data-class", "confidential"));
        Assert.Equal(("miss", 0), (answer.Cache, house.Vectors));
        var why = (await house.RowAsync(answer.Id)).GetProperty("decision").GetProperty("cache").GetProperty("semantic").GetProperty("why").GetString();
        Assert.Contains("policy 'at home'", why);
    }

    [Fact]
    public async Task Embedder_ThatFails_CostsNoRequest()
    {
        await using var house = await House.StartAsync();
        await house.OpenAsync();
        house.Breaks = true;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("miss", (await house.AskAsync($"{First} for {i} weeks")).Cache);
        }

        Assert.Equal((5, 3), (house.Chats, house.Vectors));    // left alone after the third
    }

    [Fact]
    public async Task Answers_ThatDiffer_AreFalseUnlessTheModelDiffersFromItself()
    {
        await using var house = await House.StartAsync();
        await house.AskAsync(First);
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 1);
        house.Says = "Sow them in May, says Peter, and water nothing at all until the leaves are dry.";
        await house.AskAsync(Others[0]);
        var route = await house.UntilAsync(cache => cache.GetProperty("semantic")[0].GetProperty("checks").GetInt32() == 1);
        Assert.Equal(1, route.GetProperty("false").GetInt32());
        Assert.Equal(3, house.Chats);    // it was asked once more
    }

    [Fact]
    public async Task Erasure_OfASession_TakesItsVectors()
    {
        await using var house = await House.StartAsync();
        await house.AskAsync(First, header: ("x-bascule-session", "s1"));
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 1);
        await house.EraseAsync("session=s1");
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 0);
    }

    [Theory]
    [InlineData("SAME", 0)]
    [InlineData("**Different.**", 1)]
    public async Task Judge_OfTwoAnswers_HasTheLastWord(string word, int wrong)
    {
        await using var house = await House.StartAsync(judge: "judge: away/j, ");
        house.Judges = word;
        await house.AskAsync(First);
        await house.UntilAsync(cache => cache.GetProperty("vectors").GetInt32() == 1);
        house.Says = "In spring. Soil that stays moist, and patience.";
        await house.AskAsync(Others[0]);
        var route = await house.UntilAsync(cache => cache.GetProperty("semantic")[0].GetProperty("checks").GetInt32() == 1);
        Assert.Equal(wrong, route.GetProperty("false").GetInt32());
        var asked = house.Judged[0].GetProperty("messages")[1].GetProperty("content").GetString()!;
        Assert.Contains(Others[0], asked);
        Assert.Contains("Sow them in spring", asked);
        Assert.Contains(house.Says, asked);
    }

    [Fact]
    public async Task Verb_Cache_ShowsWhatTheRouteHasProved()
    {
        await using var house = await House.StartAsync();
        await house.AskAsync(First);
        await house.OpenAsync();
        await house.AskUntilServedAsync();
        var table = await house.RunAsync("cache");
        var curve = await house.RunAsync("cache", "--curve");

        Assert.Equal((0, 0), (table.Code, curve.Code));
        var row = Assert.Single(table.Output.Split('\n'), line => line.Contains("faq", StringComparison.Ordinal));
        Assert.Contains("open", row);
        Assert.Equal(20, curve.Output.Split('\n').Count(line => line.Contains("faq", StringComparison.Ordinal)));    // 0.80 to 0.99
    }

    private sealed record Answered(string Id, string Text, string Cache, double? Similarity);

    /// <summary>A gateway with one route before one upstream that answers chats and makes vectors of words.</summary>
    private sealed class House : IAsyncDisposable
    {
        private readonly ScriptedUpstream _upstream;
        private Gateway _gateway = null!;

        private House(ScriptedUpstream upstream) => _upstream = upstream;

        public string Says { get; set; } = "Sow them in spring, keep the soil moist and wait.";

        public bool Breaks { get; set; }

        /// <summary>What the judge says of two answers.</summary>
        public string Judges { get; set; } = "";

        /// <summary>What it was asked.</summary>
        public JsonElement[] Judged => [.. _upstream.Seen.Where(IsForTheJudge).Select(request => request.Json)];

        public int Chats => _upstream.Seen.Count(request => request.Target.EndsWith("/chat/completions", StringComparison.Ordinal));

        public int Vectors => _upstream.Seen.Count(request => request.Target.EndsWith("/embeddings", StringComparison.Ordinal));

        private HttpClient Client => _gateway.Client;

        public static async Task<House> StartAsync(string more = "", string judge = "")
        {
            var house = new House(await ScriptedUpstream.StartAsync());
            house._upstream.Handler = house.Answer;
            var root = house._upstream.Address.GetLeftPart(UriPartial.Authority);
            house._gateway = await Gateway.StartAsync(
                $$"""
                providers:
                  away: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: sk-away-0123456789abcdef }
                  home: { dialect: openai-chat, base_url: "{{root}}/v1", hosting: self }
                deployments:
                  vectors: { provider: away, upstream: v, price: { input: 10, output: 0 } }
                routes:
                  faq: { candidates: [away/m, home/m], retries: 0, cache: { ttl: 1h, semantic: { embedder: vectors, {{judge}} min_similarity: 0.85, check_share: 0.01, timeout: 10s } } }
                {{more}}
                """,
                server: $"drain: 1s, admin_key: {AdminKey}");
            return house;
        }

        public async Task<Answered> AskAsync(string question, string? system = null, (string Name, string Value)? header = null)
        {
            var messages = new JsonArray();
            if (system is not null)
            {
                messages.Add(new JsonObject { ["role"] = "system", ["content"] = system });
            }

            messages.Add(new JsonObject { ["role"] = "user", ["content"] = question });
            using var request = Ask.Request(Ask.OpenAi, new JsonObject { ["model"] = "faq", ["messages"] = messages }.ToJsonString(), header is { } one ? [one] : []);
            using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, body);
            return new Answered(
                Header(response, "x-bascule-request-id")!, JsonDocument.Parse(body).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!,
                Header(response, "x-bascule-cache")!, Header(response, "x-bascule-cache-similarity") is { } similarity ? double.Parse(similarity, System.Globalization.CultureInfo.InvariantCulture) : null);
        }

        /// <summary>One hit in a hundred is asked all the same: not three in a row.</summary>
        public async Task<Answered> AskUntilServedAsync()
        {
            foreach (var question in Others)
            {
                if (await AskAsync(question) is { Cache: "semantic" } served)
                {
                    return served;
                }
            }

            throw new Xunit.Sdk.XunitException("nothing was served");
        }

        /// <summary>As if several hundred checks had been made.</summary>
        public async Task OpenAsync()
        {
            await UntilAsync(cache => Chats == 0 || cache.GetProperty("vectors").GetInt32() == 1);
            var services = _gateway.Services;
            var route = services.GetRequiredService<SemanticCache>().Of("faq", services.GetRequiredService<Server.Rules.LiveRules>().Now.Routes.Routes.First(one => one.Name == "faq").Options.Cache!.Semantic!);
            while (!route.Proof.IsOpen)
            {
                route.Check(0.97, wrong: false, route.Proof.Epoch);
            }
        }

        /// <summary>Asks the operators' address until it says so; what is waited for happens behind an answer.</summary>
        public async Task<JsonElement> UntilAsync(Func<JsonElement, bool> holds)
        {
            using var patience = new CancellationTokenSource(Gateway.Bound);
            while (true)
            {
                var cache = await AdminAsync(HttpMethod.Get, "cache/semantic", patience.Token);
                if (holds(cache))
                {
                    return cache.GetProperty("semantic")[0];
                }
            }
        }

        public async Task<JsonElement> RowAsync(string id)
        {
            using var patience = new CancellationTokenSource(Gateway.Bound);
            while (true)
            {
                var row = await AdminAsync(HttpMethod.Get, $"requests/{id}", patience.Token);
                if (row.TryGetProperty("cache", out _))
                {
                    return row;
                }
            }
        }

        /// <summary>Runs a verb against this gateway.</summary>
        public Task<(int Code, string Output, string Errors)> RunAsync(params string[] verb) => ReplayHouse.RunAsync([.. verb, "--config", _gateway.ConfigFile, "--url", _gateway.Address.ToString()]);

        public Task<JsonElement> EraseAsync(string what) => AdminAsync(HttpMethod.Post, $"erase?{what}", TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            await _gateway.DisposeAsync();
            await _upstream.DisposeAsync();
        }

        private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : null;

        private async Task<JsonElement> AdminAsync(HttpMethod method, string path, CancellationToken cancel)
        {
            using var request = new HttpRequestMessage(method, $"/bascule/v1/{path}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", AdminKey) } };
            using var response = await Client.SendAsync(request, cancel);
            return JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancel)).RootElement;
        }

        private static bool IsForTheJudge(ScriptedRequest request) => request.Json.GetProperty("model").GetString() == "j";

        private ScriptedAnswer Answer(ScriptedRequest request)
        {
            if (IsForTheJudge(request))
            {
                return ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, Judges));
            }

            if (request.Target.EndsWith("/embeddings", StringComparison.Ordinal))
            {
                return Breaks
                    ? ScriptedAnswer.Json("""{"error":{"message":"down"}}""", 500)
                    : ScriptedAnswer.Json($$$"""{"object":"list","model":"v","data":[{"index":0,"embedding":[{{{string.Join(',', Talk.Of(request.Json.GetProperty("input")[0].GetString()!))}}}]}],"usage":{"prompt_tokens":14,"total_tokens":14}}""");
            }

            return ScriptedAnswer.Json($$$"""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"{{{Says}}}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20}}""");
        }
    }

    private static class Talk
    {
        public static IEnumerable<string> Of(string text) => Vectors.Of(text, 256).Select(one => one.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }
}
