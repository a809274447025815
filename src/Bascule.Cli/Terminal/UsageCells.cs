using System.Text.Json;
using Bascule.Engine.Pricing;

namespace Bascule.Cli.Terminal;

/// <summary>The figures of one group of usage as cells of a table.</summary>
/// <param name="cache">What the cache did is shown too.</param>
internal sealed class UsageCells(bool cache)
{
    public IReadOnlyList<string> Titles { get; } =
        ["requests", "errors", .. cache ? ["hits", "saved USD"] : Array.Empty<string>(), "input", "cached", "output", "cost USD", "unpriced", "p50 ms", "p95 ms", "first p50", "first p95"];

    /// <summary>For a whole table: of a cache that answered nothing nobody wants to read.</summary>
    public static UsageCells For(JsonElement total) => new(total.TryGetProperty("cache_hits", out var hits) && hits.GetInt64() > 0);

    public IEnumerable<string> Of(JsonElement group) =>
    [
        Text(group, "requests"), Text(group, "errors"), .. cache ? [Text(group, "cache_hits"), Usd(group, "saved_usd")] : Array.Empty<string>(), Text(group, "input"), Text(group, "cached_input"), Text(group, "output"),
        Usd(group, "cost_usd"), Text(group, "unknown_cost"),
        Text(group, "p50_ms"), Text(group, "p95_ms"), Text(group, "first_token_p50_ms"), Text(group, "first_token_p95_ms"),
    ];

    private static string Usd(JsonElement group, string name) => group.GetProperty(name) is { ValueKind: JsonValueKind.Number } money ? Money.ToText(money.GetDecimal()) : "-";

    private static string Text(JsonElement group, string name) => group.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : "-";
}
