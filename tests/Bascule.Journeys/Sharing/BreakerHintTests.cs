using System.Net.Http.Headers;
using System.Text.Json;
using Bascule.Engine.Limits.Sharing;
using Bascule.Sandbox.Scripted;
using Bascule.Servers;
using Bascule.Storage.Redis;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Sharing;

/// <summary>Two gateways on one Redis: what one learns of a deployment's trouble, the other need not learn by its own failures.</summary>
public sealed class BreakerHintTests : IAsyncLifetime
{
    private const string Admin = "admin-0123456789abcdef0123456789";

    private RedisServer _redis = null!;
    private ScriptedUpstream _first = null!;
    private ScriptedUpstream _second = null!;
    private Gateway _here = null!;
    private Gateway _there = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _first = await ScriptedUpstream.StartAsync();
        _second = await ScriptedUpstream.StartAsync(static _ => ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        (_here, _there) = (await StartAsync(), await StartAsync());
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (!Listens(_here) || !Listens(_there))
        {
            Assert.False(bound.IsCancellationRequested, "They do not listen to each other.");
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _here.DisposeAsync();
        await _there.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Breaker_TrippedHere_TripsThereWhereTheLastAttemptFailedToo()
    {
        _first.Handler = static _ => ScriptedAnswer.Json("""{"error":{"message":"No capacity.","type":"server_error"}}""", 503);
        await AskAsync(_there);
        for (var i = 0; i < 5; i++)
        {
            await AskAsync(_here);
        }

        var state = await UntilAsync(breaker => breaker.GetProperty("state").GetString() == "open");
        Assert.Contains("another replica's breaker tripped", state.GetProperty("why").GetString());
        await AskedAtTheSecondAloneAsync();
    }

    [Fact]
    public async Task RateLimit_NamedHere_IsKeptThere()
    {
        _first.Handler = static _ => ScriptedAnswer.Json("""{"error":{"message":"Slow down.","type":"requests","code":"rate_limit_exceeded"}}""", 429).With("retry-after", "45");
        await AskAsync(_here);
        var state = await UntilAsync(breaker => breaker.GetProperty("rate_limited_ms").GetInt64() > 0);
        Assert.Equal("closed", state.GetProperty("state").GetString());
        await AskedAtTheSecondAloneAsync();
    }

    private static bool Listens(Gateway gateway) => ((RedisChannel)gateway.Services.GetRequiredService<IReplicaChannel>()).Listens;

    private static async Task<Told> AskAsync(Gateway gateway)
    {
        var told = await gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"));
        Assert.Equal((200, "second/m"), (told.Status, told.Header("x-bascule-deployment")));
        return told;
    }

    private async Task AskedAtTheSecondAloneAsync()
    {
        var asked = _first.Seen.Count;
        Assert.Equal("1", (await AskAsync(_there)).Header("x-bascule-attempts"));
        Assert.Equal(asked, _first.Seen.Count);
    }

    /// <summary>Until the other gateway's breaker of the first deployment says so.</summary>
    private async Task<JsonElement> UntilAsync(Func<JsonElement, bool> isSo)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/bascule/v1/deployments/first/m") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Admin) } };
            using var response = await _there.Client.SendAsync(request, bound.Token);
            var breaker = JsonElement.Parse(await response.Content.ReadAsStringAsync(bound.Token)).GetProperty("state").GetProperty("breaker");
            if (isSo(breaker))
            {
                return breaker;
            }
        }
    }

    private Task<Gateway> StartAsync() => Gateway.StartAsync(
        $$"""
        providers:
          first: { dialect: openai-chat, base_url: "{{_first.Address}}v1", api_key: sk-first-0123456789abcdef }
          second: { dialect: openai-chat, base_url: "{{_second.Address}}v1", api_key: sk-second-0123456789abcde }
        routes:
          assistant: { candidates: [first/m, second/m], retries: 0 }
        """,
        $"drain: 1s, admin_key: {Admin}", shared: _redis.Url);
}
