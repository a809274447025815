namespace Bascule.Engine.Limits.Budgets;

/// <summary>Whose money a request is, and what may be spent of it; null budgets bound nothing.</summary>
/// <param name="KeyId">The key's id; null: nobody is known, and only the organisation pays.</param>
/// <param name="KeyName">What messages call it.</param>
public readonly record struct BudgetHolder(string? KeyId, string? KeyName, BudgetOptions? Key, string? Team, BudgetOptions? TeamBudget, BudgetOptions? Organisation);
