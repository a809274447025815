using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience;
using Bascule.Engine.Tests.Routing.Strategies;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Resilience;

public sealed class PaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Observe_ASlowAnswer_CountsAtOnceAndFadesSlowly()
    {
        var pace = new Pace(_time);
        pace.Observe(Streamed(200, 1200, 100));
        Assert.Equal(new PaceFigures(200, 100), pace.Read());
        _time.Advance(TimeSpan.FromSeconds(1));
        pace.Observe(Streamed(3000, 4000, 100));
        Assert.Equal(3000, pace.Read().FirstTokenMs);
        _time.Advance(TimeSpan.FromSeconds(1));
        pace.Observe(Streamed(200, 1200, 100));
        Assert.InRange(pace.Read().FirstTokenMs!.Value, 2000, 2999);
        _time.Advance(TimeSpan.FromSeconds(40));
        pace.Observe(Streamed(200, 1200, 100));
        Assert.InRange(pace.Read().FirstTokenMs!.Value, 200, 300);
    }

    [Fact]
    public void Read_NothingForAMinute_IsNotKnown()
    {
        var pace = new Pace(_time);
        Assert.False(pace.Read().IsKnown);
        pace.Observe(Streamed(200, 1200, 100));
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(pace.Read().IsKnown);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(pace.Read().IsKnown);
    }

    [Fact]
    public void Observe_AFailure_IsNotFast()
    {
        var pace = new Pace(_time);
        pace.Observe(Streamed(20, 1020, 100));
        pace.Observe(new AttemptReport(Targets.Of("a", time: _time), default) { TotalMs = 1, Failure = new Failure(Blame.Provider, FailureKind.UpstreamError, "upstream_error", "") });
        Assert.Equal(5000, pace.Read().FirstTokenMs);
    }

    [Fact]
    public void Observe_AWholeAnswer_TellsASpeed()
    {
        var pace = new Pace(_time);
        pace.Observe(new AttemptReport(Targets.Of("a", time: _time), default) { TotalMs = 2000, FirstTokenMs = 2000, Usage = new Usage { Output = 100 } });
        Assert.Equal(new PaceFigures(null, 50), pace.Read());
        Assert.Equal(4000, pace.Read().ExpectedMs(200));
    }

    [Fact]
    public void Turn_NotKnown_IsOneCallersUntilItIsOver()
    {
        var pace = new Pace(_time);
        Assert.True(pace.TryTurn(take: false));
        Assert.True(pace.TryTurn(take: true));
        Assert.False(pace.TryTurn(take: true));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(pace.TryTurn(take: true));
        pace.Observe(Streamed(200, 1200, 100));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(pace.TryTurn(take: true));
    }

    private AttemptReport Streamed(int first, int total, long output) =>
        new(Targets.Of("a", time: _time), default) { Streamed = true, FirstTokenMs = first, TotalMs = total, Usage = new Usage { Input = 10, Output = output } };
}
