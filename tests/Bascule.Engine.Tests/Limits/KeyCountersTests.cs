using Bascule.Engine.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Limits;

public sealed class KeyCountersTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void SlidingMinute_WithinAMinute_TakesOnlyItsMost()
    {
        var minute = new SlidingMinute(_time);
        Assert.True(minute.TryTake(2, out _, out _));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(minute.TryTake(2, out var left, out _));
        Assert.Equal(0, left);
        Assert.False(minute.TryTake(2, out _, out var wait));
        Assert.Equal(TimeSpan.FromSeconds(30), wait);
        _time.Advance(wait);
        Assert.True(minute.TryTake(2, out _, out _));
        Assert.False(minute.TryTake(2, out _, out _));
    }

    [Fact]
    public void Users_SameId_ShareACounterAndOthersDoNot()
    {
        var counters = new KeyCounters(_time);
        Assert.Same(counters.Of("key", "ann"), counters.Of("key", "ann"));
        Assert.NotSame(counters.Of("key", "ann"), counters.Of("key", "bob"));
        Assert.NotSame(counters.Of("key", "ann"), counters.Of("other", "ann"));
    }

    [Fact]
    public void Users_PastTheBoundAndBusy_ShareOneCounterAKey()
    {
        var counters = new KeyCounters(_time);
        for (var i = 0; i < KeyCounters.MaxUsers; i++)
        {
            counters.Of("key", $"user {i}").Requests.TryTake(1, out _, out _);
        }

        Assert.Same(counters.Of("key", "one more"), counters.Of("key", "another"));
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.NotSame(counters.Of("key", "late"), counters.Of("key", "later"));
    }
}
