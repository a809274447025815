using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Prompts;

/// <summary>A prompt that no longer begins as it did is noticed: by whom, where, and what the lost hits cost.</summary>
public sealed class GuardTests
{
    private const string Admin = "admin-0123456789abcdef0123456789";
    private static readonly string Manual = string.Concat(Enumerable.Repeat("The bridge opens at noon and closes when the tide has turned. ", 400));

    [Fact]
    public async Task Client_WhoPutsTheTimeIntoHisInstructions_IsTold()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);
        upstream.Enqueue(Answer(0), Answer(4000), Answer(0));
        await AskAsync(gateway, "It is 12:00. ", "q1");
        var kept = await AskAsync(gateway, "It is 12:00. ", "q1", "a1", "q2");
        Assert.False((await DecisionAsync(gateway, kept)).TryGetProperty("prefix_changed", out _));

        var changed = await AskAsync(gateway, "It is 12:01. ", "q1", "a1", "q2", "a2", "q3");
        var told = (await DecisionAsync(gateway, changed)).GetProperty("prefix_changed");
        Assert.Equal(("client", "messages[0].content"), (told.GetProperty("by").GetString(), told.GetProperty("path").GetString()));
        Assert.InRange(told.GetProperty("offset").GetInt32(), 3, 10);    // the minute is the eleventh letter
        Assert.Equal(4000, told.GetProperty("lost_tokens").GetInt64());
        Assert.Equal(0.0108m, told.GetProperty("lost_usd").GetDecimal());
        Assert.DoesNotContain("12:0", told.GetRawText(), StringComparison.Ordinal);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/bascule/v1/prompt-cache");
        request.Headers.Authorization = new("Bearer", Admin);
        using var response = await gateway.Client.SendAsync(request);
        var seen = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        var sum = Assert.Single(seen.GetProperty("sums").EnumerateArray());
        Assert.Equal(("client", 1, 4000), (sum.GetProperty("by").GetString(), sum.GetProperty("changes").GetInt32(), sum.GetProperty("lost_tokens").GetInt32()));
        Assert.Equal(changed.Id, seen.GetProperty("latest")[0].GetProperty("request").GetString());
    }

    [Fact]
    public async Task Gateway_ThatMasksWhatItSentBareBefore_SaysThatItWasUs()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);
        upstream.Handler = _ => Answer(0);
        await AskAsync(gateway, "Ask ann@example.com. ", "q1");
        var shorter = await AskAsync(gateway, "Ask ann@example.com. ", "q1");
        Assert.False((await DecisionAsync(gateway, shorter)).TryGetProperty("prefix_changed", out _));

        await gateway.RewriteAsync(Config(upstream) + "\nguardrails: [{ name: pii, on: input, detect: [email], action: mask }]\n");
        using var bound = new CancellationTokenSource(Gateway.Bound);
        Told told;
        do
        {
            Assert.False(bound.IsCancellationRequested, "The new rules never counted.");
            told = await AskAsync(gateway, "Ask ann@example.com. ", "q1", "a1", "q2");
        }
        while (!upstream.Seen[^1].Text.Contains("<EMAIL_1>", StringComparison.Ordinal));

        var change = (await DecisionAsync(gateway, told)).GetProperty("prefix_changed");
        Assert.Equal(("gateway", "placeholders", "messages[0].content"), (change.GetProperty("by").GetString(), change.GetProperty("why").GetString(), change.GetProperty("path").GetString()));
    }

    private static Task<Gateway> StartAsync(ScriptedUpstream upstream) => Gateway.StartAsync(Config(upstream), "drain: 1s, admin_key: " + Admin);

    private static string Config(ScriptedUpstream upstream) => $$"""
        providers:
          one: { dialect: openai-chat, base_url: "{{upstream.Address}}v1", api_key: k }
        deployments:
          a: { provider: one, upstream: m, price: { input: 3, cached_input: 0.3, output: 3 } }
        routes:
          r: { candidates: [a] }
        """;

    private static ScriptedAnswer Answer(int cached) => ScriptedAnswer.Json(
        """{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"yes"},"finish_reason":"stop"}],"usage":{"prompt_tokens":4000,"completion_tokens":3,"total_tokens":4003,"prompt_tokens_details":{"cached_tokens":CACHED}}}"""
            .Replace("CACHED", $"{cached}", StringComparison.Ordinal));

    private static Task<Told> AskAsync(Gateway gateway, string time, params string[] turns)
    {
        var messages = turns.Select((turn, i) => $$"""{"role":"{{(i % 2 == 0 ? "user" : "assistant")}}","content":"{{turn}}"}""").Prepend($$"""{"role":"system","content":"{{time}}{{Manual}}"}""");
        return gateway.Client.AskAsync(Ask.OpenAi, $$"""{"model":"r","max_tokens":10,"messages":[{{string.Join(',', messages)}}]}""");
    }

    private static async Task<JsonElement> DecisionAsync(Gateway gateway, Told told) => JsonElement.Parse((await gateway.RowAsync(told.Id)).Decision);
}
