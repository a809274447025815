using Bascule.Engine.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Limits;

public sealed class LoadGuardTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Enter_UpToTheBound_AndAgainWhenSomeoneLeft()
    {
        using var guard = new LoadGuard(_time, static () => default, static () => { });
        Assert.Null(guard.TryEnter(2));
        Assert.Null(guard.TryEnter(2));
        var busy = guard.TryEnter(2);
        Assert.Equal(("gateway_busy", TimeSpan.FromSeconds(1)), (busy?.Code, busy?.RetryAfter));
        Assert.Equal(2, guard.InFlight);
        guard.Leave();
        Assert.Null(guard.TryEnter(2));
    }

    [Fact]
    public void Enter_MemoryNearlyFull_OnlyAfterItFellWellBelow()
    {
        var used = 91L;
        using var guard = new LoadGuard(_time, () => new MemoryUse(used, 100), static () => { });
        Assert.Null(guard.TryEnter(10));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(guard.TryEnter(10));
        used = 86;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(guard.TryEnter(10));
        used = 84;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(guard.TryEnter(10));
        Assert.Equal(2, guard.InFlight);
    }

    [Fact]
    public void Enter_MemoryNearlyFullAndNobodyUnderWay_LetsOneInAndGivesBack()
    {
        var (used, given) = (91L, 0);
        using var guard = new LoadGuard(_time, () => new MemoryUse(used, 100), () => given++);
        Assert.Null(guard.TryEnter(10));
        Assert.Null(guard.TryEnter(10));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, given);
        guard.Leave();
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, given);
        Assert.NotNull(guard.TryEnter(10));
        guard.Leave();
        Assert.Null(guard.TryEnter(10));
        Assert.NotNull(guard.TryEnter(10));
    }

    [Fact]
    public void OfProcess_ThisProcess_IsWithinWhatItMayHave()
    {
        GC.Collect();
        var use = MemoryUse.OfProcess();
        Assert.InRange(use.Used, 1, use.Available);
    }
}
