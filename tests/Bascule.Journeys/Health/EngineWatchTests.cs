using System.Text.Json;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Journeys.Health;

/// <summary>An engine's own health endpoint: believed when it fails twice, and a reason to ask again when it is well.</summary>
public sealed class EngineWatchTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    public async Task Health_FailsTwice_PutsTheEngineLastUntilItIsWell(int status)
    {
        await using var house = await StartAsync();
        Assert.Equal("first/m", (await house.AskAsync()).Header("x-bascule-deployment"));

        house.First.Health = () => ScriptedAnswer.Json("{}", status);
        var down = await UntilAsync(house, state => state.GetProperty("cooling").GetArrayLength() > 0 && state.GetProperty("health").GetProperty("why").GetString() == $"status {status}");
        Assert.Equal($"its health endpoint fails: status {status}", down.GetProperty("cooling")[0].GetString());
        Assert.Contains("bascule_engine_down{provider=\"first\"} 1\n", await house.MetricsAsync());
        var told = await house.AskAsync();
        Assert.Equal(("1", "second/m"), (told.Header("x-bascule-attempts"), told.Header("x-bascule-deployment")));

        house.First.Health = () => ScriptedAnswer.Json("{}");
        await UntilAsync(house, state => !state.GetProperty("health").GetProperty("down").GetBoolean());
        Assert.Equal("first/m", (await house.AskAsync()).Header("x-bascule-deployment"));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(401)]
    public async Task Health_ThatIsNotThere_SaysNothing(int status)
    {
        await using var house = await StartAsync();
        house.First.Health = () => ScriptedAnswer.Json("{}", status);

        // Where the clock ran away from a look, the next one tells.
        var state = await UntilAsync(house, state => state.GetProperty("health") is var health && health.GetProperty("at").ValueKind == JsonValueKind.String && health.GetProperty("failures").GetInt32() == 0);
        Assert.Equal((false, 0), (state.GetProperty("health").GetProperty("down").GetBoolean(), state.GetProperty("cooling").GetArrayLength()));
    }

    [Fact]
    public async Task Engine_StartedAnew_IsProbedBeforeItsCooldownIsOver()
    {
        await using var house = await StartAsync();
        var answers = house.First.Handler;
        house.First.Handler = _ => ScriptedAnswer.Reset();
        house.First.Health = ScriptedAnswer.Reset;
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("second/m", (await house.AskAsync()).Header("x-bascule-deployment"));
        }

        // Down by its own word too; and its breaker's cooldown is long by now.
        await UntilAsync(house, state => state.GetProperty("health").GetProperty("down").GetBoolean());
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await house.AskAsync("alone");
        }

        Assert.Equal("open", (await house.StateAsync("first/m")).GetProperty("breaker").GetProperty("state").GetString());

        (house.First.Handler, house.First.Health) = (answers, () => ScriptedAnswer.Json("{}"));
        var back = await UntilAsync(house, state => !state.GetProperty("health").GetProperty("down").GetBoolean() && state.GetProperty("breaker").GetProperty("state").GetString() == "half-open");
        Assert.Equal(0, back.GetProperty("cooling").GetArrayLength());
        Assert.Equal("first/m", (await house.AskAsync()).Header("x-bascule-deployment"));
    }

    [Fact]
    public async Task Engine_TakenOutByAReload_IsLookedAtNoLonger()
    {
        await using var house = await StartAsync();
        var looks = 0;
        house.First.Health = () =>
        {
            Interlocked.Increment(ref looks);
            return ScriptedAnswer.Json("{}");
        };
        await UntilAsync(house, _ => Volatile.Read(ref looks) > 0);
        await house.ReloadAsync();    // the same provider, but no engine
        await UntilAsync(house, state => state.GetProperty("health").ValueKind == JsonValueKind.Null);
        _time.Advance(TimeSpan.FromSeconds(1));
        var until = Volatile.Read(ref looks);
        for (var i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await house.StateAsync("first/m");
        }

        Assert.InRange(Volatile.Read(ref looks), until, until + 1);    // one may have been under way
    }

    private Task<TwoUpstreams> StartAsync() => TwoUpstreams.StartAsync(Ask.OpenAi, _time, "engine: vllm");

    /// <summary>Lets time pass bit by bit until the engine's state is as wanted.</summary>
    private async Task<JsonElement> UntilAsync(TwoUpstreams house, Func<JsonElement, bool> wanted)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (true)
        {
            var state = await house.StateAsync("first/m");
            if (wanted(state))
            {
                return state;
            }

            Assert.False(bound.IsCancellationRequested, state.GetRawText());
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }
}
