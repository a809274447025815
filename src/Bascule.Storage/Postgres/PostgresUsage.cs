using Bascule.Engine.Ledger;
using Bascule.Engine.Pricing;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>Sums and exact percentiles by any combination of groups, all worked out by the server, which sorts on disk what memory does not hold.</summary>
internal static class PostgresUsage
{
    /// <summary>Groups of one answer: tags may have any number of values.</summary>
    private const int MaxGroups = 10_000;

    private const string FromCache = "('hit', 'semantic', 'joined')";

    public static async Task<IReadOnlyList<UsageGroup>> SumAsync(NpgsqlConnection connection, UsageQuery query, CancellationToken cancel)
    {
        var filter = PostgresFilter.Of(query);
        var groups = Groups(query, filter);
        var names = string.Join(", ", Enumerable.Range(0, groups.Count).Select(index => $"g{index}"));
        var order = string.Join(", ", Enumerable.Range(0, groups.Count).Select(index => $"g{index} NULLS FIRST"));
        var columns = string.Join(", ", groups.Select((expression, index) => $"{expression} AS g{index}"));

        // A shadow costs money but is nobody's request; asked for by kind, it is counted as what it is. percentile_disc is the nearest rank, and passes nulls over.
        // A decision may hold a caller's words, and with a NUL among them the server would refuse the whole question.
        var counted = query.By.Contains("kind") ? "true" : $"(kind = '{LedgerRow.Request}')";
        await using var command = new NpgsqlCommand(
            $"""
            WITH picked AS (
                SELECT {columns}, {counted} AS counted, {PostgresFilter.IsOk} AS ok, cache, input, cached_input, cache_write, output, reasoning, cost_nano, cost_unknown,
                    CASE WHEN cache IN {FromCache} AND strpos(decision, '\u0000') = 0 THEN (decision::json -> 'cache' ->> 'saved_usd')::numeric END AS saved,
                    CASE WHEN {counted} AND status <> 0 THEN total_ms END AS total, CASE WHEN {counted} THEN first_token_ms END AS first
                FROM ledger{filter.Where})
            SELECT {names},
                COUNT(*) FILTER (WHERE counted), COUNT(*) FILTER (WHERE counted AND NOT ok), COUNT(*) FILTER (WHERE counted AND cache IN {FromCache}),
                COALESCE(SUM(input), 0)::bigint, COALESCE(SUM(cached_input), 0)::bigint, COALESCE(SUM(cache_write), 0)::bigint, COALESCE(SUM(output), 0)::bigint, COALESCE(SUM(reasoning), 0)::bigint,
                COALESCE(SUM(cost_nano), 0)::bigint, COUNT(*) FILTER (WHERE cost_unknown),
                percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY total), percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY first),
                COALESCE(ROUND(SUM(saved) * {Money.NanoPerUsd}), 0)::bigint
            FROM picked GROUP BY {names} ORDER BY {order} LIMIT {MaxGroups}
            """,
            connection)
        {
            CommandTimeout = PostgresPool.LongSeconds,
        };
        filter.Bind(command);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var sums = new List<UsageGroup>();
        while (await reader.ReadAsync(cancel))
        {
            sums.Add(Read(reader, query.By.Count, groups.Count));
        }

        return sums;
    }

    /// <summary>One expression a group; without any, one constant, so that the statement has one shape.</summary>
    private static List<string> Groups(UsageQuery query, PostgresFilter filter)
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

    private static string Expression(UsageDimension dimension, PostgresFilter filter) => dimension.Kind switch
    {
        UsageDimensionKind.Day => "to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') COLLATE \"C\"",
        UsageDimensionKind.Key => "key",
        UsageDimensionKind.Team => "team",
        UsageDimensionKind.Route => "route",
        UsageDimensionKind.Deployment => "deployment",
        UsageDimensionKind.Model => "model",
        UsageDimensionKind.Provider => "provider",
        UsageDimensionKind.Kind => "kind",
        UsageDimensionKind.Tag => $"{Tag(filter.Value(dimension.Tag!))} COLLATE \"C\"",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension)),
    };

    /// <summary>A tag's value by its name's parameter. PostgreSQL has no text for a NUL and would refuse the whole question: tags with one have no value.</summary>
    internal static string Tag(string name) => $@"(CASE WHEN strpos(tags, '\u0000') = 0 THEN tags::json ->> {name} END)";

    private static UsageGroup Read(NpgsqlDataReader reader, int asked, int first)
    {
        var group = new string?[asked];
        for (var i = 0; i < asked; i++)
        {
            group[i] = PostgresText.Text(reader, i);
        }

        long Number(int column) => reader.GetInt64(first + column);
        int?[] Percentiles(int column) => reader.IsDBNull(first + column) ? [null, null] : reader.GetFieldValue<int?[]>(first + column);
        var (total, token) = (Percentiles(10), Percentiles(11));
        return new UsageGroup(group, Number(0), Number(1), Number(2), Number(3), Number(4), Number(5), Number(6), Number(7), Number(8), Number(9), total[0], total[1], token[0], token[1]) { SavedNano = Number(12) };
    }
}
