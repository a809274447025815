namespace Bascule.Engine.Resilience.Breakers;

/// <summary>What ended within the last minute, in twelve buckets of five seconds. Not safe by itself: its owner holds a lock.</summary>
internal sealed class SlidingWindow(TimeProvider time)
{
    /// <summary>Long enough for a rate at a few requests a second, short enough that an outage is soon forgotten.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    private const int Buckets = 12;

    private readonly Figures[] _buckets = new Figures[Buckets];
    private Figures _sum;
    private long _newest;

    /// <summary>The sums over the window.</summary>
    public Figures Sum
    {
        get
        {
            Roll();
            return _sum;
        }
    }

    public void Add(in Figures ended)
    {
        Roll();
        _buckets[_newest % Buckets] += ended;
        _sum += ended;
    }

    public void Clear()
    {
        Array.Clear(_buckets);
        _sum = default;
    }

    private void Roll()
    {
        var now = time.GetElapsedTime(0, time.GetTimestamp()).Ticks / (Length.Ticks / Buckets);
        for (var steps = Math.Min(now - _newest, Buckets); steps > 0; steps--)
        {
            var oldest = (now - steps + 1) % Buckets;
            _sum -= _buckets[oldest];
            _buckets[oldest] = default;
        }

        _newest = Math.Max(now, _newest);
    }

    /// <summary>Attempts that ended, half failures among them (a failure is two), streams whose first token was timed, slow ones among them.</summary>
    public readonly record struct Figures(int Ended, int Halves, int Timed, int Slow)
    {
        /// <summary>The share that failed, 0 to 1.</summary>
        public double ErrorRate => Ended == 0 ? 0 : Halves / 2.0 / Ended;

        public static Figures operator +(Figures a, Figures b) => new(a.Ended + b.Ended, a.Halves + b.Halves, a.Timed + b.Timed, a.Slow + b.Slow);

        public static Figures operator -(Figures a, Figures b) => new(a.Ended - b.Ended, a.Halves - b.Halves, a.Timed - b.Timed, a.Slow - b.Slow);
    }
}
