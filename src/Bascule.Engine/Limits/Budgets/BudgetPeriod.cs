using System.Globalization;

namespace Bascule.Engine.Limits.Budgets;

/// <summary>How long a budget is for. Periods begin on the hour, at midnight or on the first of a month, in UTC.</summary>
public enum BudgetPeriod
{
    Hour,
    Day,
    Month,
}

/// <summary>The calendar of budgets.</summary>
public static class BudgetPeriods
{
    /// <summary>As the config writes it.</summary>
    public static string ToWord(this BudgetPeriod period) => period switch
    {
        BudgetPeriod.Hour => "hour",
        BudgetPeriod.Day => "day",
        _ => "month",
    };

    /// <summary>The period of a word, or null.</summary>
    public static BudgetPeriod? Parse(string? word) => word switch
    {
        "hour" => BudgetPeriod.Hour,
        "day" => BudgetPeriod.Day,
        "month" => BudgetPeriod.Month,
        _ => null,
    };

    /// <summary>The first moment of the period that a moment lies in.</summary>
    public static DateTimeOffset StartOf(this BudgetPeriod period, DateTimeOffset at)
    {
        var utc = at.UtcDateTime;
        return period switch
        {
            BudgetPeriod.Hour => new DateTimeOffset(utc.Year, utc.Month, utc.Day, utc.Hour, 0, 0, TimeSpan.Zero),
            BudgetPeriod.Day => new DateTimeOffset(utc.Year, utc.Month, utc.Day, 0, 0, 0, TimeSpan.Zero),
            _ => new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero),
        };
    }

    /// <summary>The first moment of the period after it: when a budget is whole again.</summary>
    public static DateTimeOffset EndOf(this BudgetPeriod period, DateTimeOffset at) => period switch
    {
        BudgetPeriod.Hour => period.StartOf(at).AddHours(1),
        BudgetPeriod.Day => period.StartOf(at).AddDays(1),
        _ => period.StartOf(at).AddMonths(1),
    };

    /// <summary>Periods counted from one that nobody remembers: two that follow each other have numbers that do.</summary>
    internal static long NumberOf(this BudgetPeriod period, DateTimeOffset at) => period switch
    {
        BudgetPeriod.Hour => at.UtcTicks / TimeSpan.TicksPerHour,
        BudgetPeriod.Day => at.UtcTicks / TimeSpan.TicksPerDay,
        _ => (at.UtcDateTime.Year * 12L) + at.UtcDateTime.Month,
    };

    /// <summary>A moment as messages write it.</summary>
    internal static string ToText(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
