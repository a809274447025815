using Bascule.Engine.Resilience.Breakers;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Resilience.Breakers;

/// <summary>What a breaker makes of another replica's trouble, and what it tells of its own.</summary>
public sealed class HeedTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
    private readonly List<TimeSpan> _told = [];
    private readonly Breaker _breaker;

    public HeedTests() => _breaker = new Breaker(_time, _told.Add);

    [Fact]
    public void Trip_OfAnother_AloneTripsNothing()
    {
        _breaker.Heed(TimeSpan.Zero);
        Assert.Equal((Standing.Closed, false, true), (_breaker.Standing, _breaker.IsCooling, _breaker.IsWary));
        _time.Advance(Breaker.LongestCooldown);
        Assert.False(_breaker.IsWary);
        Fail();
        Assert.Equal(Standing.Closed, _breaker.Standing);
    }

    [Fact]
    public void Trip_OfAnotherThenAFailureHere_Trips()
    {
        _breaker.Heed(TimeSpan.Zero);
        Fail();
        Assert.Equal("breaker open for another 2.0 s: another replica's breaker tripped, and the next attempt here failed with upstream_error", _breaker.Ailment!.Reason);
        Assert.Equal(TimeSpan.Zero, Assert.Single(_told));
    }

    [Fact]
    public void Trip_OfAnotherAfterAFailureHere_TripsAtOnceAndIsNotToldAgain()
    {
        Fail();
        _breaker.Heed(TimeSpan.Zero);
        Assert.Equal((Standing.Open, true), (_breaker.Standing, _breaker.IsCooling));
        Assert.Empty(_told);
    }

    [Fact]
    public void Trip_OfAnotherThenAnAnswerHere_IsForgotten()
    {
        _breaker.Heed(TimeSpan.Zero);
        _breaker.End(_breaker.Begin(), Verdict.Passed);
        Assert.False(_breaker.IsWary);
        Fail();
        Assert.Equal(Standing.Closed, _breaker.Standing);
    }

    [Fact]
    public void RateLimit_OfAnother_CountsHere()
    {
        _breaker.Heed(TimeSpan.FromSeconds(20));
        Assert.Equal("rate limit: wants 20.0 s more without requests", _breaker.Ailment!.Reason);
        _breaker.Heed(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.FromSeconds(20), _breaker.Read().LimitedFor);
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(_breaker.Ailment);
        Assert.Empty(_told);
    }

    [Fact]
    public void Troubles_OfItsOwn_AreToldOnceEach()
    {
        for (var i = 0; i < 10; i++)
        {
            Fail();
            _breaker.End(_breaker.Begin(), Verdict.Limited, retryAfter: TimeSpan.FromSeconds(30));
        }

        Assert.Equal([TimeSpan.FromSeconds(30), TimeSpan.Zero], _told);
    }

    private void Fail() => _breaker.End(_breaker.Begin(), Verdict.Failed, code: "upstream_error");
}
