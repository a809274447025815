namespace Bascule.Engine.Limits;

/// <summary>How much came in the last sixty seconds, requests or tokens, counted by the second.</summary>
public sealed class SlidingMinute(TimeProvider time)
{
    /// <summary>Of a minute.</summary>
    public const int Seconds = 60;

    private readonly Lock _gate = new();    // held for some sixty additions
    private readonly int[] _counts = new int[Seconds];
    private long _second = -1;
    private int _sum;

    /// <summary>Counts one request if that stays within <paramref name="most"/>; says what is left and when the next second falls out.</summary>
    public bool TryTake(int most, out int left, out TimeSpan wait) => TryTake(most, out _, out left, out wait);

    /// <summary>As above; says under which second it is counted too, for <see cref="Settle"/>.</summary>
    public bool TryTake(int most, out long second, out int left, out TimeSpan wait)
    {
        lock (_gate)
        {
            Move();
            var taken = _sum < most;
            if (taken)
            {
                Count(_second, 1);
            }

            second = _second;
            left = Math.Max(0, most - _sum);
            wait = UntilOldest();
            return taken;
        }
    }

    /// <summary>Counts an amount if it stays within <paramref name="most"/>, and says under which second, for <see cref="Settle"/>. More than the whole minute is as much as the whole of it.</summary>
    public bool TryTake(int most, int amount, out long second, out int left, out TimeSpan wait)
    {
        lock (_gate)
        {
            wait = Until(most, amount);
            if (wait == TimeSpan.Zero)
            {
                Count(_second, amount);
            }

            (second, left) = (_second, Math.Max(0, most - _sum));
            return wait == TimeSpan.Zero;
        }
    }

    /// <summary>When the next second falls out; zero: nothing is counted.</summary>
    public TimeSpan Reset
    {
        get
        {
            lock (_gate)
            {
                Move();
                return UntilOldest();
            }
        }
    }

    /// <summary>How long until <paramref name="amount"/> more stay within <paramref name="most"/>; zero: they do now. More than the whole of it is as much as the whole.</summary>
    public TimeSpan Until(int most, int amount)
    {
        lock (_gate)
        {
            Move();
            var sum = _sum - most + Math.Min(amount, most);
            for (var age = Seconds - 1; age >= 0 && sum > 0; age--)
            {
                sum -= _counts[Slot(_second - age)];
                if (sum <= 0)
                {
                    return TimeSpan.FromSeconds(Seconds - age);
                }
            }

            return TimeSpan.Zero;
        }
    }

    /// <summary>Counts an amount whatever the limit is, and says under which second, for <see cref="Settle"/>.</summary>
    public long Take(int amount)
    {
        lock (_gate)
        {
            Move();
            Count(_second, amount);
            return _second;
        }
    }

    /// <summary>Puts the true amount in the place of the one taken. What has left the window is gone; what was more than taken counts now.</summary>
    public void Settle(long second, int taken, int really)
    {
        lock (_gate)
        {
            Move();
            if (_second - second < Seconds)
            {
                Count(second, Math.Max(really - taken, -_counts[Slot(second)]));
            }
            else if (really > taken)
            {
                Count(_second, really - taken);
            }
        }
    }

    /// <summary>What is counted now.</summary>
    public int Sum
    {
        get
        {
            lock (_gate)
            {
                Move();
                return _sum;
            }
        }
    }

    /// <summary>What is counted by the second, the oldest first and the present one last, into room for all of them.</summary>
    public void CopyTo(Span<int> seconds)
    {
        lock (_gate)
        {
            Move();
            for (var i = 0; i < Seconds; i++)
            {
                seconds[i] = _counts[Slot(_second - (Seconds - 1 - i))];
            }
        }
    }

    /// <summary>Counts such seconds besides.</summary>
    public void Add(ReadOnlySpan<int> seconds)
    {
        lock (_gate)
        {
            Move();
            for (var i = 0; i < Seconds; i++)
            {
                Count(_second - (Seconds - 1 - i), seconds[i]);
            }
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

    private static long Slot(long second) => (second + Seconds) % Seconds;

    private void Count(long second, int amount)
    {
        amount = Math.Min(amount, int.MaxValue - _sum);    // a sum that no limit reaches need not grow further
        _counts[Slot(second)] += amount;
        _sum += amount;
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
            if (_counts[Slot(_second - age)] > 0)
            {
                return TimeSpan.FromSeconds(Seconds - age);
            }
        }

        return TimeSpan.Zero;
    }
}
