using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Prompts;

/// <summary>A conversation stays where its prompt is cached while that is worth more than the better price elsewhere.</summary>
public sealed class StickinessTests
{
    private const string Admin = "admin-0123456789abcdef0123456789";
    private static readonly string Manual = string.Concat(Enumerable.Repeat("The bridge opens at noon and closes when the tide has turned. ", 400));

    [Fact]
    public async Task Conversation_StaysWhereItsPromptIsCachedUntilThatIsGone()
    {
        var time = new ForwardTime();
        await using var dear = await ScriptedUpstream.StartAsync();
        await using var cheap = await ScriptedUpstream.StartAsync();
        dear.Handler = _ => Answer(3000);
        cheap.Handler = _ => Answer(0);
        cheap.Enqueue(ScriptedAnswer.Json("""{"error":{"message":"down","type":"server_error"}}""", 500));
        await using var gateway = await Gateway.StartAsync(Config(dear, cheap, "strategy: cheapest, retries: 0"), "drain: 1s, admin_key: " + Admin, time);

        var first = await AskAsync(gateway, "What opens?");
        Assert.Equal("dear", first.Header("x-bascule-deployment"));
        Assert.Equal(JsonValueKind.Undefined, (await DecisionAsync(gateway, first)).TryGetProperty("stickiness", out var none) ? none.ValueKind : default);

        var explained = await ExplainAsync(gateway, "What opens?", "The bridge.", "When?");
        Assert.Equal("dear", explained.GetProperty("plan")[0].GetString());
        Assert.StartsWith("stays on dear: the cached prefix of 3,000 tokens saves USD 0.008", explained.GetProperty("decision").GetProperty("stickiness").GetString(), StringComparison.Ordinal);

        var second = await AskAsync(gateway, "What opens?", "The bridge.", "When?");
        Assert.Equal("dear", second.Header("x-bascule-deployment"));
        Assert.StartsWith("stays on dear: the cached prefix of 3,000 tokens saves USD 0.008", (await DecisionAsync(gateway, second)).GetProperty("stickiness").GetString(), StringComparison.Ordinal);

        time.Advance(TimeSpan.FromHours(1));
        var late = await AskAsync(gateway, "What opens?", "The bridge.", "When?", "At noon.", "And closes?");
        Assert.Equal("cheap", late.Header("x-bascule-deployment"));
    }

    [Fact]
    public async Task Route_ThatDoesWithout_GoesByItsStrategyAlone()
    {
        await using var dear = await ScriptedUpstream.StartAsync();
        await using var cheap = await ScriptedUpstream.StartAsync();
        dear.Handler = _ => Answer(3000);
        cheap.Handler = _ => Answer(0);
        cheap.Enqueue(ScriptedAnswer.Json("""{"error":{"message":"down","type":"server_error"}}""", 500));
        await using var gateway = await Gateway.StartAsync(Config(dear, cheap, "strategy: cheapest, retries: 0, prompt_cache: off"));
        Assert.Equal("dear", (await AskAsync(gateway, "What opens?")).Header("x-bascule-deployment"));
        Assert.Equal("cheap", (await AskAsync(gateway, "What opens?", "The bridge.", "When?")).Header("x-bascule-deployment"));
    }

    private static string Config(ScriptedUpstream dear, ScriptedUpstream cheap, string route) => $$"""
        providers:
          one: { dialect: openai-chat, base_url: "{{dear.Address}}v1", api_key: k }
          two: { dialect: openai-chat, base_url: "{{cheap.Address}}v1", api_key: k }
        deployments:
          dear: { provider: one, upstream: m, price: { input: 3, cached_input: 0.3, output: 3 } }
          cheap: { provider: two, upstream: m, price: { input: 2, cached_input: 0.2, output: 2 } }
        routes:
          both: { candidates: [dear, cheap], {{route}} }
        """;

    private static ScriptedAnswer Answer(int cached) => ScriptedAnswer.Json($$$$"""{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"yes"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3000,"completion_tokens":3,"total_tokens":3003,"prompt_tokens_details":{"cached_tokens":{{{{cached}}}}}}}""");

    private static string Body(string[] turns)
    {
        var messages = turns.Select((turn, i) => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"{{turn}}"}""").Prepend($$"""{"role":"system","content":"{{Manual}}"}""");
        return $$"""{"model":"both","max_tokens":10,"messages":[{{string.Join(',', messages)}}]}""";
    }

    private static Task<Told> AskAsync(Gateway gateway, params string[] turns) => gateway.Client.AskAsync(Ask.OpenAi, Body(turns));

    private static async Task<JsonElement> DecisionAsync(Gateway gateway, Told told) => JsonElement.Parse((await gateway.RowAsync(told.Id)).Decision);

    private static async Task<JsonElement> ExplainAsync(Gateway gateway, params string[] turns)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/bascule/v1/explain") { Content = new StringContent(Body(turns), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", Admin);
        using var response = await gateway.Client.SendAsync(request);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
