using System.Text.Json;
using Bascule.Engine.Ledger;

namespace Bascule.Server.Admin.Reports;

/// <summary>What was used and what it cost, by groups and in total: the answer of <c>/bascule/v1/usage</c> and of the CLI.</summary>
/// <param name="Query">What was asked.</param>
/// <param name="Groups">A row a group.</param>
/// <param name="Total">All of it; null where there is nothing.</param>
public sealed record UsageReport(UsageQuery Query, IReadOnlyList<UsageGroup> Groups, UsageGroup? Total)
{
    /// <summary>The store gives at most so many groups: a report with these many may lack some.</summary>
    private const int MaxGroups = 10_000;

    private static readonly UsageGroup Nothing = new([], 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null, null, null);

    /// <summary>Asks a store.</summary>
    public static async Task<UsageReport> OfAsync(ILedgerStore store, UsageQuery query, CancellationToken cancel)
    {
        var total = await store.SumAsync(query with { By = [] }, cancel);
        return new UsageReport(query, query.By.Count == 0 ? total : await store.SumAsync(query, cancel), total.Count > 0 ? total[0] : null);
    }

    /// <summary>The report as a JSON object.</summary>
    /// <param name="behind">Rows that are settled but not yet in the store are missing.</param>
    public void Write(Utf8JsonWriter json, bool behind)
    {
        json.WriteStartObject();
        json.WriteStartArray("by");
        foreach (var name in Query.By)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteStartArray("data");
        foreach (var group in Groups)
        {
            WriteGroup(json, group, Query.By);
        }

        json.WriteEndArray();
        json.WritePropertyName("total");
        WriteGroup(json, Total ?? Nothing, []);
        json.WriteBoolean("truncated", Groups.Count >= MaxGroups);
        json.WriteBoolean("behind", behind);
        json.WriteEndObject();
    }

    private static void WriteGroup(Utf8JsonWriter json, UsageGroup group, IReadOnlyList<string> by)
    {
        json.WriteStartObject();
        for (var i = 0; i < by.Count; i++)
        {
            json.WriteString(by[i], group.Group[i]);
        }

        json.WriteNumber("requests", group.Requests);
        json.WriteNumber("errors", group.Errors);
        json.WriteNumber("cache_hits", group.CacheHits);
        RowJson.WriteUsd(json, "saved_usd", group.SavedNano);
        json.WriteNumber("input", group.Input);
        json.WriteNumber("cached_input", group.CachedInput);
        json.WriteNumber("cache_write", group.CacheWrite);
        json.WriteNumber("output", group.Output);
        json.WriteNumber("reasoning", group.Reasoning);
        RowJson.WriteUsd(json, "cost_usd", group.CostNano);
        json.WriteNumber("unknown_cost", group.UnknownCost);
        RowJson.WriteNumber(json, "p50_ms", group.P50Ms);
        RowJson.WriteNumber(json, "p95_ms", group.P95Ms);
        RowJson.WriteNumber(json, "first_token_p50_ms", group.FirstTokenP50Ms);
        RowJson.WriteNumber(json, "first_token_p95_ms", group.FirstTokenP95Ms);
        json.WriteEndObject();
    }
}
