namespace Bascule.Engine.Resilience;

/// <summary>How fast a deployment is just now: the peak-sensitive moving average of its first-token time, and the moving average of its tokens per second.</summary>
public sealed class Pace(TimeProvider time)
{
    /// <summary>A slow answer counts at once and whole; better ones bring the average down with this time constant.</summary>
    private static readonly TimeSpan Decay = TimeSpan.FromSeconds(10);

    /// <summary>What is older is known no more: who was slow a minute ago may have recovered.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(60);

    /// <summary>Where nothing is known one caller tries, and the others wait this long for what he learns.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);

    /// <summary>A failure is not fast, however soon it comes.</summary>
    private const int LeastFailureMs = 5_000;

    private readonly Lock _gate = new();    // held for some arithmetic
    private double? _firstTokenMs, _tokensPerSecond;
    private long _told = long.MinValue;
    private long _tried = long.MinValue;

    /// <summary>Takes what an attempt came to. Failures of the caller and cancelled ones tell nothing.</summary>
    public void Observe(AttemptReport attempt)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var fall = _told == long.MinValue ? 1 : 1 - Math.Exp(-time.GetElapsedTime(_told, now) / Decay);
            if (attempt.Failure is not null)
            {
                _firstTokenMs = Math.Max(_firstTokenMs ?? 0, Math.Max(attempt.TotalMs, LeastFailureMs));
            }
            else if (attempt is { Streamed: true, FirstTokenMs: { } first })
            {
                _firstTokenMs = _firstTokenMs is { } before && before > first ? before + Math.Max(fall, 0.05) * (first - before) : first;
                Speed(attempt.Usage.Output, attempt.TotalMs - first, fall);
            }
            else
            {
                Speed(attempt.Usage.Output, attempt.TotalMs, fall);    // a whole answer's time is all there is
            }

            _told = now;
        }
    }

    /// <summary>The figures of now; null: nothing is known, or nothing new enough.</summary>
    public PaceFigures Read()
    {
        lock (_gate)
        {
            return IsFresh_NeedsLock ? new PaceFigures(_firstTokenMs, _tokensPerSecond) : default;
        }
    }

    /// <summary>Whether this caller may be the one who finds out how fast it is.</summary>
    /// <param name="take">Takes the turn; false only asks.</param>
    public bool TryTurn(bool take)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (IsFresh_NeedsLock || (_tried != long.MinValue && time.GetElapsedTime(_tried, now) < Turn))
            {
                return false;
            }

            _tried = take ? now : _tried;
            return true;
        }
    }

    private bool IsFresh_NeedsLock => _told != long.MinValue && time.GetElapsedTime(_told) < Fresh;

    private void Speed(long? output, int ms, double fall)
    {
        if (output is > 0 && ms > 0)
        {
            var speed = output.Value * 1000.0 / ms;
            _tokensPerSecond = _tokensPerSecond is { } before ? before + Math.Max(fall, 0.05) * (speed - before) : speed;
        }
    }
}

/// <summary>How fast a deployment is now; null: not known.</summary>
public readonly record struct PaceFigures(double? FirstTokenMs, double? TokensPerSecond)
{
    public bool IsKnown => FirstTokenMs is not null || TokensPerSecond is not null;

    /// <summary>How long an answer of so many tokens takes.</summary>
    public double ExpectedMs(long tokens) => (FirstTokenMs ?? 0) + (TokensPerSecond is { } speed ? tokens * 1000 / speed : 0);
}
