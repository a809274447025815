using Bascule.Engine.Catalog;
using Bascule.Engine.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Limits;

public sealed class DeploymentGateTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Enter_WithoutLimits_IsAlwaysOpenAndAllocatesNothing()
    {
        var gate = new DeploymentGate(_time);
        Assert.True(gate.TryEnter(10, out var pass));
        gate.Leave(pass, default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            gate.TryEnter(10, out pass);
            gate.Leave(pass, default);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(0, gate.Inside);
    }

    [Fact]
    public void Enter_Concurrency_HoldsUntilSomeoneLeaves()
    {
        var gate = Gate(new() { Concurrency = 2 });
        Assert.True(gate.TryEnter(0, out var one));
        Assert.True(gate.TryEnter(0, out _));
        Assert.False(gate.TryEnter(0, out _));
        gate.Leave(one, default);
        Assert.True(gate.TryEnter(0, out _));
        Assert.Equal(2, gate.Inside);
    }

    [Fact]
    public async Task Enter_AHundredAtOnce_NeverMoreInsideThanThereArePlaces()
    {
        const int places = 7;
        var gate = new DeploymentGate(TimeProvider.System);
        gate.Set(new() { Concurrency = places }, learns: false);
        var (inside, most) = (0, 0);
        await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (_, cancel) =>
        {
            for (var i = 0; i < 20; i++)
            {
                var pass = await gate.EnterAsync(1, 0, Long, cancel);
                Assert.NotNull(pass);
                var now = Interlocked.Increment(ref inside);
                int seen;
                while (now > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, now, seen) != seen)
                {
                }

                await Task.Yield();
                Interlocked.Decrement(ref inside);
                gate.Leave(pass.Value, default);
            }
        });
        Assert.InRange(most, 1, places);
        Assert.Equal((0, 0), (gate.Inside, gate.Waiting));
    }

    [Fact]
    public void Enter_RequestsPerMinute_OpensAsTheMinuteMoves()
    {
        var gate = Gate(new() { RequestsPerMinute = 2 });
        Assert.True(gate.TryEnter(0, out var one));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.True(gate.TryEnter(0, out _));
        gate.Leave(one, default);
        Assert.False(gate.TryEnter(0, out _));
        Assert.Equal(TimeSpan.FromSeconds(40), gate.RetryAfter(0));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.True(gate.TryEnter(0, out _));
    }

    [Fact]
    public void Enter_TokensPerMinute_AreReservedByEstimateAndSettledByTheTruth()
    {
        var gate = Gate(new() { TokensPerMinute = 1000 });
        Assert.True(gate.TryEnter(700, out var one));
        Assert.False(gate.TryEnter(400, out _));
        gate.Leave(one, new GateOutcome(300, true, false, null));
        Assert.True(gate.TryEnter(400, out var two));
        gate.Leave(two, new GateOutcome(900, true, false, null));
        Assert.False(gate.TryEnter(1, out _));
    }

    [Fact]
    public void Enter_OneRequestLargerThanTheMinute_EntersAnEmptyOne()
    {
        var gate = Gate(new() { TokensPerMinute = 1000 });
        Assert.True(gate.TryEnter(50_000, out _));
        Assert.False(gate.TryEnter(1, out _));
    }

    [Fact]
    public async Task Line_WhoCameFirst_EntersFirst()
    {
        var gate = Gate(new() { Concurrency = 1 });
        gate.TryEnter(0, out var pass);
        var first = Wait(gate);
        var second = Wait(gate);
        Assert.Equal(2, gate.Waiting);
        gate.Leave(pass, default);
        var entered = await first;
        Assert.NotNull(entered);
        Assert.False(second.IsCompleted);
        gate.Leave(entered.Value, default);
        Assert.NotNull(await second);
    }

    [Fact]
    public async Task Line_AHigherTier_GoesFirstUntilTheLowerHasWaitedLong()
    {
        var gate = Gate(new() { Concurrency = 1 });
        gate.TryEnter(0, out var pass);
        var low = Wait(gate, rank: 2);
        _time.Advance(TimeSpan.FromSeconds(1));
        var high = Wait(gate, rank: 0);
        _time.Advance(TimeSpan.FromSeconds(4));
        var late = Wait(gate, rank: 0);
        gate.Leave(pass, default);
        pass = (await high)!.Value;
        Assert.False(low.IsCompleted);
        gate.Leave(pass, default);
        pass = (await low)!.Value;
        Assert.False(late.IsCompleted);
        gate.Leave(pass, default);
        Assert.NotNull(await late);
    }

    [Fact]
    public async Task Line_NobodyOvertakes_ThoughThereWouldBeRoomForLess()
    {
        var gate = Gate(new() { TokensPerMinute = 1000 });
        gate.TryEnter(600, out _);
        var large = Wait(gate, tokens: 900);
        Assert.False(gate.TryEnter(10, out _));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.NotNull(await large);
    }

    [Fact]
    public async Task Line_TimeIsUp_EntersNeverAndLeavesNoTrace()
    {
        var gate = Gate(new() { Concurrency = 1 });
        gate.TryEnter(0, out var pass);
        var waiting = Wait(gate, longest: TimeSpan.FromSeconds(10));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await waiting);
        Assert.Equal(0, gate.Waiting);
        gate.Leave(pass, default);
        Assert.Equal(0, gate.Inside);
    }

    [Fact]
    public async Task Line_CallerLeaves_NextOneEnters()
    {
        var gate = Gate(new() { Concurrency = 1 });
        gate.TryEnter(0, out var pass);
        using var leaves = new CancellationTokenSource();
        var gone = gate.EnterAsync(0, 0, Long, leaves.Token).AsTask();
        var stays = Wait(gate);
        await leaves.CancelAsync();
        Assert.Null(await gone);
        gate.Leave(pass, default);
        Assert.NotNull(await stays);
        Assert.Equal(1, gate.Inside);
    }

    [Fact]
    public async Task Line_Full_TakesNobody()
    {
        var gate = Gate(new() { Concurrency = 1, MaxQueue = 1 });
        gate.TryEnter(0, out _);
        var first = Wait(gate);
        Assert.Null(await Wait(gate));
        Assert.False(first.IsCompleted);
        Assert.Equal(1, gate.Waiting);
    }

    [Fact]
    public async Task Line_TheMinuteIsFullForLongerThanTheWait_IsToldAtOnce()
    {
        var gate = Gate(new() { RequestsPerMinute = 1 });
        gate.TryEnter(0, out _);
        Assert.Null(await Wait(gate, longest: TimeSpan.FromSeconds(59)));
        Assert.False(Wait(gate, longest: TimeSpan.FromSeconds(60)).IsCompleted);
    }

    [Fact]
    public async Task Set_HigherLimit_LetsInWhoWaits()
    {
        var gate = Gate(new() { Concurrency = 1 });
        gate.TryEnter(0, out _);
        var waiting = Wait(gate);
        gate.Set(new() { Concurrency = 2 }, learns: false);
        Assert.NotNull(await waiting);
        var another = Wait(gate);
        gate.Set(DeploymentLimits.None, learns: false);
        Assert.NotNull(await another);
        Assert.Equal(3, gate.Inside);
    }

    [Fact]
    public void Set_LimitsWhereNoneWere_CountWhoIsInside()
    {
        var gate = new DeploymentGate(_time);
        gate.TryEnter(0, out var early);
        gate.Set(new() { Concurrency = 1 }, learns: false);
        Assert.False(gate.TryEnter(0, out _));
        gate.Leave(early, default);
        Assert.True(gate.TryEnter(0, out _));
    }

    [Fact]
    public void Learned_OverloadedEngine_HasFewerPlacesThanTheOperatorAllows()
    {
        var gate = new DeploymentGate(_time);
        gate.Set(new() { Concurrency = 60 }, learns: true);
        Assert.Equal(60, gate.Places);
        gate.TryEnter(0, out var pass);
        gate.Leave(pass, new GateOutcome(0, false, Overloaded: true, null));
        Assert.Equal((48, 48), (gate.Places, gate.Learned));
    }

    private Task<GatePass?> Wait(DeploymentGate gate, int rank = 0, long tokens = 0, TimeSpan? longest = null) =>
        gate.EnterAsync(tokens, rank, longest ?? Long, CancellationToken.None).AsTask();

    private DeploymentGate Gate(DeploymentLimits limits)
    {
        var gate = new DeploymentGate(_time);
        gate.Set(limits, learns: false);
        return gate;
    }
}
