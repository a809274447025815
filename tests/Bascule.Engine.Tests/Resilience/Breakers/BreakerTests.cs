using Bascule.Engine.Resilience.Breakers;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Resilience.Breakers;

/// <summary>What trips a deployment's breaker, what does not, and what mends it.</summary>
public sealed class BreakerTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
    private readonly Breaker _breaker;

    public BreakerTests() => _breaker = new Breaker(_time);

    [Fact]
    public void Failures_FiveInARow_Trip()
    {
        Fail(4);
        Assert.Equal((Standing.Closed, false), (_breaker.Standing, _breaker.IsCooling));
        Fail(1);

        Assert.Equal((Standing.Open, true), (_breaker.Standing, _breaker.IsCooling));
        Assert.Equal("breaker open for another 2.0 s: 5 failures in a row, the last upstream_error", _breaker.Ailment!.Reason);
        Assert.Equal(DateTimeOffset.Parse("2026-11-01T12:00:00Z"), _breaker.Read().Since);
    }

    [Fact]
    public void Failures_WithASuccessBetween_AreNotInARow()
    {
        Fail(4);
        Pass();
        Fail(4);
        Assert.Equal(Standing.Closed, _breaker.Standing);
    }

    [Fact]
    public void Failures_FarApart_AreNotInARow()
    {
        for (var i = 0; i < 10; i++)
        {
            Fail(1);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(Standing.Closed, _breaker.Standing);
    }

    [Fact]
    public void Failures_HalfOfAMinutesAttempts_Trip()
    {
        for (var i = 0; i < 9; i++)
        {
            Pass();
            Fail(1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Pass();
        Assert.Equal(Standing.Closed, _breaker.Standing);    // 19 are too few
        Fail(1);
        Assert.Equal(Standing.Open, _breaker.Standing);
        Assert.StartsWith("50 % of 20 attempts failed within a minute", _breaker.Read().Why);
    }

    [Fact]
    public void Failures_AThirdOfAMinutesAttempts_DoNotTrip()
    {
        for (var i = 0; i < 40; i++)
        {
            Pass();
            Pass();
            Fail(1);
        }

        Assert.Equal(Standing.Closed, _breaker.Standing);
        Assert.Equal((120, 0.3333), (_breaker.Recent.Ended, Math.Round(_breaker.Recent.ErrorRate, 4)));
        Assert.True(_breaker.MayBeOutlier);
    }

    [Fact]
    public void Verdict_None_NeverCounts()
    {
        for (var i = 0; i < 100; i++)
        {
            _breaker.End(_breaker.Begin(), Verdict.None, code: "cancelled");
        }

        Assert.Equal((Standing.Closed, 0), (_breaker.Standing, _breaker.Recent.Ended));
    }

    [Fact]
    public void Busy_WithoutARetryAfter_CountsHalf()
    {
        for (var i = 0; i < 19; i++)
        {
            Busy();
        }

        Assert.Equal(Standing.Closed, _breaker.Standing);
        Busy();
        Assert.Equal(Standing.Open, _breaker.Standing);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(86_400, 60)]
    public void Limited_CoolsAsLongAsItSaysUpToAMinute(int said, int cooled)
    {
        _breaker.End(_breaker.Begin(), Verdict.Limited, retryAfter: TimeSpan.FromSeconds(said));

        Assert.Equal((Standing.Closed, true), (_breaker.Standing, _breaker.IsCooling));
        Assert.Equal((AilmentRank.RateLimited, TimeSpan.FromSeconds(cooled)), (_breaker.Ailment!.Rank, _breaker.Ailment.Left));
        _time.Advance(TimeSpan.FromSeconds(cooled));
        Assert.Null(_breaker.Ailment);
        Assert.False(_breaker.IsCooling);
    }

    [Fact]
    public void Probe_Passed_ClosesAndForgets()
    {
        Trip();
        var probe = Probe();
        Assert.StartsWith("breaker half-open, another request probes", _breaker.Ailment!.Reason);
        _breaker.End(probe, Verdict.Passed);

        Assert.Equal((Standing.Closed, null), (_breaker.Standing, _breaker.Read().Why));
        Fail(4);
        Assert.Equal(Standing.Closed, _breaker.Standing);
    }

    [Fact]
    public void Probe_Failed_OpensForTwiceAsLong()
    {
        Trip();
        _breaker.End(Probe(), Verdict.Failed, code: "upstream_timeout");
        Assert.Equal(TimeSpan.FromSeconds(4), _breaker.Read().Left);
        Assert.Equal("the last probe failed with upstream_timeout", _breaker.Read().Why);
    }

    [Theory]
    [InlineData("None")]
    [InlineData("Limited")]
    public void Probe_EndedUndecided_LetsTheNextProbe(string verdict)
    {
        Trip();
        _breaker.End(Probe(), Enum.Parse<Verdict>(verdict), retryAfter: TimeSpan.FromSeconds(1));
        Assert.Equal(Standing.HalfOpen, _breaker.Standing);
        Assert.NotEqual(0, _breaker.Begin().Permit);
    }

    [Fact]
    public void Attempts_BegunBeforeTheTrip_NeitherCloseNorLengthenIt()
    {
        var good = _breaker.Begin();
        var bad = _breaker.Begin();
        Trip();
        _breaker.End(good, Verdict.Passed);
        _breaker.End(bad, Verdict.Failed, code: "upstream_error");
        Assert.Equal((Standing.Open, TimeSpan.FromSeconds(2)), (_breaker.Standing, _breaker.Read().Left));
    }

    [Fact]
    public void Attempt_OfOneWithNobodyElseToAsk_ClosesItByASuccess()
    {
        Trip();
        _breaker.End(_breaker.Begin(), Verdict.Passed);
        Assert.Equal(Standing.Closed, _breaker.Standing);
    }

    [Fact]
    public void FirstTokens_HalfOfThemFarSlowerThanUsual_Trip()
    {
        Stream(400, 40);
        _time.Advance(TimeSpan.FromMinutes(1));
        Stream(400, 9);
        Stream(6_000, 10);
        Assert.Equal(Standing.Closed, _breaker.Standing);
        Stream(6_000, 1);
        Assert.Equal(Standing.Open, _breaker.Standing);
        Assert.StartsWith("11 of 20 first tokens came after more than 5.0 s", _breaker.Read().Why);
    }

    [Theory]
    [InlineData(400, 4_900)]
    [InlineData(20_000, 60_000)]
    public void FirstTokens_WithinFiveTimesTheUsualOrFiveSeconds_AreNotSlow(int usual, int later)
    {
        Stream(usual, 40);
        _time.Advance(TimeSpan.FromMinutes(1));
        Stream(later, 30);
        Assert.Equal(Standing.Closed, _breaker.Standing);
    }

    [Fact]
    public void Probe_SlowAfterATripForSlowness_OpensAgainUntilSlowIsTheUsual()
    {
        Stream(400, 40);
        _time.Advance(TimeSpan.FromMinutes(1));
        Stream(60_000, 20);
        Assert.Equal(Standing.Open, _breaker.Standing);

        var probes = 0;
        while (_breaker.Standing != Standing.Closed && probes < 100)
        {
            _breaker.End(Probe(), Verdict.Passed, firstTokenMs: 60_000);
            probes++;
        }

        Assert.InRange(probes, 2, 30);
    }

    [Fact]
    public void CutShort_OfItself_CountsOnceAnEpisode()
    {
        Trip();
        _breaker.CutShort(cameBack: false);
        Assert.Equal(Standing.HalfOpen, _breaker.Standing);
        _breaker.End(_breaker.Begin(), Verdict.Failed, code: "upstream_error");
        _breaker.CutShort(cameBack: false);
        Assert.Equal(Standing.Open, _breaker.Standing);
        _breaker.CutShort(cameBack: true);
        Assert.Equal(Standing.HalfOpen, _breaker.Standing);
    }

    [Fact]
    public async Task Begin_ByManyAtOnce_GivesOnePermit()
    {
        Trip();
        _time.Advance(Breaker.FirstCooldown);
        var permits = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 1_000; i++)
            {
                if (_breaker.Begin().Permit != 0)
                {
                    Interlocked.Increment(ref permits);
                }
            }
        })));
        Assert.Equal(1, permits);
    }

    private void Trip() => Fail(5);

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _breaker.End(_breaker.Begin(), Verdict.Failed, code: "upstream_error");
        }
    }

    private void Pass() => _breaker.End(_breaker.Begin(), Verdict.Passed);

    private void Busy() => _breaker.End(_breaker.Begin(), Verdict.Busy, code: "rate_limit");

    private void Stream(int firstTokenMs, int times)
    {
        for (var i = 0; i < times; i++)
        {
            _breaker.End(_breaker.Begin(), Verdict.Passed, firstTokenMs);
        }
    }

    private Pass Probe()
    {
        _time.Advance(_breaker.Read().Left);
        return _breaker.Begin();
    }
}
