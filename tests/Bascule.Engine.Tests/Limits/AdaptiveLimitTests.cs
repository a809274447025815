using Bascule.Engine.Limits;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Limits;

public sealed class AdaptiveLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Limit_UsedAndAsFastAsEver_Grows()
    {
        var limit = new AdaptiveLimit(_time);
        Feed(limit, 200, ms: 100, inFlight: 1000);
        Assert.InRange(limit.Limit, 200, AdaptiveLimit.Most);
    }

    [Fact]
    public void Limit_NotUsed_StaysAsItIs()
    {
        var limit = new AdaptiveLimit(_time);
        Feed(limit, 500, ms: 100, inFlight: 3);
        Assert.Equal(AdaptiveLimit.Start, limit.Limit);
    }

    [Fact]
    public void Limit_FirstTokensFarAboveTheirLongAverage_Shrinks()
    {
        var limit = new AdaptiveLimit(_time);
        Feed(limit, 300, ms: 100, inFlight: 3);
        Feed(limit, 40, ms: 2_000, inFlight: 64);
        Assert.InRange(limit.Limit, 1, 20);
    }

    [Fact]
    public void Limit_FirstTokensThatVaryByPrompt_DoesNotShrink()
    {
        var limit = new AdaptiveLimit(_time);
        for (var i = 0; i < 300; i++)
        {
            limit.Succeeded(i % 2 == 0 ? 100 : 250, 64);
        }

        Assert.True(limit.Limit > AdaptiveLimit.Start, $"{limit.Limit}");
    }

    [Fact]
    public void Overloaded_ABurst_IsOneStepAndTheNextSecondAnother()
    {
        var limit = new AdaptiveLimit(_time);
        for (var i = 0; i < 64; i++)
        {
            limit.Overloaded();
        }

        Assert.Equal(48, limit.Limit);
        _time.Advance(TimeSpan.FromSeconds(1));
        limit.Overloaded();
        Assert.Equal(36, limit.Limit);
    }

    [Fact]
    public void Overloaded_ForEver_NeverBelowOneAndRecovers()
    {
        var limit = new AdaptiveLimit(_time);
        for (var i = 0; i < 100; i++)
        {
            limit.Overloaded();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(1, limit.Limit);
        Feed(limit, 10, ms: 100, inFlight: 1);
        Assert.True(limit.Limit > 1);
    }

    [Fact]
    public void Limit_WholeAnswers_TeachNoGradient()
    {
        var limit = new AdaptiveLimit(_time);
        for (var i = 0; i < 100; i++)
        {
            limit.Succeeded(null, 64);
        }

        Assert.True(limit.Limit > AdaptiveLimit.Start);
    }

    private static void Feed(AdaptiveLimit limit, int count, int ms, int inFlight)
    {
        for (var i = 0; i < count; i++)
        {
            limit.Succeeded(ms, inFlight);
        }
    }
}
