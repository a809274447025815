using Bascule.Engine.Conversation;
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

    internal Purse(BudgetHolder holder, Pocket[] pockets)
    {
        (Holder, _pockets) = (holder, pockets);
        HasBudget = pockets.Any(static pocket => pocket.Budget is not null);
    }

    /// <summary>Whose it is.</summary>
    public BudgetHolder Holder { get; }

    /// <summary>Something bounds what may be spent.</summary>
    public bool HasBudget { get; }

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

    /// <summary>The same without whoever asks: what the operator himself wants comes out of the organisation's money alone.</summary>
    public Purse OfOrganisation() => _pockets.Length == 1 ? this : new Purse(new BudgetHolder(null, null, null, null, null, Holder.Organisation), _pockets[..1]);

    /// <summary>The same with an end user's budget besides.</summary>
    internal Purse With(Pocket user) => new(Holder, [.. _pockets, user]);

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
