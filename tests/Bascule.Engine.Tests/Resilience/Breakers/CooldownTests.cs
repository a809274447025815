using Bascule.Engine.Resilience.Breakers;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Resilience.Breakers;

/// <summary>Closed, open, half-open: who may probe, and how long it takes.</summary>
public sealed class CooldownTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
    private readonly Cooldown _cooldown;

    public CooldownTests() => _cooldown = new Cooldown(First, TimeSpan.FromSeconds(60), _time);

    [Fact]
    public void Trip_UntilTheCooldownIsOver_GivesNoPermit()
    {
        _cooldown.Trip();

        Assert.Equal((Standing.Open, First, true), (_cooldown.Standing, _cooldown.Left, _cooldown.IsCooling));
        Assert.Equal(0, _cooldown.Begin().Permit);
        _time.Advance(First);
        Assert.Equal((Standing.HalfOpen, false), (_cooldown.Standing, _cooldown.IsCooling));
    }

    [Fact]
    public void HalfOpen_OneProbe_KeepsTheOthersBack()
    {
        var probe = HalfOpen();

        Assert.NotEqual(0, probe.Permit);
        Assert.Equal((true, true), (_cooldown.Probing, _cooldown.IsCooling));
        Assert.Equal(0, _cooldown.Begin().Permit);
    }

    [Fact]
    public void Probe_Passed_Closes()
    {
        Assert.True(_cooldown.Passed(HalfOpen()));
        Assert.Equal((Standing.Closed, false, null), (_cooldown.Standing, _cooldown.IsCooling, _cooldown.Since));
    }

    [Fact]
    public void Probe_FailedAgainAndAgain_DoublesUpToTheLongest()
    {
        _cooldown.Trip();
        var lengths = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            _time.Advance(_cooldown.Left);
            Assert.True(_cooldown.Failed(_cooldown.Begin()));
            lengths.Add(_cooldown.Left.TotalSeconds);
        }

        Assert.Equal([4, 8, 16, 32, 60, 60, 60], lengths);
    }

    [Fact]
    public void Probe_Undecided_GivesThePermitToTheNext()
    {
        _cooldown.Release(HalfOpen());

        Assert.Equal(Standing.HalfOpen, _cooldown.Standing);
        Assert.NotEqual(0, _cooldown.Begin().Permit);
    }

    [Fact]
    public void Probe_LongUnderWay_KeepsTheNextBackNoLonger()
    {
        var first = HalfOpen();
        _time.Advance(TimeSpan.FromSeconds(10));
        var second = _cooldown.Begin();
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.NotEqual(0, second.Permit);
        Assert.Equal(0, _cooldown.Begin().Permit);    // its lease is twice as long

        _cooldown.Release(first);
        Assert.True(_cooldown.Probing);    // the permit was no longer the first one's to give back
        Assert.True(_cooldown.Passed(first));
    }

    [Fact]
    public void Attempt_BegunBeforeTheTrip_ChangesNothing()
    {
        var before = _cooldown.Begin();
        _cooldown.Trip();

        Assert.False(_cooldown.Passed(before));
        Assert.False(_cooldown.Failed(before));
        Assert.Equal((Standing.Open, First), (_cooldown.Standing, _cooldown.Left));
    }

    [Fact]
    public void Attempt_WithoutThePermit_ClosesButNeverDoubles()
    {
        _cooldown.Trip();
        var nobodyElseToAsk = _cooldown.Begin();

        Assert.False(_cooldown.Failed(nobodyElseToAsk));
        Assert.Equal(First, _cooldown.Left);
        Assert.True(_cooldown.Passed(nobodyElseToAsk));
    }

    [Fact]
    public void CutShort_WhileOpen_LetsTheNextProbeAndKeepsTheLength()
    {
        _cooldown.Trip();
        _cooldown.CutShort();
        Assert.True(_cooldown.Failed(_cooldown.Begin()));
        Assert.Equal(First * 2, _cooldown.Left);
    }

    [Fact]
    public void Trip_SoonAfterClosing_GoesOnDoubling()
    {
        _cooldown.Passed(HalfOpen());
        _time.Advance(TimeSpan.FromSeconds(59));
        _cooldown.Trip();
        Assert.Equal(First * 2, _cooldown.Left);

        _time.Advance(_cooldown.Left);
        _cooldown.Passed(_cooldown.Begin());
        _time.Advance(TimeSpan.FromMinutes(1));
        _cooldown.Trip();
        Assert.Equal(First, _cooldown.Left);
    }

    private Pass HalfOpen()
    {
        _cooldown.Trip();
        _time.Advance(First);
        return _cooldown.Begin();
    }
}
