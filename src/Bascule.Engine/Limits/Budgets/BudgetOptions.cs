namespace Bascule.Engine.Limits.Budgets;

/// <summary>What may be spent in one period, as the operator wrote it.</summary>
/// <param name="Nano">In nano-dollars, above 0.</param>
/// <param name="Per">How long it is for.</param>
public sealed record BudgetOptions(long Nano, BudgetPeriod Per);
