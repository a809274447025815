using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;
using OpenAI;
using OpenAI.Chat;

namespace Bascule.Journeys.Caching;

/// <summary>What is seen of the cache: explain, usage, metrics, and a vendor's own SDK that streams a hit.</summary>
public sealed class ReportTests
{
    private const string AdminKey = "admin-0123456789abcdef0123456789";

    [Fact]
    public async Task Explain_BeforeAndAfter_SaysMissThenHitAndAsksNobody()
    {
        await using var house = await StartAsync();
        var before = await ExplainAsync(house, "openai-chat");
        await house.AskAsync(Ask.OpenAi, "openai-chat");
        var after = await ExplainAsync(house, "openai-chat");

        Assert.Equal(("miss", JsonValueKind.Null), (before.GetProperty("would").GetString(), before.GetProperty("known").ValueKind));
        Assert.Equal((600, false, false), (before.GetProperty("ttl_s").GetInt32(), before.GetProperty("tools").GetBoolean(), before.GetProperty("shared").GetBoolean()));
        Assert.Equal(("hit", "openai-chat/m"), (after.GetProperty("would").GetString(), after.GetProperty("known").GetProperty("deployment").GetString()));
        Assert.Equal(JsonValueKind.Null, (await ExplainAsync(house, "plain")).ValueKind);
        Assert.Single(house.Upstream.Seen);
    }

    [Fact]
    public async Task Usage_OfHits_SumsThemAndWhatTheySaved()
    {
        await using var house = await StartAsync();
        await house.AskAsync(Ask.OpenAi, "dear");
        await house.AskAsync(Ask.OpenAi, "dear");
        await house.AskAsync(Ask.OpenAi, "dear");
        await house.RowsAsync(3);
        using var told = await AdminAsync(house, HttpMethod.Get, "/bascule/v1/usage?by=route", null);
        var row = JsonElement.Parse(await told.Content.ReadAsStringAsync()).GetProperty("data")[0];

        Assert.Equal((3, 2, 28m, 14m), (row.GetProperty("requests").GetInt32(), row.GetProperty("cache_hits").GetInt32(), row.GetProperty("saved_usd").GetDecimal(), row.GetProperty("cost_usd").GetDecimal()));
    }

    [Fact]
    public async Task Metrics_CountWhatTheCacheDid()
    {
        await using var house = await StartAsync();
        await house.AskAsync(Ask.OpenAi, "openai-chat");
        await house.AskAsync(Ask.OpenAi, "openai-chat");
        using var told = await AdminAsync(house, HttpMethod.Get, "/metrics", null);
        var text = await told.Content.ReadAsStringAsync();

        Assert.Contains("bascule_cache_requests_total{bascule_cache=\"hit\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("bascule_cache_requests_total{bascule_cache=\"miss\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("bascule_cache_entries 1", text, StringComparison.Ordinal);
        Assert.Contains("bascule_cache_evictions_total 0", text, StringComparison.Ordinal);
        Assert.Contains("bascule_flights 0", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_WithoutAKey_SaysThatItSeesNobodysAnswers()
    {
        await using var house = await StartAsync();
        await house.AskAsync(Ask.OpenAi, "openai-chat");
        var told = await ExplainAsync(house, "openai-chat", "");
        Assert.Equal(("unknown", JsonValueKind.Null), (told.GetProperty("would").GetString(), told.GetProperty("known").ValueKind));
        Assert.Contains("?key=", told.GetProperty("why").GetString());
    }

    [Fact]
    public async Task Clear_OfARouteThatIsNone_SaysWhichThereAre()
    {
        await using var house = await StartAsync();
        await house.AskAsync(Ask.OpenAi, "openai-chat");
        using var told = await AdminAsync(house, HttpMethod.Delete, "/bascule/v1/cache?route=openai-chta", null, status: 404);
        var text = await told.Content.ReadAsStringAsync();
        Assert.Contains("route_not_found", text);
        Assert.Contains("openai-chat, anthropic, two", text);
        using var cleared = await AdminAsync(house, HttpMethod.Delete, "/bascule/v1/cache?route=openai-chat", null);
        Assert.Equal(1, JsonElement.Parse(await cleared.Content.ReadAsStringAsync()).GetProperty("entries").GetInt32());
        using var again = await AdminAsync(house, HttpMethod.Delete, "/bascule/v1/cache?route=openai-chat", null);
        Assert.Equal(0, JsonElement.Parse(await again.Content.ReadAsStringAsync()).GetProperty("entries").GetInt32());
    }

    [Fact]
    public async Task OpenAiSdk_StreamsAHit_AsItStreamedTheMiss()
    {
        await using var house = await StartAsync();
        house.Upstream.Enqueue(CacheHouse.Stream(Ask.OpenAi, "forty", "-two"));
        var client = new ChatClient("openai-chat", new ApiKeyCredential(CacheHouse.Key("a")), new OpenAIClientOptions { Endpoint = new Uri(house.Gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
        List<string> told = [];
        for (var time = 0; time < 2; time++)
        {
            var text = "";
            ChatFinishReason? finish = null;
            await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("Streamed?")]))
            {
                text += string.Concat(update.ContentUpdate.Select(part => part.Text));
                finish = update.FinishReason ?? finish;
            }

            told.Add($"{text} {finish}");
        }

        Assert.Equal(["forty-two Stop", "forty-two Stop"], told);
        Assert.Single(house.Upstream.Seen);
    }

    private static async Task<CacheHouse> StartAsync()
    {
        var house = await CacheHouse.StartAsync(server: $"admin_key: {AdminKey}, drain: 1s");
        house.Upstream.Handler = _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi));
        return house;
    }

    private static async Task<JsonElement> ExplainAsync(CacheHouse house, string route, string key = "?key=a")
    {
        using var told = await AdminAsync(house, HttpMethod.Post, "/bascule/v1/explain" + key, Ask.Body(Ask.OpenAi, route));
        return JsonElement.Parse(await told.Content.ReadAsStringAsync()).GetProperty("cache");
    }

    private static async Task<HttpResponseMessage> AdminAsync(CacheHouse house, HttpMethod method, string path, string? body, int status = 200)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("authorization", $"Bearer {AdminKey}");
        var told = await house.Client.SendAsync(request);
        Assert.Equal(status, (int)told.StatusCode);
        return told;
    }
}
