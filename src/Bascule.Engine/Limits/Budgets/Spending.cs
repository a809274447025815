namespace Bascule.Engine.Limits.Budgets;

/// <summary>
/// What one organisation, team, key or end user has spent in the periods that run, and what attempts under way have reserved of them. Hours, days and months are all counted, so that a budget
/// that is new, or is for another period than before, knows what was spent before it.
/// </summary>
internal sealed class Spending
{
    /// <summary>For each kind of period two, by the parity of their numbers: a request belongs to the one it came in, and may end in the next.</summary>
    private readonly PeriodCount[] _counts = new PeriodCount[6];
    private DateTimeOffset _leasedUntil;
    private bool _forgotten;

    /// <summary>Held for some additions, never over an await. Several are entered in the order organisation, team, key, end user.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Somebody may add to it until then, and it is not forgotten before. False: it is forgotten, and what is added is lost.</summary>
    public bool TryLease(DateTimeOffset until)
    {
        lock (Gate)
        {
            _leasedUntil = until;
            return !_forgotten;
        }
    }

    /// <summary>Nobody has it, nothing is reserved, and nothing was spent in the periods of this moment: it may go.</summary>
    public bool TryForget(DateTimeOffset now)
    {
        lock (Gate)
        {
            if (now < _leasedUntil)
            {
                return false;
            }

            foreach (var period in Enum.GetValues<BudgetPeriod>())
            {
                var (spent, reserved) = Read_NeedsLock(period, now);
                if (spent != 0 || reserved != 0)
                {
                    return false;
                }
            }

            return _forgotten = true;
        }
    }

    /// <summary>What is spent and what is reserved of the period that a moment lies in.</summary>
    public (long Spent, long Reserved) Read(BudgetPeriod period, DateTimeOffset at)
    {
        lock (Gate)
        {
            return Read_NeedsLock(period, at);
        }
    }

    public (long Spent, long Reserved) Read_NeedsLock(BudgetPeriod period, DateTimeOffset at)
    {
        ref var count = ref Of(period, at);
        return count.Number == period.NumberOf(at) ? (count.Spent, count.Reserved) : (0, 0);
    }

    /// <summary>Adds to what is spent and what is reserved; either may be negative. What lies before the periods that are counted is over and no longer of interest.</summary>
    public void Move_NeedsLock(DateTimeOffset at, long spent, long reserved)
    {
        Move(BudgetPeriod.Hour, at, spent, reserved);
        Move(BudgetPeriod.Day, at, spent, reserved);
        Move(BudgetPeriod.Month, at, spent, reserved);
    }

    /// <summary>Adds what the ledger knows of the period that a moment lies in.</summary>
    public void Add(BudgetPeriod period, DateTimeOffset at, long spent)
    {
        lock (Gate)
        {
            Move(period, at, spent, 0);
        }
    }

    private void Move(BudgetPeriod period, DateTimeOffset at, long spent, long reserved)
    {
        ref var count = ref Of(period, at);
        if (count.Number == period.NumberOf(at))
        {
            count.Spent = Sum(count.Spent, spent);
            count.Reserved = Sum(count.Reserved, reserved);
        }
    }

    /// <summary>The place of a moment's period, made new where an older one stands there.</summary>
    private ref PeriodCount Of(BudgetPeriod period, DateTimeOffset at)
    {
        var number = period.NumberOf(at);
        ref var count = ref _counts[((int)period * 2) + (int)(number & 1)];
        if (count.Number < number)
        {
            count = new PeriodCount { Number = number };
        }

        return ref count;
    }

    /// <summary>A sum past what a number holds stays there: money may not turn negative.</summary>
    private static long Sum(long one, long other) => one > 0 && other > long.MaxValue - one ? long.MaxValue : one + other;

    private struct PeriodCount
    {
        public long Number;
        public long Spent;
        public long Reserved;
    }
}
