using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>The ledger in PostgreSQL. Rows go by COPY into their month, or where some may be there already into a table of the connection's own and from there those that are new: one transaction a batch. Its end closes the connections.</summary>
internal sealed class PostgresLedger(PostgresPool pool, TimeProvider time) : ILedgerStore
{
    /// <summary>What a database answers that was emptied, or put back to an older state, while we run: it is brought up to date again.</summary>
    private static readonly string[] Unmade = [PostgresErrorCodes.UndefinedTable, PostgresErrorCodes.UndefinedColumn, PostgresErrorCodes.InvalidSchemaName];

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly PostgresCopy _copy = new();
    private readonly PostgresPartitions _partitions = new(pool, time);
    private readonly PostgresRetention _retention = new(pool);
    private bool _isReady;

    /// <summary>True at the start, after a failure and after a batch of which something was there: the next may have been written before, by a process that died or whose commit's answer was lost.</summary>
    private bool _mayBeThere = true;

    public async Task WriteAsync(IReadOnlyList<LedgerRow> rows, CancellationToken cancel)
    {
        if (rows.Count == 0)
        {
            return;
        }

        await _writing.WaitAsync(cancel);
        try
        {
            await MakeReadyAsync(rows.Select(row => row.Id), cancel);
            await WriteNewAsync(PostgresRows.Distinct(rows), cancel);
        }
        catch (PostgresException unmade) when (Unmade.Contains(unmade.SqlState))
        {
            _isReady = false;
            throw;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Brings the schema up to date, now. Throws what the database throws.</summary>
    public async Task MakeReadyAsync(CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            await MakeReadyAsync([], cancel);
        }
        finally
        {
            _writing.Release();
        }
    }

    public Task<LedgerRow?> FindAsync(Guid id, CancellationToken cancel) => pool.ReadAsync(
        async connection =>
        {
            await using var command = PostgresText.Command(connection, $"SELECT {PostgresRows.Columns} FROM ledger WHERE id = @id", ("@id", id));
            await using var reader = await command.ExecuteReaderAsync(cancel);
            return await reader.ReadAsync(cancel) ? PostgresRows.Read(reader) : null;
        },
        cancel);

    public Task<LedgerPage> ListAsync(LedgerQuery query, CancellationToken cancel) => pool.ReadAsync(
        async connection =>
        {
            var limit = Math.Clamp(query.Limit, 1, 1_000);
            var filter = PostgresFilter.Of(query);
            await using var command = new NpgsqlCommand($"SELECT {PostgresRows.Columns} FROM ledger{filter.Where} ORDER BY at DESC, id DESC LIMIT {limit + 1}", connection) { CommandTimeout = PostgresPool.LongSeconds };
            filter.Bind(command);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var rows = new List<LedgerRow>(limit);
            while (rows.Count < limit && await reader.ReadAsync(cancel))
            {
                rows.Add(PostgresRows.Read(reader));
            }

            var more = rows.Count == limit && await reader.ReadAsync(cancel);
            return new LedgerPage(rows, more ? new LedgerCursor(rows[^1].At, rows[^1].Id).ToString() : null);
        },
        cancel);

    public Task<IReadOnlyList<UsageGroup>> SumAsync(UsageQuery query, CancellationToken cancel) => pool.ReadAsync(connection => PostgresUsage.SumAsync(connection, query, cancel), cancel);

    public Task<IReadOnlyList<SpentBefore>> SpentAsync(DateTimeOffset until, IReadOnlyCollection<string> usersOf, CancellationToken cancel) =>
        pool.ReadAsync(connection => PostgresSpent.SumAsync(connection, until, usersOf, cancel), cancel);

    public async Task<Forgotten> ForgetAsync(DateTimeOffset before, long? maxBytes, DateTimeOffset now, CancellationToken cancel)
    {
        await MakeReadyAsync(cancel);    // months are made ahead also where no row comes
        return await _retention.ForgetAsync(before, maxBytes, now, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        _copy.Dispose();
        _writing.Dispose();
        await pool.DisposeAsync();
    }

    private async Task MakeReadyAsync(IEnumerable<Guid> ids, CancellationToken cancel)
    {
        if (!_isReady)
        {
            await PostgresSchema.BringAsync(pool, cancel);
            _partitions.Forget();
            _isReady = true;
        }

        await _partitions.EnsureAsync(ids, cancel);
    }

    private async Task WriteNewAsync(IReadOnlyCollection<LedgerRow> rows, CancellationToken cancel)
    {
        _copy.Begin();
        foreach (var row in rows)
        {
            PostgresRows.Write(_copy, row);
        }

        _copy.End();
        var isNew = !_mayBeThere;
        _mayBeThere = true;    // until its end is known
        _mayBeThere = !(isNew && await TryCopyAsync(cancel)) && await pool.WriteAsync(connection => MatchAsync(connection, cancel), cancel) < rows.Count;
    }

    /// <summary>Straight into the months, at half the cost. False: a row was there all the same, and nothing is written.</summary>
    private async Task<bool> TryCopyAsync(CancellationToken cancel)
    {
        try
        {
            return await pool.WriteAsync(connection => CopyAsync(connection, "ledger", cancel), cancel);
        }
        catch (PostgresException known) when (known.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    private async Task<int> MatchAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await PostgresText.ExecuteAsync(connection, "CREATE TEMP TABLE IF NOT EXISTS incoming (LIKE ledger INCLUDING DEFAULTS) ON COMMIT DELETE ROWS", cancel);
        await CopyAsync(connection, "pg_temp.incoming", cancel);
        return await PostgresText.ExecuteAsync(connection, PostgresRows.Upsert, cancel);
    }

    private async Task<bool> CopyAsync(NpgsqlConnection connection, string table, CancellationToken cancel)
    {
        await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY {table} ({PostgresRows.Columns}) FROM STDIN (FORMAT BINARY)", cancel);
        await copy.WriteAsync(_copy.Written, cancel);
        return true;
    }
}
