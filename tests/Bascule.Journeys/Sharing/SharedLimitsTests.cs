using Bascule.Sandbox.Scripted;
using Bascule.Servers;
using Bascule.Storage.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Sharing;

/// <summary>Three gateways that hold one key's limits together in one Redis.</summary>
public sealed class SharedLimitsTests : IAsyncLifetime
{
    private const string Secret = "bk-shared-0123456789abcdef";
    private static readonly (string, string) Bearer = ("authorization", $"Bearer {Secret}");

    private readonly List<Gateway> _gateways = [];
    private RedisServer _redis = null!;
    private ScriptedUpstream _upstream = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _upstream = await ScriptedUpstream.StartAsync(static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        await _upstream.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task RequestsPerMinute_OverThreeGateways_AreOneFigure()
    {
        await StartAsync("limits: { requests_per_minute: 60 }");
        var told = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => AskAsync(i % 3)));
        Assert.Equal(60, told.Count(one => one.Status == 200));
        Assert.Equal(60, _upstream.Seen.Count);
        Assert.All(told.Where(one => one.Status != 200), one =>
        {
            Assert.Equal((429, "60", "0"), (one.Status, one.Header("x-ratelimit-limit-requests"), one.Header("x-ratelimit-remaining-requests")));
            Assert.InRange(int.Parse(one.Header("retry-after")!), 1, 60);
        });
        var key = await KeyAsync(2);
        Assert.Equal((60, 0), (key.GetProperty("requests_per_minute").GetInt32(), key.GetProperty("requests_left").GetInt32()));
    }

    [Fact]
    public async Task RequestsOfAnEndUser_OverThreeGateways_AreOneFigure()
    {
        await StartAsync("per_user: { requests_per_minute: 5 }");
        var told = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => AskAsync(i % 3, user: i % 2 == 0 ? "ann" : "bob")));
        Assert.Equal(10, told.Count(one => one.Status == 200));
    }

    [Fact]
    public async Task Tokens_OverThreeGateways_AreReservedAndSettledTogether()
    {
        await StartAsync("limits: { tokens_per_minute: 100000 }");
        var told = await AskAsync(0);
        Assert.Equal(200, told.Status);
        using var bound = new CancellationTokenSource(Gateway.Bound);
        var left = 0;
        while (left < 99_000)    // settled a moment after the answer
        {
            bound.Token.ThrowIfCancellationRequested();
            left = (await KeyAsync(1)).GetProperty("tokens_left").GetInt32();
        }

        Assert.InRange(left, 99_000, 99_999);
        Assert.Equal("100000", (await AskAsync(2)).Header("x-ratelimit-limit-tokens"));
    }

    [Fact]
    public async Task Ready_WhileRedisIsAway_IsTrueAndSaysSo()
    {
        await StartAsync("limits: { requests_per_minute: 60 }");
        await UntilKnownAsync();
        await _redis.KillAsync();
        using var bound = new CancellationTokenSource(Gateway.Bound);
        string ready;
        do
        {
            bound.Token.ThrowIfCancellationRequested();
            ready = await _gateways[0].Client.GetStringAsync("/readyz", bound.Token);
        }
        while (!ready.Contains("storage.shared is away", StringComparison.Ordinal));

        var told = new List<Told>();
        for (var i = 0; i < 30; i++)
        {
            told.Add(await AskAsync(0));
        }

        Assert.Equal(20, told.Count(one => one.Status == 200));
        Assert.All(told.Skip(20), one => Assert.Equal(429, one.Status));
    }

    [Fact]
    public async Task LimitsOfADeployment_OverThreeGateways_AreAShareOfEach()
    {
        await StartAsync("tier: free", "deployments: { d: { provider: openai-chat, upstream: m, limits: { requests_per_minute: 30 } } }", "{ candidates: [d], max_queue_wait: 0s }");
        await UntilKnownAsync();
        var told = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => AskAsync(1)));
        Assert.Equal(10, told.Count(one => one.Status == 200));
    }

    private async Task UntilKnownAsync()
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (_gateways.Any(gateway => gateway.Services.GetRequiredService<RedisLimits>().Replicas != 3))
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task StartAsync(string rule, string more = "", string route = "[openai-chat/m]")
    {
        for (var i = 0; i < 3; i++)
        {
            _gateways.Add(await Gateway.StartAsync(
                $$"""
                providers:
                  openai-chat: { dialect: openai-chat, base_url: "{{_upstream.Address}}", api_key: "sk-upstream-0123456789abcdef" }
                {{more}}
                routes: { assistant: {{route}} }
                keys: [{ name: web, key: {{Secret}}, {{rule}} }]
                """,
                shared: _redis.Url));
        }
    }

    private Task<Told> AskAsync(int gateway, string? user = null) => _gateways[gateway].Client.AskAsync(
        Ask.OpenAi, user is null ? Ask.Body(Ask.OpenAi, "assistant") : $$"""{"model":"assistant","user":"{{user}}","messages":[{"role":"user","content":"hi"}]}""", Bearer);

    private async Task<System.Text.Json.JsonElement> KeyAsync(int gateway)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/key");
        request.Headers.Add("authorization", $"Bearer {Secret}");
        return (await _gateways[gateway].Client.AskAsync(Ask.OpenAi, request)).Json.GetProperty("limits");
    }
}
