using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>Drops months that are over and deletes old rows, a few at a time. Of several gateways one does it at a time.</summary>
internal sealed class PostgresRetention(PostgresPool pool)
{
    /// <summary>Some ten milliseconds, and nobody waits for them.</summary>
    private const int BatchRows = 500;

    /// <summary>What a row takes besides its own bytes: its header and its places in seven indexes, as measured.</summary>
    private const int RowOverhead = 330;

    /// <summary>Whoever did it last goes on with it, until he is silent for so long.</summary>
    private const string Turn = "5 minutes";

    /// <summary>Counting reads an index of every row.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    private readonly Guid _self = Guid.CreateVersion7();
    private (long Rows, long RowBytes, DateTimeOffset At)? _counted;

    public async Task<Forgotten> ForgetAsync(DateTimeOffset before, long? maxBytes, DateTimeOffset now, CancellationToken cancel)
    {
        if (!await pool.ReadAsync(connection => TakeTurnAsync(connection, cancel), cancel))
        {
            _counted = null;    // another counts, and deletes
            return default;
        }

        var dropped = await DropAsync(before, now, cancel);
        if (dropped > 0)
        {
            _counted = null;
            return new Forgotten(dropped, IsOverByOthers: false);
        }

        var (isOver, isOverByOthers) = maxBytes is { } most ? await pool.ReadAsync(connection => MeasureAsync(connection, most, now, cancel), cancel) : default;
        var gone = await pool.WriteAsync(connection => DeleteAsync(connection, isOver ? DateTimeOffset.MaxValue : before, BudgetPeriod.Month.StartOf(now), cancel), cancel);
        _counted = _counted is { } counted ? counted with { Rows = counted.Rows - gone } : null;
        return new Forgotten(gone, isOverByOthers);
    }

    private async Task<bool> TakeTurnAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = PostgresText.Command(
            connection,
            $"""
            INSERT INTO turns (name, holder, until) VALUES ('retention', @self, now() + interval '{Turn}')
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until WHERE turns.until < now() OR turns.holder = excluded.holder RETURNING true
            """,
            ("@self", _self));
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Drops months before this one in which nothing is left to keep; how many rows went with them.</summary>
    private async Task<int> DropAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancel)
    {
        var names = await pool.ReadAsync(connection => MonthsAsync(connection, cancel), cancel);
        var thisMonth = new DateOnly(now.UtcDateTime.Year, now.UtcDateTime.Month, 1);
        var gone = 0;
        foreach (var name in names.Where(name => PostgresPartitions.MonthOf(name) < thisMonth))
        {
            try
            {
                gone += await pool.WriteAsync(connection => DropAsync(connection, name, before, BudgetPeriod.Month.StartOf(now), cancel), cancel);
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // Somebody reads it: the next time will do.
            }
        }

        return gone;
    }

    private static async Task<List<string>> MonthsAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT relid::regclass::text FROM pg_partition_tree('ledger') WHERE isleaf ORDER BY 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var names = new List<string>();
        while (await reader.ReadAsync(cancel))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    private static async Task<int> DropAsync(NpgsqlConnection connection, string name, DateTimeOffset before, DateTimeOffset month, CancellationToken cancel)
    {
        await using var keeps = PostgresText.Command(connection, $"SELECT EXISTS (SELECT 1 FROM {name} WHERE at >= @before)", ("@before", before));
        if (await keeps.ExecuteScalarAsync(cancel) is true)
        {
            return 0;
        }

        // Counted before: while the lock is held nobody reads or writes the ledger.
        await using var count = PostgresText.Command(connection, $"SELECT COUNT(*) FROM {name}");
        count.CommandTimeout = PostgresPool.LongSeconds;
        var gone = (long)(await count.ExecuteScalarAsync(cancel))!;

        // Locked as a whole first, or what a row that comes meanwhile cost would be lost.
        await PostgresText.ExecuteAsync(connection, "LOCK TABLE ledger IN ACCESS EXCLUSIVE MODE", cancel);
        if (await keeps.ExecuteScalarAsync(cancel) is true)
        {
            return 0;
        }

        await using var keep = PostgresText.Command(connection, KeepSpentOf(name), ("@month", month));
        await keep.ExecuteNonQueryAsync(cancel);
        await PostgresText.ExecuteAsync(connection, $"DROP TABLE {name}", cancel);
        return (int)Math.Min(gone, int.MaxValue);
    }

    private static async Task<int> DeleteAsync(NpgsqlConnection connection, DateTimeOffset before, DateTimeOffset month, CancellationToken cancel)
    {
        await using var command = PostgresText.Command(
            connection,
            $"""
            DELETE FROM spent WHERE at < @month;
            WITH oldest AS (SELECT id FROM ledger WHERE at < @before ORDER BY at, id LIMIT {BatchRows}),
                {KeepSpent("DELETE FROM ledger USING oldest WHERE ledger.id = oldest.id RETURNING ledger.*")["WITH ".Length..]}
            SELECT COUNT(*) FROM gone
            """,
            ("@month", month), ("@before", before));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (int)reader.GetInt64(0);
    }

    /// <summary>Budgets of the running periods go on from what the ledger says, by the hour: of deleted rows that sum is kept, and goes with the month.</summary>
    private static string KeepSpent(string rows) => $"""
        WITH gone AS ({rows}),
            kept AS ({KeepSpentOf("gone")})
        """;

    private static string KeepSpentOf(string rows) => $"""
        INSERT INTO spent (at, key_id, team, "user", kind, nano)
        SELECT date_trunc('hour', at, 'UTC'), {PostgresSpent.KeyId}, team, "user", kind, SUM({PostgresSpent.Nano})::bigint
        FROM {rows} WHERE at >= @month GROUP BY 1, 2, 3, 4, 5 HAVING SUM({PostgresSpent.Nano}) > 0
        """;

    /// <summary>
    /// Whether the database, or the ledger alone, takes more than it may. Deleted rows leave files as large as they were, with room for new ones: where the files are over, the rows count.
    /// </summary>
    private async Task<(bool IsOver, bool IsOverByOthers)> MeasureAsync(NpgsqlConnection connection, long most, DateTimeOffset now, CancellationToken cancel)
    {
        var others = await NumberAsync(connection, "SELECT COALESCE(SUM(pg_total_relation_size(oid)), 0)::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND NOT relispartition", cancel);
        var files = await NumberAsync(connection, "SELECT COALESCE(SUM(pg_total_relation_size(relid)), 0)::bigint FROM pg_partition_tree('ledger') WHERE isleaf", cancel);
        if (files + others <= most)
        {
            return default;
        }

        if (_counted is not { } known || now - known.At >= Fresh || now < known.At)
        {
            var bytes = await NumberAsync(connection, "SELECT COALESCE(AVG(pg_column_size(whole)), 0)::bigint FROM (SELECT ledger AS whole FROM ledger ORDER BY at DESC, id DESC LIMIT 500) AS newest", cancel);
            _counted = (await NumberAsync(connection, "SELECT COUNT(*) FROM ledger", cancel), bytes + RowOverhead, now);
        }

        var used = Math.Min(files, _counted!.Value.Rows * _counted.Value.RowBytes);
        return (used > most, used <= most && used + others > most);
    }

    private static async Task<long> NumberAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = PostgresPool.LongSeconds };
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}
