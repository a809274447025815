using Bascule.Engine.Access;
using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>What rows say was spent, those that were deleted among them.</summary>
internal static class PostgresSpent
{
    /// <summary>Rows from before keys had ids are the file's keys', which have their names for ids.</summary>
    public const string KeyId = $"COALESCE(key_id, '{KeyOptions.FilePrefix}' || key)";

    /// <summary>What budgets were told, and else what it cost.</summary>
    public const string Nano = "COALESCE(booked_nano, cost_nano, 0)";

    public static async Task<IReadOnlyList<SpentBefore>> SumAsync(NpgsqlConnection connection, DateTimeOffset until, IReadOnlyCollection<string> usersOf, CancellationToken cancel)
    {
        List<SpentBefore> sums = [];
        await ReadAsync(connection, until, null, sums, cancel);
        if (usersOf.Count > 0)
        {
            await ReadAsync(connection, until, usersOf, sums, cancel);
        }

        return sums;
    }

    private static async Task ReadAsync(NpgsqlConnection connection, DateTimeOffset until, IReadOnlyCollection<string>? usersOf, List<SpentBefore> into, CancellationToken cancel)
    {
        var (user, whose) = usersOf is null ? ("NULL::text", "") : ("\"user\"", $" WHERE kind = '{LedgerRow.Request}' AND \"user\" IS NOT NULL AND key_id = ANY(@keys)");
        await using var command = PostgresText.Command(
            connection,
            $"""
            SELECT key_id, team, {user}, kind <> '{LedgerRow.Request}',
                COALESCE(SUM(nano) FILTER (WHERE at >= @hour), 0)::bigint, COALESCE(SUM(nano) FILTER (WHERE at >= @day), 0)::bigint, SUM(nano)::bigint
            FROM (
                SELECT at, {KeyId} AS key_id, team, "user", kind, {Nano} AS nano FROM ledger WHERE at >= @month AND at < @until AND {Nano} > 0
                UNION ALL SELECT at, key_id, team, "user", kind, nano FROM spent WHERE at >= @month AND at < @until) AS rows{whose}
            GROUP BY 1, 2, 3, 4 HAVING SUM(nano) > 0 LIMIT {Treasury.MaxUsers}
            """,
            ("@hour", BudgetPeriod.Hour.StartOf(until)), ("@day", BudgetPeriod.Day.StartOf(until)), ("@month", BudgetPeriod.Month.StartOf(until)), ("@until", until));
        command.CommandTimeout = PostgresPool.LongSeconds;
        if (usersOf is not null)
        {
            command.Parameters.AddWithValue("@keys", usersOf.Select(PostgresText.Clean).ToArray());
        }

        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            into.Add(new SpentBefore(PostgresText.Text(reader, 0), PostgresText.Text(reader, 1), PostgresText.Text(reader, 2), reader.GetBoolean(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6)));
        }
    }
}
