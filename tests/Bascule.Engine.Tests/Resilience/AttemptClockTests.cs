using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Resilience;

public sealed class AttemptClockTests
{
    private static readonly Timeouts Limits = new() { FirstToken = TimeSpan.FromSeconds(120), Idle = TimeSpan.FromSeconds(60), Total = TimeSpan.FromMinutes(30) };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void FirstToken_OnlySignsOfLife_IsPassed()
    {
        using var clock = Clock(Limits);
        for (var second = 0; second < 119; second++)
        {
            Seconds(1);
            clock.Lived();
        }

        Assert.Null(Passed(clock));
        Seconds(1);
        Assert.Equal("first_token", Passed(clock));
    }

    [Fact]
    public void FirstToken_AskedWithMore_CountsFromTheQuestion()
    {
        using var clock = Clock(Limits);
        Seconds(100);
        clock.Ask(TimeSpan.FromSeconds(600));
        Seconds(599);
        Assert.Null(Passed(clock));
        Seconds(1);
        Assert.Equal("first_token", Passed(clock));
    }

    [Fact]
    public void Idle_NothingComes_IsPassed()
    {
        using var clock = Begun(Limits);
        Seconds(59);
        Assert.Null(Passed(clock));
        Seconds(1);
        Assert.Equal("idle", Passed(clock));
    }

    [Fact]
    public void Idle_AnswerGrows_IsNeverPassed()
    {
        using var clock = Begun(Limits);
        for (var minute = 0; minute < 20; minute++)
        {
            Seconds(59);
            clock.Grew();
        }

        Assert.Null(Passed(clock));
    }

    [Fact]
    public void Idle_OnlySignsOfLife_IsPassedAfterFiveMinutes()
    {
        using var clock = Begun(Limits);
        for (var sign = 0; sign < 11; sign++)
        {
            Seconds(27);
            clock.Lived();
        }

        Seconds(2);
        Assert.Null(Passed(clock));
        Seconds(1);
        Assert.Equal("idle", Passed(clock));
    }

    [Fact]
    public void Idle_SignsOfLifeThenSilence_IsPassedInItsOwnTime()
    {
        using var clock = Begun(Limits);
        Seconds(50);
        clock.Lived();
        Seconds(59);
        Assert.Null(Passed(clock));
        Seconds(1);
        Assert.Equal("idle", Passed(clock));
    }

    [Fact]
    public void Idle_LimitOverFiveMinutes_HoldsWithSignsOfLife()
    {
        using var clock = Begun(Limits with { Idle = TimeSpan.FromMinutes(8) });
        Seconds(7 * 60);
        clock.Lived();
        Seconds(59);
        Assert.Null(Passed(clock));
        Seconds(1);
        Assert.Equal("idle", Passed(clock));
    }

    [Fact]
    public void Idle_AByteASecondOfAWholeAnswer_IsSilence()
    {
        using var clock = Begun(Limits);
        for (var second = 0; second < 59; second++)
        {
            Seconds(1);
            clock.Took("{"u8);
        }

        Assert.Null(Passed(clock));
        Seconds(1);
        Assert.Equal("idle", Passed(clock));
    }

    [Fact]
    public void Idle_BytesEnoughOfAWholeAnswer_AreGrowth()
    {
        using var clock = Begun(Limits);
        for (var second = 0; second < 600; second++)
        {
            Seconds(1);
            clock.Took("12345"u8);
        }

        Assert.Null(Passed(clock));
    }

    [Fact]
    public void Idle_WhiteSpaceBeforeAWholeAnswer_IsLife()
    {
        using var clock = Begun(Limits);
        for (var second = 0; second < 299; second++)
        {
            Seconds(1);
            clock.Took("\n"u8);
        }

        Assert.Null(Passed(clock));
        Seconds(1);
        Assert.Equal("idle", Passed(clock));
    }

    [Fact]
    public void Idle_CallerIsWaitedFor_StandsStill()
    {
        using var clock = Begun(Limits);
        Seconds(50);
        clock.Hold();
        Seconds(500);
        clock.Resume();
        Seconds(9);
        Assert.Null(Passed(clock));
        Seconds(60);    // the timer may look one limit late
        Assert.Equal("idle", Passed(clock));
    }

    [Fact]
    public void Total_AnswerGrowsForEver_IsPassed()
    {
        using var clock = Begun(Limits);
        for (var second = 0; second < 30 * 60; second += 50)
        {
            Assert.Null(Passed(clock));
            clock.Grew();
            Seconds(50);
        }

        Assert.Equal("total", Passed(clock));
    }

    [Fact]
    public void Left_OfTheCallersTime_RunsDown()
    {
        using var clock = new AttemptClock(Limits, TimeSpan.FromSeconds(10), _time, CancellationToken.None);
        Seconds(4);
        Assert.Equal(TimeSpan.FromSeconds(6), clock.Left);
        Seconds(6);
        Assert.Equal("x-bascule-timeout", Passed(clock));
    }

    private AttemptClock Clock(Timeouts limits) => new(limits, null, _time, CancellationToken.None);

    private AttemptClock Begun(Timeouts limits)
    {
        var clock = Clock(limits);
        clock.Spoke();
        return clock;
    }

    private void Seconds(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>The limit that was passed; null: none.</summary>
    private static string? Passed(AttemptClock clock)
    {
        Assert.Equal(clock.Expired is not null, clock.Token.IsCancellationRequested);
        return clock.Expired?.Message.Split('\'')[1];
    }
}
