using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>
/// The database's shape as numbered steps, each written down with the oldest version that can still work on it. A step only adds, so that gateways of the version before go on
/// beside those of this one; one that was released is never changed.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>Who makes tables or partitions holds this lock until the end of his transaction: "bascule" in ASCII.</summary>
    public const long Lock = 0x62_61_73_63_75_6C_65;

    /// <summary>Before it there are partitions without what is used here.</summary>
    private const int OldestServer = 130000;

    private static readonly (string Sql, int OldestReader)[] Steps = [(PostgresTables.First, 1), (PostgresTables.Similar, 1), (PostgresTables.SimilarBySession, 1), (PostgresTables.Writers, 1)];

    /// <summary>The version that this program brings a database to.</summary>
    public static int Version => Steps.Length;

    /// <summary>Brings the schema up to date. Of several that start at once one does it, and the others find it done.</summary>
    /// <exception cref="InvalidDataException">The database is none that can be used; the message says what to do.</exception>
    public static async Task BringAsync(PostgresPool pool, CancellationToken cancel)
    {
        await using var connection = await pool.OpenAsync(cancel);
        await CheckServerAsync(connection, pool.Address, cancel);
        if (await FoundAsync(connection, pool.Address, cancel) >= Version)
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await PostgresText.ExecuteAsync(connection, $"SET LOCAL lock_timeout = '60s'; SET LOCAL statement_timeout = 0; SELECT pg_advisory_xact_lock({Lock})", cancel);
        if (pool.Address.Schema is { } schema)
        {
            await PostgresText.ExecuteAsync(connection, $"CREATE SCHEMA IF NOT EXISTS \"{schema}\"", cancel);
        }

        for (var step = await FoundAsync(connection, pool.Address, cancel); step < Version; step++)
        {
            await PostgresText.ExecuteAsync(connection, Steps[step].Sql, cancel);
            await using var note = PostgresText.Command(connection, "INSERT INTO schema_steps (version, oldest_reader) VALUES (@version, @reader)", ("@version", step + 1), ("@reader", Steps[step].OldestReader));
            await note.ExecuteNonQueryAsync(cancel);
        }

        await transaction.CommitAsync(cancel);
    }

    /// <summary>Refuses a database that this version can't read; nothing in it is changed.</summary>
    public static async Task CheckAsync(PostgresPool pool, CancellationToken cancel)
    {
        await using var connection = await pool.OpenAsync(cancel);
        if (await FoundAsync(connection, pool.Address, cancel) < Version)
        {
            throw new InvalidDataException($"The database '{pool.Address}' is empty or was written by an older Bascule: start the gateway once, which brings it up to date.");
        }
    }

    /// <summary>The version that is there; 0: none.</summary>
    private static async Task<int> FoundAsync(NpgsqlConnection connection, PostgresAddress address, CancellationToken cancel)
    {
        if (!await PostgresText.HasTableAsync(connection, "schema_steps", cancel))
        {
            return 0;
        }

        await using var command = PostgresText.Command(connection, "SELECT COALESCE(MAX(version), 0), COALESCE(MAX(oldest_reader) FILTER (WHERE version > @mine), 0) FROM schema_steps", ("@mine", Version));
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var (version, oldest) = (reader.GetInt32(0), reader.GetInt32(1));
        return oldest <= Version
            ? version
            : throw new InvalidDataException(
                $"The database '{address}' was brought to schema {version} by a newer Bascule, and what knows less than schema {oldest} can no longer work on it (this one knows {Version}): start that version, or name another database in storage.database.");
    }

    private static async Task CheckServerAsync(NpgsqlConnection connection, PostgresAddress address, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), current_setting('server_version')", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        if (reader.GetInt32(0) < OldestServer)
        {
            throw new InvalidDataException($"The server of '{address}' is PostgreSQL {reader.GetString(2)}: Bascule needs 13 or later.");
        }

        if (reader.GetString(1) != "UTF8")
        {
            throw new InvalidDataException($"The database '{address}' has the encoding {reader.GetString(1)}: make one with CREATE DATABASE name ENCODING 'UTF8' TEMPLATE template0.");
        }
    }
}
