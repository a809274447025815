using Bascule.Engine.Limits.Budgets.Leasing;

namespace Bascule.Engine.Limits.Budgets;

/// <summary>
/// What one organisation, team, key or end user has spent in the periods that run, and what attempts under way have reserved of them. Hours, days and months are all counted, so that a budget
/// that is new, or is for another period than before, knows what was spent before it.
/// </summary>
/// <param name="teller">Tells other replicas what is spent, and leases what may be; null: this process alone counts.</param>
/// <param name="payer">Whose it is, among those of the scope.</param>
internal sealed class Spending(Teller? teller = null, BudgetScope scope = default, string payer = "")
{
    /// <summary>For each kind of period two, by the parity of their numbers: a request belongs to the one it came in, and may end in the next.</summary>
    private readonly PeriodCount[] _counts = teller is null ? new PeriodCount[6] : [];
    private readonly Lease?[] _leases = teller is null ? [] : new Lease?[6];    // the same of one that is shared
    private DateTimeOffset _leasedUntil;
    private bool _forgotten;

    /// <summary>Held for some additions, never over an await. Several are entered in the order organisation, team, key, end user.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The only period that is counted where it is shared: end users are many. Null: all are.</summary>
    public BudgetPeriod? Only { get; set; }

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

            if (teller is not null)
            {
                return _forgotten = _leases.All(static lease => lease is null or { IsEmpty: true });
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
        if (teller is not null)
        {
            return LeaseOf_NeedsLock(period, at) is { } lease ? (lease.Spent, lease.ReservedByAll) : (0, 0);
        }

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

    /// <summary>What this replica holds of the period that a moment lies in. Null: that is long over, or is not counted.</summary>
    public Lease? LeaseOf_NeedsLock(BudgetPeriod period, DateTimeOffset at)
    {
        var number = period.NumberOf(at);
        ref var lease = ref _leases[((int)period * 2) + (int)(number & 1)];
        if (lease is null || lease.Pot.Number < number)
        {
            lease = new Lease(new Pot(scope, payer, period, number), Pot.EndOf(period, at), Gate);
        }

        return lease.Pot.Number == number ? lease : null;
    }

    private void Move(BudgetPeriod period, DateTimeOffset at, long spent, long reserved)
    {
        if (teller is not null)
        {
            MoveLease(period, at, spent, reserved);
            return;
        }

        ref var count = ref Of(period, at);
        if (count.Number == period.NumberOf(at))
        {
            count.Spent = Sum(count.Spent, spent);
            count.Reserved = Sum(count.Reserved, reserved);
        }
    }

    private void MoveLease(BudgetPeriod period, DateTimeOffset at, long spent, long reserved)
    {
        if ((Only is { } only && only != period) || LeaseOf_NeedsLock(period, at) is not { } lease)
        {
            return;
        }

        lease.Settle(spent);
        lease.Reserve(reserved);
        if (lease.IsDirty)
        {
            teller!.Till.Note_NeedsLock(lease);
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
