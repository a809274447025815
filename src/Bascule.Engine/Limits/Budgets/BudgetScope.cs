namespace Bascule.Engine.Limits.Budgets;

/// <summary>Whose budget it is, in the order in which they are looked at.</summary>
public enum BudgetScope
{
    Organisation,
    Team,
    Key,
    User,
}
