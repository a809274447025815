using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Health;

/// <summary>A deployment that fails is left alone, found out again by single real requests, and never the reason that nobody is asked.</summary>
public sealed class BreakerTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly ForwardTime _time = new();

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Primary_503ForEver_IsAskedByProbesOnlyUntilItIsBack(string dialect)
    {
        await using var house = await TwoUpstreams.StartAsync(dialect, _time);
        var answers = house.First.Handler;
        house.First.Handler = _ => Down();
        await TripAsync(house);

        // Each probe fails and doubles the cooldown, up to the longest.
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Longest);
            Assert.Equal("second/m", (await house.AskAsync()).Header("x-bascule-deployment"));
        }

        var asked = house.First.Seen.Count;
        for (var i = 0; i < 10; i++)
        {
            var told = await house.AskAsync();
            Assert.Equal((200, "1", "second/m"), (told.Status, told.Header("x-bascule-attempts"), told.Header("x-bascule-deployment")));
        }

        Assert.Equal(asked, house.First.Seen.Count);
        Assert.Contains("bascule_deployment_breaker_open{deployment=\"first/m\"} 1\n", await house.MetricsAsync());

        house.First.Handler = answers;
        _time.Advance(Longest);
        Assert.Equal("first/m", (await house.AskAsync()).Header("x-bascule-deployment"));
        Assert.Equal("first/m", (await house.AskAsync()).Header("x-bascule-deployment"));
        Assert.Equal("closed", (await house.StateAsync("first/m")).GetProperty("breaker").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Row_OfACallPastATrippedPrimary_SaysWhyItCameLast()
    {
        await using var house = await TwoUpstreams.StartAsync(Ask.OpenAi, _time);
        house.First.Handler = _ => Down();
        await TripAsync(house);
        await DoubleAsync(house);

        var row = await house.Gateway.RowAsync((await house.AskAsync()).Id);
        var decision = System.Text.Json.JsonElement.Parse(row.Decision);
        Assert.Equal(["second/m", "first/m"], decision.GetProperty("order").EnumerateArray().Select(one => one.GetString()));
        Assert.StartsWith("breaker open for another ", decision.GetProperty("cooling").GetProperty("first/m")[0].GetString());
        Assert.Single(row.Attempts);
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Everything_DownThenBack_IsServedAtOnce(string dialect)
    {
        await using var house = await TwoUpstreams.StartAsync(dialect, _time);
        var answers = house.First.Handler;
        house.First.Handler = house.Second.Handler = _ => Down();
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(503, (await house.AskAsync()).Status);
        }

        Assert.Equal("open", (await house.StateAsync("second/m")).GetProperty("breaker").GetProperty("state").GetString());
        house.First.Handler = house.Second.Handler = answers;
        Assert.Equal(200, (await house.AskAsync()).Status);
        Assert.Equal(200, (await house.AskAsync()).Status);
    }

    [Fact]
    public async Task Callers_WhoSendWhatIsRefused_TripNothing()
    {
        await using var house = await TwoUpstreams.StartAsync(Ask.OpenAi, _time);
        house.First.Handler = _ => ScriptedAnswer.Json("""{"error":{"message":"No such parameter.","type":"invalid_request_error","param":"x","code":null}}""", 400);
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(400, (await house.AskAsync()).Status);
        }

        Assert.Equal("closed", (await house.StateAsync("first/m")).GetProperty("breaker").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Callers_WithHardlyAnyTime_TripNothing()
    {
        await using var house = await TwoUpstreams.StartAsync(Ask.OpenAi, _time);
        house.First.Handler = house.Second.Handler = _ => ScriptedAnswer.Never();
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(504, (await house.AskAsync("assistant", ("x-bascule-timeout", "0.1"))).Status);
        }

        var state = await house.StateAsync("first/m");
        Assert.Equal(("closed", 0), (state.GetProperty("breaker").GetProperty("state").GetString(), state.GetProperty("cooling").GetArrayLength()));
    }

    [Fact]
    public async Task RateLimit_ThatSaysForHowLong_IsHeldToIt()
    {
        await using var house = await TwoUpstreams.StartAsync(Ask.OpenAi, _time);
        var answers = house.First.Handler;
        house.First.Handler = _ => ScriptedAnswer.Json("""{"error":{"message":"Slow down.","type":"requests","code":"rate_limit_exceeded"}}""", 429).With("retry-after", "45");
        Assert.Equal("second/m", (await house.AskAsync()).Header("x-bascule-deployment"));
        house.First.Handler = answers;
        Assert.Equal(("second/m", "1"), (await house.AskAsync()) is var told ? (told.Header("x-bascule-deployment"), told.Header("x-bascule-attempts")) : default);
        _time.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal("first/m", (await house.AskAsync()).Header("x-bascule-deployment"));
    }

    private static ScriptedAnswer Down() => ScriptedAnswer.Json("""{"error":{"message":"No capacity.","type":"server_error"}}""", 503);

    /// <summary>Callers notice nothing while it trips.</summary>
    private static async Task TripAsync(TwoUpstreams house)
    {
        for (var i = 0; i < 5; i++)
        {
            var told = await house.AskAsync();
            Assert.Equal((200, "second/m"), (told.Status, told.Header("x-bascule-deployment")));
        }

        Assert.NotEqual("closed", (await house.StateAsync("first/m")).GetProperty("breaker").GetProperty("state").GetString());
    }

    /// <summary>Failed probes until the cooldown is longer than a busy machine takes for a test.</summary>
    private async Task DoubleAsync(TwoUpstreams house)
    {
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(Longest);
            await house.AskAsync();
        }
    }
}
