using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>
/// The config in a database: one table of its own, each version a row, the newest counts. It stands apart from the ledger's schema, since it is read before anybody
/// knows where the ledger is, and may be elsewhere.
/// </summary>
public sealed class PostgresConfigs(PostgresAddress address)
{
    /// <summary>Speaks when there is a new version.</summary>
    public const string Channel = "bascule_config";

    /// <summary>Versions that are kept to go back to; older ones go.</summary>
    public const int MaxKept = 200;

    private const string Columns = "id, at, author, text";

    /// <summary>Any number that nobody else takes: pushes wait for each other, so that ids grow in the order of what counts.</summary>
    private const long PushLock = 0x62617363_0001;

    /// <summary>Who starts, or pushes, can't go on without: it waits for a server that is slow.</summary>
    private const int Seconds = 30;

    /// <summary>How long it waits for a server that is silent.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(Seconds);

    private readonly string _connection = new NpgsqlConnectionStringBuilder(address.Connection) { SearchPath = address.Schema, Pooling = false, Timeout = Seconds, CommandTimeout = Seconds }.ConnectionString;
    private readonly string? _schema = address.Schema;

    /// <summary>The one that counts; null: none was ever put there. Throws what the database throws.</summary>
    public StoredConfig? Newest()
    {
        using var connection = new NpgsqlConnection(_connection);
        connection.Open();
        using var command = new NpgsqlCommand($"SELECT {Columns} FROM bascule_configs ORDER BY id DESC LIMIT 1", connection);
        try
        {
            using var reader = command.ExecuteReader();
            return reader.Read() ? Row(reader) : null;
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return null;
        }
    }

    /// <summary>The one that counts, if it is another than this; else null.</summary>
    public static async Task<StoredConfig?> OtherThanAsync(long id, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM bascule_configs WHERE id = (SELECT max(id) FROM bascule_configs) AND id <> $1", connection);
        command.Parameters.Add(new() { Value = id });
        return await ReadAsync(command, cancel) is [var other] ? other : null;
    }

    /// <summary>Those that came after a version, up to another, the oldest first and without their texts.</summary>
    public static async Task<IReadOnlyList<StoredConfig>> BetweenAsync(long after, long upTo, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand($"SELECT id, at, author, '' FROM bascule_configs WHERE id > $1 AND id <= $2 ORDER BY id LIMIT {MaxKept}", connection);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = upTo });
        return await ReadAsync(command, cancel);
    }

    /// <summary>The versions that are kept, the newest first; or one of them.</summary>
    public async Task<IReadOnlyList<StoredConfig>> ListAsync(long? id, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM bascule_configs WHERE $1::bigint IS NULL OR id = $1 ORDER BY id DESC LIMIT {MaxKept}", connection);
        command.Parameters.Add(new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint });
        try
        {
            return await ReadAsync(command, cancel);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return [];
        }
    }

    /// <summary>Makes a text the one that counts, and tells all who follow. Its version, and whether it is new: what says the same as the newest is not put there again.</summary>
    public async Task<(StoredConfig Config, bool IsNew)> PushAsync(string text, string author, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({PushLock})", cancel);
        if (_schema is not null)
        {
            await ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS \"{_schema}\"", cancel);
        }

        await ExecuteAsync(
            connection,
            "CREATE TABLE IF NOT EXISTS bascule_configs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), author text NOT NULL, text text NOT NULL)",
            cancel);
        await using var newest = new NpgsqlCommand($"SELECT {Columns} FROM bascule_configs ORDER BY id DESC LIMIT 1", connection);
        if (await ReadAsync(newest, cancel) is [var same] && same.Text == text)
        {
            return (same, false);
        }

        await using var insert = new NpgsqlCommand($"INSERT INTO bascule_configs (author, text) VALUES ($1, $2) RETURNING {Columns}", connection);
        insert.Parameters.Add(new() { Value = author });
        insert.Parameters.Add(new() { Value = text });
        var made = (await ReadAsync(insert, cancel))[0];
        await ExecuteAsync(connection, $"DELETE FROM bascule_configs WHERE id <= (SELECT id FROM bascule_configs ORDER BY id DESC OFFSET {MaxKept} LIMIT 1)", cancel);
        await ExecuteAsync(connection, $"NOTIFY {Channel}", cancel);
        await transaction.CommitAsync(cancel);
        return (made, true);
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(_connection);
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<List<StoredConfig>> ReadAsync(NpgsqlCommand command, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<StoredConfig>();
        while (await reader.ReadAsync(cancel))
        {
            found.Add(Row(reader));
        }

        return found;
    }

    private static StoredConfig Row(NpgsqlDataReader reader) => new(reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), reader.GetString(3));
}
