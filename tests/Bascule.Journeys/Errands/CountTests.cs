using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Errands;

/// <summary>Token counts: the first candidate's own where its provider counts, the gateway's estimate elsewhere; nobody pays for either.</summary>
public sealed class CountTests
{
    private const string Path = "/v1/messages/count_tokens";
    private const string Body = """{"model":"MODEL","messages":[{"role":"user","content":"What is 17 + 25?"}]}""";

    private const string Deployments = """
        deployments:
          claude: { provider: anthropic, upstream: claude-up, price: { input: 3, output: 15 } }
          gpt: { provider: openai-chat, upstream: gpt-up, price: { input: 3, output: 15 } }
        routes:
          both: [claude, gpt]
        """;

    [Fact]
    public async Task Provider_ThatCounts_IsAskedInItsOwnWords()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"input_tokens": 641}"""));

        var told = await house.Client.PostAsync(Path + "?beta=true", Body.Replace("MODEL", "both", StringComparison.Ordinal), ("anthropic-beta", "token-counting-2024-11-01"));

        var seen = await house.Upstream.NextAsync();
        Assert.Equal((200, """{"input_tokens": 641}""", "claude"), (told.Status, told.Text, told.Header("x-bascule-deployment")));
        Assert.Equal((Path + "?beta=true", Body.Replace("MODEL", "claude-up", StringComparison.Ordinal), "token-counting-2024-11-01"), (seen.Target, seen.Text, seen.Headers["anthropic-beta"]));
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((200, 0L, false, null), (row.Status, row.CostNano, row.CostUnknown, row.Usage));
        Assert.Contains("\"errand\":\"count_tokens\"", row.Profile);
    }

    [Fact]
    public async Task Provider_ThatDoesNotCount_IsNotAsked()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);

        var told = await house.Client.PostAsync(Path, Body.Replace("MODEL", "gpt", StringComparison.Ordinal));

        Assert.Equal((200, "0"), (told.Status, told.Header("x-bascule-attempts")));
        Assert.True(told.Json.GetProperty("input_tokens").GetInt64() > 0);
        Assert.Empty(house.Upstream.Seen);
        Assert.Equal((200, 0L), ((await house.Gateway.RowAsync(told.Id)).Status, (await house.Gateway.RowAsync(told.Id)).CostNano));
    }

    [Fact]
    public async Task Provider_ThatFails_IsNoReasonToKnowNothing()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"type":"error","error":{"type":"api_error","message":"down"}}""", 500));

        var told = await house.Client.PostAsync(Path, Body.Replace("MODEL", "claude", StringComparison.Ordinal));

        Assert.Equal((200, "2"), (told.Status, told.Header("x-bascule-attempts")));
        Assert.True(told.Json.GetProperty("input_tokens").GetInt64() > 0);
    }

    [Fact]
    public async Task Request_ThatTheProviderRefuses_IsRefused()
    {
        await using var house = await ScriptedHouse.StartAsync(Deployments);
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"type":"error","error":{"type":"invalid_request_error","message":"messages.0: wrong"}}""", 400));

        var told = await house.Client.PostAsync(Path, Body.Replace("MODEL", "claude", StringComparison.Ordinal));

        Assert.Equal((400, "messages.0: wrong"), (told.Status, told.Error.GetProperty("message").GetString()));
    }
}
