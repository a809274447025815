using Bascule.Engine.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Limits;

public sealed class SlidingMinuteTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Until_AmountsOfDifferentSeconds_IsWhenEnoughHasFallenOut()
    {
        var minute = new SlidingMinute(_time);
        minute.Take(40);
        _time.Advance(TimeSpan.FromSeconds(10));
        minute.Take(50);
        Assert.Equal(TimeSpan.Zero, minute.Until(100, 10));
        Assert.Equal(TimeSpan.FromSeconds(50), minute.Until(100, 11));
        Assert.Equal(TimeSpan.FromSeconds(50), minute.Until(100, 50));
        Assert.Equal(TimeSpan.FromSeconds(60), minute.Until(100, 51));
    }

    [Fact]
    public void Until_MoreThanTheWholeMinute_IsWhenTheMinuteIsEmpty()
    {
        var minute = new SlidingMinute(_time);
        Assert.Equal(TimeSpan.Zero, minute.Until(100, 5_000));
        minute.Take(1);
        Assert.Equal(TimeSpan.FromSeconds(60), minute.Until(100, 5_000));
    }

    [Fact]
    public void Settle_WithinTheMinute_PutsTheTrueAmountWhereTheOtherStood()
    {
        var minute = new SlidingMinute(_time);
        var second = minute.Take(80);
        _time.Advance(TimeSpan.FromSeconds(20));
        minute.Settle(second, 80, 30);
        Assert.Equal(70, minute.Left(100));
        minute.Settle(second, 30, 120);
        Assert.Equal(0, minute.Left(100));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(100, minute.Left(100));
    }

    [Fact]
    public void Settle_AfterTheMinute_CountsOnlyWhatWasMoreThanTaken()
    {
        var minute = new SlidingMinute(_time);
        var second = minute.Take(80);
        _time.Advance(TimeSpan.FromMinutes(2));
        minute.Settle(second, 80, 30);
        Assert.Equal(100, minute.Left(100));
        minute.Settle(second, 80, 95);
        Assert.Equal(85, minute.Left(100));
    }
}
