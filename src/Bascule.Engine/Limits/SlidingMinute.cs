namespace Bascule.Engine.Limits;

/// <summary>How many requests came in the last sixty seconds, counted by the second.</summary>
public sealed class SlidingMinute(TimeProvider time)
{
    private const int Seconds = 60;

    private readonly Lock _gate = new();    // held for some sixty additions
    private readonly int[] _counts = new int[Seconds];
    private long _second = -1;
    private int _sum;

    /// <summary>Counts one request if that stays within <paramref name="most"/>; says what is left and when the next second falls out.</summary>
    public bool TryTake(int most, out int left, out TimeSpan wait)
    {
        lock (_gate)
        {
            Move();
            var taken = _sum < most;
            if (taken)
            {
                _counts[_second % Seconds]++;
                _sum++;
            }

            left = Math.Max(0, most - _sum);
            wait = UntilOldest();
            return taken;
        }
    }

    /// <summary>How many of <paramref name="most"/> are left now.</summary>
    public int Left(int most)
    {
        lock (_gate)
        {
            Move();
            return Math.Max(0, most - _sum);
        }
    }

    /// <summary>Nothing was counted in the last minute.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                Move();
                return _sum == 0;
            }
        }
    }

    private void Move()
    {
        var now = time.GetTimestamp() / time.TimestampFrequency;
        if (now - _second >= Seconds || _second < 0)
        {
            Array.Clear(_counts);
            _sum = 0;
        }
        else
        {
            for (var second = _second + 1; second <= now; second++)
            {
                _sum -= _counts[second % Seconds];
                _counts[second % Seconds] = 0;
            }
        }

        _second = now;
    }

    private TimeSpan UntilOldest()
    {
        for (var age = Seconds - 1; age >= 0; age--)
        {
            if (_counts[(_second - age + Seconds) % Seconds] > 0)
            {
                return TimeSpan.FromSeconds(Seconds - age);
            }
        }

        return TimeSpan.Zero;
    }
}
