using Bascule.Engine.Access;
using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>What rows say was spent, those that were deleted among them.</summary>
internal static class SqliteSpent
{
    /// <summary>Rows from before keys had ids are the file's keys', which have their names for ids.</summary>
    public const string KeyId = $"COALESCE(key_id, '{KeyOptions.FilePrefix}' || key)";

    /// <summary>What budgets were told, and else what it cost.</summary>
    public const string Nano = "COALESCE(booked_nano, cost_nano, 0)";

    public static List<SpentBefore> Sum(SqliteConnection connection, DateTimeOffset until, IReadOnlyCollection<string> usersOf)
    {
        List<SpentBefore> sums = [];
        Read(connection, until, byUser: false, [], sums);
        if (usersOf.Count > 0)
        {
            Read(connection, until, byUser: true, usersOf, sums);
        }

        return sums;
    }

    /// <summary>What a start asks of the ledger, months of whose rows may stand behind it: an index holds all that it reads, of the rows that cost something.</summary>
    internal const string OfLedger = $"SELECT at, {KeyId} AS key_id, team, user, kind, {Nano} AS nano FROM ledger WHERE at >= @month AND at < @until AND {Nano} > 0";

    private static void Read(SqliteConnection connection, DateTimeOffset until, bool byUser, IReadOnlyCollection<string> usersOf, List<SpentBefore> into)
    {
        using var command = connection.CreateCommand();
        var keys = usersOf.Select((id, place) =>
        {
            command.Parameters.AddWithValue($"@k{place}", id);
            return $"@k{place}";
        });
        var (user, whose) = byUser ? ("user", $" WHERE kind = '{LedgerRow.Request}' AND user IS NOT NULL AND key_id IN ({string.Join(", ", keys)})") : ("NULL", "");
        command.CommandText = $"""
            SELECT key_id, team, {user}, kind <> '{LedgerRow.Request}', SUM(CASE WHEN at >= @hour THEN nano ELSE 0 END), SUM(CASE WHEN at >= @day THEN nano ELSE 0 END), SUM(nano)
            FROM (
                {OfLedger}
                UNION ALL SELECT at, key_id, team, user, kind, nano FROM spent WHERE at >= @month AND at < @until){whose}
            GROUP BY 1, 2, 3, 4 HAVING SUM(nano) > 0 LIMIT {Treasury.MaxUsers}
            """;
        command.Parameters.AddWithValue("@hour", SqliteRows.Micros(BudgetPeriod.Hour.StartOf(until)));
        command.Parameters.AddWithValue("@day", SqliteRows.Micros(BudgetPeriod.Day.StartOf(until)));
        command.Parameters.AddWithValue("@month", SqliteRows.Micros(BudgetPeriod.Month.StartOf(until)));
        command.Parameters.AddWithValue("@until", SqliteRows.Micros(until));
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            into.Add(new SpentBefore(Text(0), Text(1), Text(2), reader.GetBoolean(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6)));
        }
    }
}
