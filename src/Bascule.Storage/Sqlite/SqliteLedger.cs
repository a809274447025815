using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>The ledger in one SQLite file: WAL, one connection that writes, pooled ones that read beside it.</summary>
public sealed class SqliteLedger : ILedgerStore
{
    /// <summary>SQLite error codes: https://www.sqlite.org/rescode.html.</summary>
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    /// <summary>Busy, locked, read-only, an error of the disk, full: what passes without a change of the config.</summary>
    private static readonly int[] Passing = [5, 6, 8, 10, 13];

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SqliteRetention _retention = new();
    private readonly string _path;
    private readonly string _readers;
    private SqliteConnection? _writer;    // null: the first write opens it
    private SqliteUpsert? _upsert;    // the same

    private SqliteLedger(string path, SqliteConnection? writer, SqliteOpenMode reading)
    {
        (_path, _writer) = (path, writer);
        _readers = new SqliteConnectionStringBuilder { DataSource = path, Mode = reading, Pooling = true, DefaultTimeout = 30 }.ToString();
    }

    /// <summary>
    /// Opens the file, made with its folder if missing, and brings its schema up to date. Throws InvalidDataException when it is no database or a newer one,
    /// IOException when it can't be opened; both say what to do.
    /// </summary>
    public static Task<SqliteLedger> OpenAsync(string path, CancellationToken cancel) => OwnThread.RunAsync(() => new SqliteLedger(Path.GetFullPath(path), Connect(path), SqliteOpenMode.ReadWrite), cancel);

    /// <summary>
    /// As <see cref="OpenAsync"/>, but one that was there before and can't be had now, since it is locked or read-only or its disk is full, keeps no gateway from starting: the first write that
    /// can opens it. Then its trouble is told too.
    /// </summary>
    public static async Task<(SqliteLedger Ledger, string? Trouble)> OpenNowOrLaterAsync(string path, CancellationToken cancel)
    {
        try
        {
            return (await OpenAsync(path, cancel), null);
        }
        catch (IOException trouble) when (trouble.InnerException is SqliteException sqlite && new FileInfo(path) is { Exists: true, Length: > 0 } && (Passing.Contains(sqlite.SqliteErrorCode) || sqlite.SqliteErrorCode == CannotOpen))
        {
            return (new SqliteLedger(Path.GetFullPath(path), null, SqliteOpenMode.ReadWrite), trouble.Message);
        }
    }

    /// <summary>Opens a file that is there, to read alone: nothing is made, and no schema is brought up to date. Throws as <see cref="OpenAsync"/>.</summary>
    public static Task<SqliteLedger> OpenToReadAsync(string path, CancellationToken cancel) => OwnThread.RunAsync(() => new SqliteLedger(Path.GetFullPath(path), ConnectToRead(path), SqliteOpenMode.ReadOnly), cancel);

    public async Task WriteAsync(IReadOnlyList<LedgerRow> rows, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            await OwnThread.RunAsync(() => Write(rows), cancel);
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

    public Task<IReadOnlyList<SpentBefore>> SpentAsync(DateTimeOffset until, IReadOnlyCollection<string> usersOf, CancellationToken cancel) =>
        ReadAsync<IReadOnlyList<SpentBefore>>(connection => SqliteSpent.Sum(connection, until, usersOf), cancel);

    public async Task<Forgotten> ForgetAsync(DateTimeOffset before, long? maxBytes, DateTimeOffset now, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            return await OwnThread.RunAsync(() => _retention.Forget(_writer ??= Connect(_path), before, maxBytes, now), cancel);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _writing.WaitAsync();
        _upsert?.Dispose();
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        using var reader = new SqliteConnection(_readers);
        SqliteConnection.ClearPool(reader);
        _writing.Dispose();
    }

    private static SqliteConnection Connect(string path) => Opened(
        path,
        "writable",
        full =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            DataFolder.MakeOwn(full);    // SQLite gives its other files the mode of this one
            // The drain tries again by itself: a busy file is told to it soon, so that it can be told to the operator.
            return new SqliteConnectionStringBuilder { DataSource = full, Pooling = false, DefaultTimeout = 1 };
        },
        writer =>
        {
            // The first counts only for a file that is new: what is deleted there is given back to the disk. The last two: with 2 MB of pages in memory, SQLite's own default, the indexes of a
            // grown ledger are read and written again and again; with a WAL of 4 MB the same pages are copied to the file by every fourth batch.
            Execute(writer, "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 4096;");
            SqliteSchema.Bring(writer, path);
        });

    private static SqliteConnection ConnectToRead(string path) => Opened(
        path,
        "readable",
        static full => new SqliteConnectionStringBuilder { DataSource = full, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 2 },    // in WAL only who locks the whole file stands in a reader's way
        reader => SqliteSchema.Check(reader, path));

    private static SqliteConnection Opened(string path, string able, Func<string, SqliteConnectionStringBuilder> how, Action<SqliteConnection> prepare)
    {
        SqliteConnection? connection = null;
        try
        {
            connection = new SqliteConnection(how(Path.GetFullPath(path)).ToString());
            connection.Open();
            prepare(connection);
            return connection;
        }
        catch (Exception error)
        {
            connection?.Dispose();
            throw error switch
            {
                SqliteException { SqliteErrorCode: NotADatabase } => new InvalidDataException(
                    $"'{path}' is not an SQLite database: name another file in storage.database, or move this one away.", error),
                SqliteException { SqliteErrorCode: CannotOpen } or UnauthorizedAccessException => new IOException(
                    $"The ledger '{path}' can't be opened: the file and its folder must be {able} for this user.", error),
                SqliteException sqlite => new IOException($"The ledger '{path}' can't be opened: {sqlite.Message}", error),
                _ => error,
            };
        }
    }

    private void Write(IReadOnlyList<LedgerRow> rows)
    {
        _writer ??= Connect(_path);
        _upsert ??= new SqliteUpsert(_writer);
        using var transaction = _writer.BeginTransaction(deferred: false);
        foreach (var row in rows)
        {
            _upsert.Run(row);
        }

        transaction.Commit();
    }

    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancel) =>
        OwnThread.RunAsync(
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
}
