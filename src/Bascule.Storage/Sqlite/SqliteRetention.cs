using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>Deletes old rows, a few at a time, and gives their pages back to the disk.</summary>
internal sealed class SqliteRetention
{
    /// <summary>Some ten milliseconds: the drain waits that long, no request does.</summary>
    private const int BatchRows = 500;

    /// <summary>Pages given back at once, of 4 KB each: about what a batch leaves.</summary>
    private const int BatchPages = 500;

    /// <summary>What else the file holds is not measured for each batch: that reads a page or so of each row that keeps words.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private (long Bytes, DateTimeOffset At)? _others;

    public Forgotten Forget(SqliteConnection writer, DateTimeOffset before, long? maxBytes, DateTimeOffset now)
    {
        var (isOver, isOverByOthers) = (false, false);
        if (maxBytes is { } most && Used(writer) is var used && used > most)
        {
            if (_others is not { } known || now - known.At >= Fresh || now < known.At)
            {
                _others = (Others(writer), now);
            }

            isOver = used - _others!.Value.Bytes > most;
            isOverByOthers = !isOver;
        }

        var gone = Delete(writer, isOver ? long.MaxValue : SqliteRows.Micros(before), SqliteRows.Micros(BudgetPeriod.Month.StartOf(now)));
        if (gone > 0)
        {
            using var command = writer.CreateCommand();
            command.CommandText = $"PRAGMA incremental_vacuum({BatchPages})";
            using var pages = command.ExecuteReader();
            while (pages.Read())    // each step gives one page back
            {
            }
        }

        return new Forgotten(gone, isOverByOthers);
    }

    private static int Delete(SqliteConnection writer, long before, long month)
    {
        const string oldest = "SELECT rowid FROM ledger WHERE at < @before ORDER BY at, id LIMIT @batch";
        using var transaction = writer.BeginTransaction(deferred: false);
        using var command = writer.CreateCommand();
        command.Transaction = transaction;
        command.Parameters.AddWithValue("@before", before);
        command.Parameters.AddWithValue("@month", month);
        command.Parameters.AddWithValue("@batch", BatchRows);

        // Budgets of the running periods go on from what the ledger says, by the hour: of deleted rows that sum is kept, and goes with the month.
        command.CommandText = $"""
            DELETE FROM spent WHERE at < @month;
            INSERT INTO spent (at, key_id, team, user, kind, nano)
            SELECT at - at % 3600000000, {SqliteSpent.KeyId}, team, user, kind, SUM({SqliteSpent.Nano})
            FROM ledger WHERE rowid IN ({oldest}) AND at >= @month GROUP BY 1, 2, 3, 4, 5 HAVING SUM({SqliteSpent.Nano}) > 0;
            DELETE FROM ledger WHERE rowid IN ({oldest});
            SELECT changes();
            """;
        var gone = (int)(long)command.ExecuteScalar()!;
        transaction.Commit();
        return gone;
    }

    /// <summary>Bytes that hold something: free pages are used again.</summary>
    private static long Used(SqliteConnection connection) =>
        Number(connection, "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size");

    /// <summary>
    /// The most that words kept beside the ledger take, pages that are half empty among them: a guess that is too low would have the ledger deleted for their sake, one that is too high
    /// leaves the ledger a little more. Lengths stand at a row's start: the words themselves are not read.
    /// </summary>
    private static long Others(SqliteConnection connection) => Number(
        connection,
        """
        SELECT COALESCE(SUM(CASE WHEN bytes > 2000 THEN bytes + 4096 ELSE bytes * 3 / 2 END), 0)
        FROM (SELECT LENGTH(request) + LENGTH(answer) + 300 AS bytes FROM content UNION ALL SELECT COALESCE(LENGTH(content), 0) + 300 FROM responses)
        """);

    private static long Number(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
