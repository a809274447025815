using Bascule.Engine.Ledger;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>The ledger in one SQLite file: WAL, one connection that writes, pooled ones that read beside it.</summary>
public sealed class SqliteLedger : ILedgerStore
{
    /// <summary>SQLite error codes: https://www.sqlite.org/rescode.html.</summary>
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    private readonly SqliteConnection _writer;
    private readonly SqliteUpsert _upsert;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly string _readers;

    private SqliteLedger(SqliteConnection writer, string readers)
    {
        _writer = writer;
        _readers = readers;
        _upsert = new SqliteUpsert(writer);
    }

    /// <summary>
    /// Opens the file, made with its folder if missing, and brings its schema up to date. Throws InvalidDataException when it is no database or a newer one,
    /// IOException when it can't be opened; both say what to do.
    /// </summary>
    public static Task<SqliteLedger> OpenAsync(string path, CancellationToken cancel) => OwnThread(() => Open(path, toRead: false), cancel);

    /// <summary>Opens a file that is there, to read alone: nothing is made, and no schema is brought up to date. Throws as <see cref="OpenAsync"/>.</summary>
    public static Task<SqliteLedger> OpenToReadAsync(string path, CancellationToken cancel) => OwnThread(() => Open(path, toRead: true), cancel);

    public async Task WriteAsync(IReadOnlyList<LedgerRow> rows, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            await OwnThread(() => Write(rows), cancel);
        }
        finally
        {
            _writing.Release();
        }
    }

    public Task<LedgerRow?> FindAsync(Guid id, CancellationToken cancel) =>
        ReadAsync(
            connection =>
            {
                using var command = connection.CreateCommand();
                command.CommandText = $"SELECT {SqliteRows.Columns} FROM ledger WHERE id = @id";
                command.Parameters.AddWithValue("@id", SqliteRows.Text(id));
                using var reader = command.ExecuteReader();
                return reader.Read() ? SqliteRows.Read(reader) : null;
            },
            cancel);

    public Task<LedgerPage> ListAsync(LedgerQuery query, CancellationToken cancel) =>
        ReadAsync(
            connection =>
            {
                var limit = Math.Clamp(query.Limit, 1, 1_000);
                var filter = SqliteFilter.Of(query);
                using var command = connection.CreateCommand();
                command.CommandText = $"SELECT {SqliteRows.Columns} FROM ledger{filter.Where} ORDER BY at DESC, id DESC LIMIT {limit + 1}";
                filter.Bind(command);
                using var reader = command.ExecuteReader();
                var rows = new List<LedgerRow>(limit);
                while (rows.Count < limit && reader.Read())
                {
                    rows.Add(SqliteRows.Read(reader));
                }

                var more = rows.Count == limit && reader.Read();
                return new LedgerPage(rows, more ? new LedgerCursor(rows[^1].At, rows[^1].Id).ToString() : null);
            },
            cancel);

    public Task<IReadOnlyList<UsageGroup>> SumAsync(UsageQuery query, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<UsageGroup>>(connection => SqliteUsage.Sum(connection, query), cancel);

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        _upsert.Dispose();
        await _writer.DisposeAsync();
        using var reader = new SqliteConnection(_readers);
        SqliteConnection.ClearPool(reader);
        _writing.Dispose();
    }

    private static SqliteLedger Open(string path, bool toRead)
    {
        SqliteConnection? writer = null;
        try
        {
            path = Path.GetFullPath(path);
            if (toRead)
            {
                writer = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
                writer.Open();
                SqliteSchema.Check(writer, path);
                return new SqliteLedger(writer, new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = true }.ToString());
            }

            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            DataFolder.MakeOwn(path);    // SQLite gives its other files the mode of this one
            // The drain tries again by itself: a busy file is told to it soon, so that it can be told to the operator.
            writer = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString());
            writer.Open();
            Execute(writer, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
            SqliteSchema.Bring(writer, path);
            return new SqliteLedger(writer, new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = true, DefaultTimeout = 30 }.ToString());
        }
        catch (Exception error)
        {
            writer?.Dispose();
            throw error switch
            {
                SqliteException { SqliteErrorCode: NotADatabase } => new InvalidDataException(
                    $"'{path}' is not an SQLite database: name another file in storage.database, or move this one away.", error),
                SqliteException { SqliteErrorCode: CannotOpen } or UnauthorizedAccessException => new IOException(
                    $"The ledger '{path}' can't be opened: the file and its folder must be {(toRead ? "readable" : "writable")} for this user.", error),
                SqliteException sqlite => new IOException($"The ledger '{path}' can't be opened: {sqlite.Message}", error),
                _ => error,
            };
        }
    }

    private void Write(IReadOnlyList<LedgerRow> rows)
    {
        using var transaction = _writer.BeginTransaction(deferred: false);
        foreach (var row in rows)
        {
            _upsert.Run(row);
        }

        transaction.Commit();
    }

    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancel) =>
        OwnThread(
            () =>
            {
                using var connection = new SqliteConnection(_readers);
                connection.Open();
                Execute(connection, "PRAGMA query_only = 1;");
                return read(connection);
            },
            cancel);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static Task OwnThread(Action work, CancellationToken cancel) =>
        OwnThread(
            () =>
            {
                work();
                return true;
            },
            cancel);

    /// <summary>SQLite has no async calls: a busy file or a long sum would hold a pool thread that requests need.</summary>
    private static Task<T> OwnThread<T>(Func<T> work, CancellationToken cancel) =>
        Task.Factory.StartNew(work, cancel, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
