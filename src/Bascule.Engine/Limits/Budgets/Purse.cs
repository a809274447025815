using Bascule.Engine.Conversation;
using Bascule.Engine.Limits.Budgets.Leasing;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Limits.Budgets;

/// <summary>
/// The budgets that one caller's money comes out of, from the organisation's down to the end user's. What is spent and what attempts under way may cost at most never exceeds any of them:
/// a reservation is made in all or in none.
/// </summary>
public sealed class Purse
{
    /// <summary>When asking again is worth it while answers under way may give some back.</summary>
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(2);

    private readonly Pocket[] _pockets;
    private readonly Teller? _teller;

    /// <param name="teller">Shares the budgets with other replicas; null: this process alone counts.</param>
    internal Purse(BudgetHolder holder, Pocket[] pockets, Teller? teller = null)
    {
        (Holder, _pockets, _teller) = (holder, pockets, teller);
        HasBudget = pockets.Any(static pocket => pocket.Budget is not null);
    }

    /// <summary>Whose it is.</summary>
    public BudgetHolder Holder { get; }

    /// <summary>Something bounds what may be spent.</summary>
    public bool HasBudget { get; }

    /// <summary>Replicas share the budgets: <see cref="ReserveLeased"/> reserves.</summary>
    internal bool IsShared => _teller is not null;

    /// <summary>Reserves what an attempt may cost, with as long an answer as fits.</summary>
    /// <param name="worst">What it may cost.</param>
    /// <param name="wanted">The longest answer, in tokens.</param>
    /// <param name="least">An answer that may be only shorter is not worth asking for.</param>
    /// <param name="at">When the request came: it belongs to the periods of that moment.</param>
    /// <param name="granted">The longest answer that is paid for.</param>
    /// <param name="nano">What was reserved, to be given back by <see cref="Settle"/>, once.</param>
    /// <returns>Null, or why not; then nothing is reserved.</returns>
    public Failure? Reserve(in WorstCase worst, long wanted, long least, DateTimeOffset at, out long granted, out long nano)
    {
        var (tight, left, mayFree) = (-1, long.MaxValue, true);
        Enter();
        try
        {
            for (var i = 0; i < _pockets.Length; i++)
            {
                if (_pockets[i].Budget is { } budget)
                {
                    var (spent, reserved) = _pockets[i].Spending.Read_NeedsLock(budget.Per, at);
                    mayFree &= worst.NanoOf(least) <= budget.Nano - spent;
                    if (budget.Nano - spent - reserved is var rest && rest < left)
                    {
                        (tight, left) = (i, rest);
                    }
                }
            }

            granted = worst.LongestFor(left, wanted);
            nano = granted >= least ? worst.NanoOf(granted) : 0;
            if (granted >= least)
            {
                Move_NeedsLock(at, 0, nano);
                return null;
            }
        }
        finally
        {
            Exit();
        }

        return Over(_pockets[tight], Math.Max(0, left), worst.NanoOf(least), mayFree, at);
    }

    /// <summary>Reserves a small sum beside the attempts, at once or not at all: nobody waits for it. It is given back by <see cref="Settle"/>, once.</summary>
    internal bool TryReserve(long nano, DateTimeOffset at)
    {
        Enter();
        try
        {
            foreach (var pocket in _pockets)
            {
                if (!HasRoom_NeedsLock(pocket, nano, at))
                {
                    return false;
                }
            }

            Move_NeedsLock(at, 0, nano);
            return true;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>As <see cref="Reserve"/>, of what this replica has leased. Null: it is reserved. Else it waits for <see cref="AskAsync"/>.</summary>
    internal Asking? ReserveLeased(in WorstCase worst, long wanted, long least, DateTimeOffset at, out long nano)
    {
        var (lends, ticks, rest) = (_teller!.Lends, _teller.Time.GetTimestamp(), long.MaxValue);
        Enter();
        try
        {
            foreach (var pocket in _pockets)
            {
                if (pocket.LeaseOf_NeedsLock(at) is { } lease)
                {
                    (lease.Budget, lease.Used) = (pocket.Budget!.Nano, ticks);
                    rest = Math.Min(rest, lends ? lease.Rest(lease.Budget) : -1);
                }
            }

            nano = worst.NanoOf(wanted);
            if (nano <= rest)
            {
                Move_NeedsLock(at, 0, nano);
                WishForMore_NeedsLock(at);
                return null;
            }

            nano = 0;
            var asking = new Asking(this, worst, wanted, least, at);
            foreach (var pocket in _pockets)
            {
                if (pocket.LeaseOf_NeedsLock(at) is { } lease)
                {
                    asking.Hold_NeedsLock(pocket, lease, lends);
                }
            }

            return asking;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Waits for what the books grant. Null: it is reserved, as <see cref="Asking.Nano"/> says.</summary>
    internal Task<Failure?> AskAsync(Asking asking, CancellationToken cancel) => _teller!.AskAsync(asking, cancel);

    /// <summary>Puts a grant, which the leases hold, in the place of what was kept for it.</summary>
    /// <param name="keeps">Whoever asked still wants it.</param>
    internal Failure? Take(Asking asking, long grant, bool keeps, in WorstCase worst, long wanted, long least, DateTimeOffset at)
    {
        Enter();
        try
        {
            asking.LetGo_NeedsLock(held: keeps, grant);
            return !keeps ? null : grant >= 0 ? Got_NeedsLock(asking, grant, worst, wanted, at) : Over_NeedsLock(asking, worst.NanoOf(least), at);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Takes what this replica has leased, since the books can't be asked.</summary>
    internal Failure? TakeAlone(Asking asking, in WorstCase worst, long wanted, long least, DateTimeOffset at)
    {
        var lends = _teller!.Lends;
        Enter();
        try
        {
            asking.LetGo_NeedsLock(held: true);
            var needed = worst.NanoOf(least);
            var rest = lends ? asking.Shares.Min(static share => share.Lease.Rest(share.Lease.Budget)) : -1;
            return worst.LongestFor(rest, wanted) >= least ? Got_NeedsLock(asking, rest, worst, wanted, at)
                : asking.Shares.Any(share => needed > share.Lease.Budget - share.Lease.Spent) ? Over_NeedsLock(asking, needed, at)
                : Treasury.Uncounted;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Lets go of what was kept for who no longer asks.</summary>
    internal void LetGo(Asking asking)
    {
        Enter();
        asking.LetGo_NeedsLock(held: true);
        Exit();
    }

    /// <summary>Puts what an attempt cost in the place of what was reserved for it.</summary>
    /// <param name="at">When its request came.</param>
    public void Settle(DateTimeOffset at, long reserved, long cost)
    {
        if (reserved == 0 && cost == 0)
        {
            return;
        }

        Enter();
        try
        {
            Move_NeedsLock(at, cost, -reserved);
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>How each budget stands at this moment; what has no budget is not among them.</summary>
    public IReadOnlyList<BudgetState> States(DateTimeOffset now) => [.. _pockets.Where(static pocket => pocket.Budget is not null).Select(pocket => pocket.StateAt(now))];

    /// <summary>The leases behind <see cref="States"/>; none where nothing is shared.</summary>
    internal IEnumerable<Lease> Leases(DateTimeOffset now)
    {
        if (_teller is null)
        {
            return [];
        }

        Enter();
        try
        {
            return [.. _pockets.Select(pocket => pocket.LeaseOf_NeedsLock(now)).OfType<Lease>()];
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>The same without whoever asks: what the operator himself wants comes out of the organisation's money alone.</summary>
    public Purse OfOrganisation() => _pockets.Length == 1 ? this : new Purse(new BudgetHolder(null, null, null, null, null, Holder.Organisation), _pockets[..1], _teller);

    /// <summary>The same with an end user's budget besides.</summary>
    internal Purse With(Pocket user) => new(Holder, [.. _pockets, user], _teller);

    private void Enter()
    {
        foreach (var pocket in _pockets)
        {
            pocket.Spending.Gate.Enter();
        }
    }

    private void Exit()
    {
        foreach (var pocket in _pockets)
        {
            pocket.Spending.Gate.Exit();
        }
    }

    private void Move_NeedsLock(DateTimeOffset at, long spent, long reserved)
    {
        foreach (var pocket in _pockets)
        {
            pocket.Spending.Move_NeedsLock(at, spent, reserved);
        }
    }

    private bool HasRoom_NeedsLock(Pocket pocket, long nano, DateTimeOffset at)
    {
        if (_teller is null)
        {
            return pocket.Budget is not { } budget || (pocket.Spending.Read_NeedsLock(budget.Per, at) is var (spent, reserved) && nano <= budget.Nano - spent - reserved);
        }

        if (pocket.LeaseOf_NeedsLock(at) is not { } lease)
        {
            return true;
        }

        (lease.Budget, lease.Used) = (pocket.Budget!.Nano, _teller.Time.GetTimestamp());
        return _teller.Lends && nano <= lease.Rest(lease.Budget);
    }

    private Failure? Got_NeedsLock(Asking asking, long grant, in WorstCase worst, long wanted, DateTimeOffset at)
    {
        var granted = worst.LongestFor(grant, wanted);
        asking.Got(granted, worst.NanoOf(granted));
        Move_NeedsLock(at, 0, asking.Nano);
        return null;
    }

    /// <summary>Leases that run low are filled up with the next sentence.</summary>
    private void WishForMore_NeedsLock(DateTimeOffset at)
    {
        foreach (var pocket in _pockets)
        {
            if (pocket.LeaseOf_NeedsLock(at) is { IsWished: false } lease && lease.IsLow(_teller!.Replicas))
            {
                lease.IsWished = true;
                _teller.Till.Note_NeedsLock(lease);
            }
        }
    }

    private static Failure Over_NeedsLock(Asking asking, long needed, DateTimeOffset at)
    {
        var tight = asking.Shares.MinBy(static share => share.Lease.Reach(share.Lease.Budget));
        var mayFree = asking.Shares.All(share => needed <= share.Lease.Budget - share.Lease.Spent);
        return Over(tight.Pocket, Math.Max(0, tight.Lease.Reach(tight.Lease.Budget)), needed, mayFree, at);
    }

    /// <summary>What all others spend is not the caller's to know: of the organisation's budget only its name is told.</summary>
    private static Failure Over(Pocket pocket, long left, long needed, bool mayFree, DateTimeOffset at)
    {
        var budget = pocket.Budget!;
        var figures = pocket.Scope != BudgetScope.Organisation ? $" of USD {Money.ToText(budget.Nano)} a {budget.Per.ToWord()} has USD {Money.ToText(left)} left, and this request may cost USD {Money.ToText(needed)}." : " has no room for this request.";
        return new Failure(Blame.Caller, FailureKind.Limit, "budget_exceeded", $"The budget {pocket.Name}{figures}")
        {
            Mend = mayFree ? "Requests under way hold some of it: try again soon." : $"It begins anew at {BudgetPeriods.ToText(budget.Per.EndOf(at))}; until then a shorter request or a smaller limit on the answer may fit.",
            RetryAfter = mayFree ? SoonAgain : null,
            IsOfCandidate = true,
            IsLasting = true,
            IsOurs = true,
        };
    }
}
