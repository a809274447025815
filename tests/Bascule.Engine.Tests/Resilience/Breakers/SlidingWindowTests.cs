using Bascule.Engine.Resilience.Breakers;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Resilience.Breakers;

/// <summary>What counts is what ended within the last minute.</summary>
public sealed class SlidingWindowTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SlidingWindow _window;

    public SlidingWindowTests() => _window = new SlidingWindow(_time);

    [Fact]
    public void Sum_AsTimePasses_ForgetsBucketByBucket()
    {
        _window.Add(new(1, 2, 0, 0));
        _time.Advance(TimeSpan.FromSeconds(30));
        _window.Add(new(3, 0, 2, 1));

        Assert.Equal(new(4, 2, 2, 1), _window.Sum);
        Assert.Equal(0.25, _window.Sum.ErrorRate);
        _time.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(4, _window.Sum.Ended);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(new(3, 0, 2, 1), _window.Sum);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(default, _window.Sum);
    }

    [Fact]
    public void Sum_AfterALongSilence_IsEmpty()
    {
        _window.Add(new(5, 10, 5, 5));
        _time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(default, _window.Sum);
        _window.Add(new(1, 0, 0, 0));
        Assert.Equal(1, _window.Sum.Ended);
    }

    [Fact]
    public void Sum_OfAnyHistory_IsThatOfTheLastBuckets()
    {
        var random = new Random(7);
        var all = new List<(long Bucket, int Ended)>();
        for (var i = 0; i < 2_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(3_000)));
            var ended = random.Next(5);
            var bucket = _time.GetElapsedTime(0, _time.GetTimestamp()).Ticks / TimeSpan.FromSeconds(5).Ticks;
            all.Add((bucket, ended));
            _window.Add(new(ended, 0, 0, 0));
            Assert.Equal(all.Where(one => one.Bucket > bucket - 12).Sum(one => one.Ended), _window.Sum.Ended);
        }
    }
}
