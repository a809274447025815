using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults;

/// <summary>The same deployment once more: when, after which wait, and what the row says of it.</summary>
public sealed class RetryTests
{
    private static readonly ScriptedAnswer Down = ScriptedAnswer.Json("""{"error":{"message":"down","type":"server_error"}}""", 500);
    private static readonly ScriptedAnswer Busy = ScriptedAnswer.Json("""{"error":{"message":"slow down","type":"rate_limit_error","code":"rate_limit_exceeded"}}""", 429);

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task FailedOnce_OnlyCandidate_IsAskedAgainAndAnswers(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Enqueue(Down, ScriptedAnswer.Json(Wire.Answer(upstream)));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, $"{upstream}/m"));

        Assert.Equal((200, "2"), (told.Status, told.Header("x-bascule-attempts")));
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(["first", "retry"], row.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal(["retry", null], row.Attempts.Select(attempt => attempt.Then));
        Assert.Equal([0L, row.CostNano], row.Attempts.Select(attempt => attempt.CostNano));
    }

    [Fact]
    public async Task RateLimit_WithAShortWait_IsWaitedForThoughAnotherIsLeft()
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { both: [openai-chat/first, openai-chat/second] }");
        house.Upstream.Enqueue(Busy.With("retry-after-ms", "120"), ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "both"));

        Assert.Equal((200, "openai-chat/first"), (told.Status, told.Header("x-bascule-deployment")));
        Assert.Equal([0, 120], (await house.Gateway.RowAsync(told.Id)).Attempts.Select(attempt => attempt.WaitedMs));
    }

    [Theory]
    [InlineData("retry-after", "60")]
    [InlineData("retry-after-ms", "3001")]
    [InlineData("x-nothing", "said")]
    public async Task RateLimit_WithALongOrNoWait_AsksTheNextAtOnce(string header, string value)
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { both: [openai-chat/first, openai-chat/second] }");
        house.Upstream.Enqueue(Busy.With(header, value), ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "both"));

        Assert.Equal((200, "openai-chat/second", "2"), (told.Status, told.Header("x-bascule-deployment"), told.Header("x-bascule-attempts")));
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(("next", 0), (row.Attempts[0].Then, row.Attempts[1].WaitedMs));
    }

    [Fact]
    public async Task RateLimit_WaitBeyondTheCallersLimit_IsToldAtOnce()
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Enqueue(Busy.With("retry-after", "2"));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m"), ("x-bascule-timeout", "1.5"));

        Assert.Equal((429, "2", "1"), (told.Status, told.Header("retry-after"), told.Header("x-bascule-attempts")));
    }

    [Fact]
    public async Task Outage_OfManyRequests_IsNotMultiplied()
    {
        const int requests = 60;
        await using var house = await ScriptedHouse.StartAsync("routes: { one: { candidates: openai-chat/m, retries: 5 } }");
        house.Upstream.Handler = _ => Down.With("retry-after-ms", "0");
        for (var request = 0; request < requests; request++)
        {
            Assert.Equal(500, (await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "one"))).Status);
        }

        // Ten may be saved, and each request earns a fifth.
        Assert.InRange(house.Upstream.Seen.Count, requests + 10, requests + 10 + (requests / 5));
    }

    [Fact]
    public async Task ContextTooLong_GoesToTheLargerWindowOnly()
    {
        await using var house = await ScriptedHouse.StartAsync("""
            deployments:
              small: { provider: openai-chat, upstream: s, catalog: openai/gpt-4o }
              equal: { provider: openai-chat, upstream: e, catalog: openai/gpt-4o-mini }
              large: { provider: openai-chat, upstream: l, catalog: openai/gpt-4.1 }
            routes: { growing: [small, equal, large] }
            """);
        house.Upstream.Enqueue(
            ScriptedAnswer.Json("""{"error":{"message":"This model's maximum context length is 128000 tokens.","type":"invalid_request_error","code":"context_length_exceeded"}}""", 400),
            ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "growing"));

        Assert.Equal((200, "large", "2"), (told.Status, told.Header("x-bascule-deployment"), told.Header("x-bascule-attempts")));
    }
}
