using System.Text.Json;
using Bascule.Engine.Pricing;

namespace Bascule.Cli.Terminal;

/// <summary>The figures of one group of usage as cells of a table.</summary>
internal static class UsageCells
{
    public static IReadOnlyList<string> Titles { get; } = ["requests", "errors", "input", "cached", "output", "cost USD", "unpriced", "p50 ms", "p95 ms", "first p50", "first p95"];

    public static IEnumerable<string> Of(JsonElement group) =>
    [
        Text(group, "requests"), Text(group, "errors"), Text(group, "input"), Text(group, "cached_input"), Text(group, "output"),
        Money.ToText(group.GetProperty("cost_usd").GetDecimal()), Text(group, "unknown_cost"),
        Text(group, "p50_ms"), Text(group, "p95_ms"), Text(group, "first_token_p50_ms"), Text(group, "first_token_p95_ms"),
    ];

    private static string Text(JsonElement group, string name) => group.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : "-";
}
