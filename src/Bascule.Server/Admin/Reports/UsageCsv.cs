using System.Globalization;
using System.Text;
using Bascule.Engine.Ledger;
using Bascule.Engine.Pricing;

namespace Bascule.Server.Admin.Reports;

/// <summary>Usage as RFC 4180, a row a group. Names come from callers: a cell that a spreadsheet would take for a formula gets an apostrophe.</summary>
internal static class UsageCsv
{
    private const string Figures = "requests,errors,cache_hits,saved_usd,input,cached_input,cache_write,output,reasoning,cost_usd,unknown_cost,p50_ms,p95_ms,first_token_p50_ms,first_token_p95_ms";

    public static string Of(UsageReport report)
    {
        var text = new StringBuilder();
        foreach (var name in report.Query.By)
        {
            text.Append(Cell(name)).Append(',');
        }

        text.Append(Figures).Append("\r\n");
        foreach (var group in report.Groups)
        {
            foreach (var name in group.Group)
            {
                text.Append(Cell(name ?? "")).Append(',');
            }

            text.AppendJoin(',', Numbers(group)).Append("\r\n");
        }

        return text.ToString();
    }

    internal static string Cell(string text)
    {
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..])
        {
            text = "'" + text;
        }

        return text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    private static string?[] Numbers(UsageGroup group) =>
    [
        .. Whole(group.Requests, group.Errors, group.CacheHits), Money.ToText(group.SavedNano), .. Whole(group.Input, group.CachedInput, group.CacheWrite, group.Output, group.Reasoning),
        Money.ToText(group.CostNano), group.UnknownCost.ToString(CultureInfo.InvariantCulture), Text(group.P50Ms), Text(group.P95Ms), Text(group.FirstTokenP50Ms), Text(group.FirstTokenP95Ms),
    ];

    private static IEnumerable<string> Whole(params long[] numbers) => numbers.Select(number => number.ToString(CultureInfo.InvariantCulture));

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
