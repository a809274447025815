namespace Bascule.Engine.Limits;

/// <summary>
/// How many requests an engine bears at once, learned from its first-token times: where they rise above their long average it has more than it can batch, and the limit
/// shrinks; where the limit is used and they do not, it grows. The gradient of Netflix's concurrency-limits (<c>Gradient2Limit</c>), with a step down for each overload that the engine tells
/// itself. Guarded by its owner.
/// </summary>
internal sealed class AdaptiveLimit(TimeProvider time)
{
    /// <summary>Generous to begin with: a limit that is not needed should not be felt.</summary>
    public const double Start = 64;

    /// <summary>One request always may: without it nothing would be learned again.</summary>
    public const double Least = 1;

    /// <summary>More than any engine batches.</summary>
    public const double Most = 1024;

    /// <summary>First-token times differ by prompt: up to twice the long average is no sign of trouble.</summary>
    private const double Tolerance = 2;

    /// <summary>How much of a step is made.</summary>
    private const double Smoothing = 0.2;

    /// <summary>What an overload leaves of the limit.</summary>
    private const double AfterOverload = 0.75;

    /// <summary>Weights of the latest time in the short and in the long average.</summary>
    private const double ShortWeight = 0.2, LongWeight = 0.005;

    /// <summary>Failures of one burst are one sign, not many.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    private double _limit = Start, _short, _long;
    private long _shrunk = long.MinValue;

    public int Limit => (int)_limit;

    /// <summary>A request came through.</summary>
    /// <param name="firstTokenMs">When its stream began; null: it was none, so its time says as much of its length as of the load.</param>
    /// <param name="inFlight">How many were under way with it.</param>
    public void Succeeded(int? firstTokenMs, int inFlight)
    {
        var gradient = 1.0;
        if (firstTokenMs is { } told)
        {
            var ms = Math.Max(1, told);
            _short = _short == 0 ? ms : _short + ShortWeight * (ms - _short);
            _long = _long == 0 ? ms : _long + LongWeight * (ms - _long);
            if (_long > 2 * _short)
            {
                _long *= 0.95;    // the load is over: what was long is so no more
            }

            gradient = Math.Clamp(Tolerance * _long / _short, 0.5, 1);
        }

        // A limit that is not used says nothing about a higher one.
        if (gradient < 1 || inFlight >= _limit / 2)
        {
            Move(_limit * gradient + Math.Max(4, Math.Sqrt(_limit)) * (gradient < 1 ? 0 : 1));
        }
    }

    /// <summary>The engine said that it is overloaded, or did not answer in time.</summary>
    public void Overloaded()
    {
        var now = time.GetTimestamp();
        if (_shrunk == long.MinValue || time.GetElapsedTime(_shrunk, now) >= Burst)
        {
            _shrunk = now;
            _limit = Math.Max(Least, _limit * AfterOverload);
        }
    }

    private void Move(double aim) => _limit = Math.Clamp(_limit + Smoothing * (aim - _limit), Least, Most);
}
