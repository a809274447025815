using Bascule.Engine.Limits.Budgets.Leasing;

namespace Bascule.Engine.Limits.Budgets;

/// <summary>One of the places that a request's money comes out of.</summary>
/// <param name="Spending">What is spent and reserved there.</param>
/// <param name="Budget">What may be, or null.</param>
/// <param name="Scope">Whose it is.</param>
/// <param name="Name">As messages say it: <c>of the team 'search'</c>.</param>
internal sealed record Pocket(Spending Spending, BudgetOptions? Budget, BudgetScope Scope, string Name)
{
    /// <summary>What this replica holds of it; null: nothing bounds it, or its period is long over.</summary>
    public Lease? LeaseOf_NeedsLock(DateTimeOffset at) => Budget is { } budget ? Spending.LeaseOf_NeedsLock(budget.Per, at) : null;

    public BudgetState StateAt(DateTimeOffset now)
    {
        var (spent, reserved) = Spending.Read(Budget!.Per, now);
        return new BudgetState(Scope, Budget, spent, reserved, Budget.Per.EndOf(now));
    }
}

/// <summary>How one budget stands, in nano-dollars.</summary>
/// <param name="Renews">When the next period begins.</param>
public sealed record BudgetState(BudgetScope Scope, BudgetOptions Budget, long Spent, long Reserved, DateTimeOffset Renews)
{
    /// <summary>What a new request may still cost.</summary>
    public long Left => Math.Max(0, Budget.Nano - Spent - Reserved);
}
