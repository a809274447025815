using System.Globalization;

namespace Bascule.Engine.Catalog;

/// <summary>Vendors pin a model by a date at its name's end: <c>gpt-4o-2024-08-06</c>, <c>claude-sonnet-4-5-20250929</c>, <c>claude-sonnet-4-5@20250929</c>.</summary>
internal static class DatedName
{
    /// <summary>The name before the date; null when it ends in none.</summary>
    public static string? WithoutDate(string name) => Cut(name, "yyyy-MM-dd") ?? Cut(name, "yyyyMMdd");

    private static string? Cut(string name, string format)
    {
        var plain = name.Length - format.Length - 1;
        return plain > 0
            && name[plain] is '-' or '@'
            && DateOnly.TryParseExact(name.AsSpan(plain + 1), format, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? name[..plain]
                : null;
    }
}
