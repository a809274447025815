namespace Bascule.Engine.Limits.Budgets;

/// <summary>What rows of the ledger sum up to in the hour, the day and the month of one moment, in nano-dollars.</summary>
/// <param name="Key">The key's id; null: nobody's.</param>
/// <param name="User">The end user's hash; null: of all end users, and of none.</param>
/// <param name="OfOperator">What the operator wanted himself, as a shadow: the organisation's alone.</param>
public sealed record SpentBefore(string? Key, string? Team, string? User, bool OfOperator, long Hour, long Day, long Month);
