using Bascule.Engine.Ledger;
using Bascule.Engine.Pricing;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>Sums and exact percentiles by any combination of groups, all worked out by SQLite, which sorts on disk what memory does not hold.</summary>
internal static class SqliteUsage
{
    /// <summary>Groups of one answer: tags may have any number of values.</summary>
    private const int MaxGroups = 10_000;

    /// <summary>The rows whose answer was made for another.</summary>
    private const string FromCache = "('hit', 'semantic', 'joined')";

    public static List<UsageGroup> Sum(SqliteConnection connection, UsageQuery query)
    {
        var filter = SqliteFilter.Of(query);
        var groups = Groups(query, filter);
        var names = string.Join(", ", Enumerable.Range(0, groups.Count).Select(index => $"g{index}"));

        // A shadow costs money but is nobody's request; asked for by kind, it is counted as what it is.
        var counted = query.By.Contains("kind") ? "1" : $"(kind = '{LedgerRow.Request}')";
        var columns = string.Join(", ", groups.Select((expression, index) => $"{expression} AS g{index}"));
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            WITH picked AS (
                SELECT {columns}, {counted} AS counted, {SqliteFilter.IsOk} AS ok, cache, input, cached_input, cache_write, output, reasoning, cost_nano, cost_unknown,
                    CASE WHEN cache IN {FromCache} THEN json_extract(decision, '$.cache.saved_usd') END AS saved,
                    CASE WHEN {counted} AND status <> 0 THEN total_ms END AS total, CASE WHEN {counted} THEN first_token_ms END AS first
                FROM ledger{filter.Where}),
            ranked AS (
                SELECT *,
                    ROW_NUMBER() OVER (PARTITION BY {names} ORDER BY total NULLS LAST) AS total_rank, COUNT(total) OVER (PARTITION BY {names}) AS totals,
                    ROW_NUMBER() OVER (PARTITION BY {names} ORDER BY first NULLS LAST) AS first_rank, COUNT(first) OVER (PARTITION BY {names}) AS firsts
                FROM picked)
            SELECT {names},
                SUM(counted), SUM(counted AND NOT ok), SUM(counted AND cache IN {FromCache}),
                COALESCE(SUM(input), 0), COALESCE(SUM(cached_input), 0), COALESCE(SUM(cache_write), 0), COALESCE(SUM(output), 0), COALESCE(SUM(reasoning), 0),
                COALESCE(SUM(cost_nano), 0), SUM(cost_unknown),
                MAX(CASE WHEN total_rank = (totals * 50 + 99) / 100 THEN total END), MAX(CASE WHEN total_rank = (totals * 95 + 99) / 100 THEN total END),
                MAX(CASE WHEN first_rank = (firsts * 50 + 99) / 100 THEN first END), MAX(CASE WHEN first_rank = (firsts * 95 + 99) / 100 THEN first END),
                COALESCE(SUM(CAST(ROUND(saved * {Money.NanoPerUsd}) AS INTEGER)), 0)
            FROM ranked GROUP BY {names} ORDER BY {names} LIMIT {MaxGroups}
            """;
        filter.Bind(command);
        using var reader = command.ExecuteReader();
        var sums = new List<UsageGroup>();
        while (reader.Read())
        {
            sums.Add(Read(reader, query.By.Count, groups.Count));
        }

        return sums;
    }

    /// <summary>One expression a group; without any, one constant, so that the statement has one shape.</summary>
    private static List<string> Groups(UsageQuery query, SqliteFilter filter)
    {
        if (query.By.Count > UsageDimension.Most)
        {
            throw new ArgumentException("Too many groups.", nameof(query));
        }

        var groups = query.By
            .Select(text => UsageDimension.TryParse(text, out var dimension) ? Expression(dimension, filter) : throw new ArgumentException("Not a group.", nameof(query)))
            .ToList();
        return groups.Count == 0 ? ["0"] : groups;
    }

    private static string Expression(UsageDimension dimension, SqliteFilter filter) => dimension.Kind switch
    {
        UsageDimensionKind.Day => "strftime('%Y-%m-%d', at / 1000000, 'unixepoch')",
        UsageDimensionKind.Key => "key",
        UsageDimensionKind.Team => "team",
        UsageDimensionKind.Route => "route",
        UsageDimensionKind.Deployment => "deployment",
        UsageDimensionKind.Model => "model",
        UsageDimensionKind.Provider => "provider",
        UsageDimensionKind.Kind => "kind",
        UsageDimensionKind.Tag => $"(SELECT tag.value FROM json_each(ledger.tags) AS tag WHERE tag.key = {filter.Value(dimension.Tag!)} LIMIT 1)",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    private static UsageGroup Read(SqliteDataReader reader, int asked, int first)
    {
        var group = new string?[asked];
        for (var i = 0; i < asked; i++)
        {
            group[i] = reader.IsDBNull(i) ? null : reader.GetString(i);
        }

        int? Milliseconds(int column) => reader.IsDBNull(first + column) ? null : reader.GetInt32(first + column);
        long Number(int column) => reader.GetInt64(first + column);
        return new UsageGroup(
            group, Number(0), Number(1), Number(2), Number(3), Number(4), Number(5), Number(6), Number(7), Number(8), Number(9),
            Milliseconds(10), Milliseconds(11), Milliseconds(12), Milliseconds(13))
        {
            SavedNano = Number(14),
        };
    }
}
