namespace Bascule.Journeys.Budgets;

/// <summary>Tokens per minute of a key, and every limit of its end users.</summary>
public sealed class LimitsTests
{
    [Fact]
    public async Task Tokens_AreReservedByTheEstimateAndSettledByUsage()
    {
        await using var house = await BudgetHouse.StartAsync("limits: { tokens_per_minute: 1500 }");
        var told = await house.AskAsync(most: 1000);
        Assert.Equal((200, "1500"), (told.Status, told.Header("x-ratelimit-limit-tokens")));
        Assert.InRange(int.Parse(told.Header("x-ratelimit-remaining-tokens")!), 1, 1500 - 256);
        Assert.Equal("60s", told.Header("x-ratelimit-reset-tokens"));
        while ((await house.KeyAsync()).GetProperty("limits").GetProperty("tokens_left").GetInt32() != 1500 - 1010)
        {
            await Task.Yield();
        }

        Assert.Equal(200, (await house.AskAsync(most: 100)).Status);
        var over = await house.AskAsync(most: 1000, more: ",\"metadata\":{\"x\":\"y\"}");
        over = over.Status == 200 ? await house.AskAsync(most: 1000) : over;
        Assert.Equal((429, "rate_limit_exceeded"), (over.Status, over.Error.GetProperty("code").GetString()));
        Assert.InRange(int.Parse(over.Header("retry-after")!), 1, 60);
        var claude = await house.Gateway.Client.AskAsync(Ask.Anthropic, Ask.Body(Ask.Anthropic, "long"), ("x-api-key", BudgetHouse.Secret));
        Assert.Equal((429, "1500", "0"), (claude.Status, claude.Header("anthropic-ratelimit-tokens-limit"), claude.Header("anthropic-ratelimit-tokens-remaining")));
        Assert.True(DateTimeOffset.Parse(claude.Header("anthropic-ratelimit-tokens-reset")!) > TimeProvider.System.GetUtcNow().AddMinutes(-1));
    }

    [Fact]
    public async Task PerUser_TokensAndConcurrency_AreOfEachEndUser()
    {
        await using var house = await BudgetHouse.StartAsync("per_user: { tokens_per_minute: 700, concurrency: 1 }");
        var free = new TaskCompletionSource();
        house.Upstream.Handler = request => BudgetHouse.Long(request, free.Task);
        var first = house.AskAsync(most: 600, more: ",\"user\":\"ann\"");
        await house.Upstream.NextAsync();
        var second = await house.AskAsync(most: 600, more: ",\"user\":\"ann\"");
        Assert.Equal((429, true), (second.Status, second.Error.GetProperty("message").GetString()!.Contains("of one end user under way", StringComparison.Ordinal)));
        var other = house.AskAsync(most: 600, more: ",\"user\":\"bob\"");
        free.SetResult();
        Assert.Equal((200, 200), ((await first).Status, (await other).Status));
        Told third;
        do
        {
            third = await house.AskAsync(most: 600, more: ",\"user\":\"ann\"");    // the place is given back a moment after the last byte
        }
        while (third.Error.GetProperty("message").GetString()!.Contains("under way", StringComparison.Ordinal));

        Assert.Contains("tokens a minute for one end user", third.Error.GetProperty("message").GetString());
        Assert.Equal(200, (await house.AskAsync(most: 10, more: ",\"user\":\"cid\"")).Status);
    }

    [Fact]
    public async Task KeptResponses_CallsOnThem_CountAgainstTheKeysLimit()
    {
        await using var house = await BudgetHouse.StartAsync("limits: { requests_per_minute: 2 }");
        async Task<int> ReadAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/responses/resp_none");
            request.Headers.Add("authorization", "Bearer " + BudgetHouse.Secret);
            using var response = await house.Gateway.Client.SendAsync(request);
            return (int)response.StatusCode;
        }

        Assert.Equal((404, 404, 429), (await ReadAsync(), await ReadAsync(), await ReadAsync()));
        Assert.Equal(429, (await house.AskAsync()).Status);
    }
}
