using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Content;
using Bascule.Servers;
using Bascule.Storage.Keys;
using Bascule.Storage.Postgres;
using Bascule.Storage.Tests.Stores;
using Npgsql;

namespace Bascule.Storage.Tests.Postgres;

/// <summary>A PostgreSQL database of one test, on the one server of all of them.</summary>
internal sealed class PostgresTestDatabase : TestDatabase
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(() => PostgresServer.StartAsync());
    private static int _count;

    private readonly string _name = $"bascule_{Interlocked.Increment(ref _count)}";
    private readonly Lazy<Task<PostgresDatabase>> _opened;

    public PostgresTestDatabase() => _opened = new(MakeAsync);

    public override IKeyStore Keys => Opened.Keys;

    public PostgresPool Pool => Opened.Pool;

    public string Url { get; private set; } = "";

    public PostgresAddress Address => PostgresAddress.TryParse(Url, out var address, out var wrong) ? address : throw new InvalidOperationException(wrong);

    private PostgresDatabase Opened => _opened.Value.IsCompletedSuccessfully ? _opened.Value.Result : throw new InvalidOperationException("Open the ledger first.");

    public override async Task<ILedgerStore> OpenAsync()
    {
        await _opened.Value;
        return (await OpenDatabaseAsync()).Ledger;
    }

    public async Task<PostgresDatabase> OpenDatabaseAsync(TimeProvider? time = null)
    {
        await _opened.Value;
        var (database, trouble) = await PostgresDatabase.OpenNowOrLaterAsync(Address, 10, time ?? TimeProvider.System, CancellationToken.None);
        Assert.Null(trouble);
        return database;
    }

    /// <summary>An empty one, in which nobody made a table yet.</summary>
    public async Task MakeEmptyAsync()
    {
        var server = await Server.Value;
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync();
        await PostgresText.ExecuteAsync(connection, $"CREATE DATABASE {_name}", CancellationToken.None);
        Url = new UriBuilder(server.Url.Replace("postgres://", "http://", StringComparison.Ordinal)) { Path = _name }.Uri.AbsoluteUri.Replace("http://", "postgres://", StringComparison.Ordinal);
    }

    public override IResponseStore Responses(ContentCipher cipher) => Opened.Responses(cipher);

    public override IContentStore Content(ContentCipher redacted, IReadOnlyList<ContentCipher> full) => Opened.Content(redacted, full);

    public override ISemanticStore Vectors(ContentCipher cipher) => Opened.Vectors(cipher);

    public override async Task<IAsyncDisposable> LockAsync()
    {
        var connection = await ConnectAsync();
        await PostgresText.ExecuteAsync(connection, "BEGIN; LOCK TABLE ledger IN EXCLUSIVE MODE", CancellationToken.None);
        return connection;
    }

    public override async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await PostgresText.ExecuteAsync(connection, sql, CancellationToken.None);
    }

    public async Task<object?> AskAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_opened.IsValueCreated)
        {
            await (await _opened.Value).DisposeAsync();
        }

        await base.DisposeAsync();
    }

    private async Task<PostgresDatabase> MakeAsync()
    {
        if (Url.Length == 0)
        {
            await MakeEmptyAsync();
        }

        return (await PostgresDatabase.OpenNowOrLaterAsync(Address, 10, TimeProvider.System, CancellationToken.None)).Database;
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Address.Connection) { Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }
}
