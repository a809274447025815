using System.Globalization;

namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>What one payer may spend in one period: the unit in which replicas share money.</summary>
/// <param name="Payer">His id among those of his scope.</param>
/// <param name="Number">The period's, as <see cref="BudgetPeriods.NumberOf"/> counts them.</param>
public readonly record struct Pot(BudgetScope Scope, string Payer, BudgetPeriod Period, long Number)
{
    /// <summary>A request belongs to the period it came in, and may end in the next.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromHours(2);

    /// <summary>The payer that is the organisation.</summary>
    public const string Organisation = "";

    /// <summary>The payer that is one of a key's end users. A hash has no colon.</summary>
    public static string UserOf(string key, string user) => $"{user}:{key}";

    /// <summary>When nobody asks for it any more.</summary>
    public static DateTimeOffset EndOf(BudgetPeriod period, DateTimeOffset at) => period.EndOf(at) + Late;

    /// <summary>As the books call it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{"otku"[(int)Scope]}:{"hdm"[(int)Period]}:{Number}:{Payer}");
}
