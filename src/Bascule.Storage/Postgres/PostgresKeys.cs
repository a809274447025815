using System.Security.Cryptography;
using Bascule.Storage.Keys;
using Npgsql;
using NpgsqlTypes;

namespace Bascule.Storage.Postgres;

/// <summary>
/// Keys in PostgreSQL, which several gateways read and write. Each change that is kept is told by <c>NOTIFY bascule_keys</c>, with the key's id as its payload: it comes with the
/// commit, so whoever listens finds what he reads then.
/// </summary>
internal sealed class PostgresKeys(PostgresPool pool, Func<CancellationToken, Task> makeReady, TimeProvider time) : IKeyStore
{
    /// <summary>What changes of keys are told on.</summary>
    public const string Channel = "bascule_keys";

    /// <summary>Deleted keys that a list shows; one by its id is found however old it is.</summary>
    private const int MaxDeleted = 1_000;

    private const string Columns = "id, name, options, disabled, created, changed, deleted";

    public bool IsShared => true;

    /// <summary>The names of the keys in a database; null: they can't be told. Nothing is made or changed, and a server that is silent is not waited for long.</summary>
    public static IReadOnlyCollection<string>? Names(PostgresAddress address)
    {
        try
        {
            using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.Connection) { Pooling = false, Timeout = 2, CommandTimeout = 2 }.ToString());
            connection.Open();
            using var command = new NpgsqlCommand($"SELECT name FROM {TableOf(address)} WHERE deleted IS NULL", connection);
            using var reader = command.ExecuteReader();
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read())
            {
                names.Add(reader.GetString(0));
            }

            return names;
        }
        catch (PostgresException empty) when (empty.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return [];
        }
        catch (Exception trouble) when (trouble is NpgsqlException or TimeoutException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<KeyRecord>> ReadAsync(CancellationToken cancel)
    {
        await makeReady(cancel);
        return await ReadAsync("deleted IS NULL ORDER BY created, id", cancel);
    }

    public Task<IReadOnlyList<KeyRecord>> ReadDeletedAsync(CancellationToken cancel) => ReadAsync($"deleted IS NOT NULL ORDER BY deleted DESC, id LIMIT {MaxDeleted}", cancel);

    public async Task<KeyRecord?> FindAsync(string id, CancellationToken cancel) => await ReadAsync("id = @which", cancel, id) is [var found] ? found : null;

    public Task<IReadOnlyList<KeyRecord>> FindDeletedAsync(string which, CancellationToken cancel) => ReadAsync("deleted IS NOT NULL AND (id = @which OR name = @which)", cancel, which);

    public async Task<KeyWrite> WriteAsync(KeyRecord key, KeyRecord? before, CancellationToken cancel)
    {
        try
        {
            return await pool.WriteAsync(connection => WriteAsync(connection, key, before, cancel), cancel);
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "keys_name" })
        {
            return KeyWrite.NameTaken;
        }
    }

    public Task FollowAsync(Func<CancellationToken, Task<bool>> changed, CancellationToken cancel)
    {
        // Each change of a key has a later moment than the one before, so the sum of them grows, whatever clocks say.
        var seen = $"SELECT COUNT(*) || ' ' || COALESCE(SUM(EXTRACT(EPOCH FROM changed)), 0) FROM {TableOf(pool.Address)}";
        object? known = null;
        return new PostgresSignal(pool.Address, Channel, time).FollowAsync(
            async (connection, stop) =>
            {
                await using var command = new NpgsqlCommand(seen, connection);
                var now = await command.ExecuteScalarAsync(stop);
                if (!Equals(now, known) && await changed(stop))
                {
                    known = now;
                }
            },
            static _ => { },    // the drain tells of a database that is away
            cancel);
    }

    private static string TableOf(PostgresAddress address) => address.Schema is { } schema ? $"\"{schema}\".keys" : "keys";

    private static async Task<KeyWrite> WriteAsync(NpgsqlConnection connection, KeyRecord key, KeyRecord? before, CancellationToken cancel)
    {
        await using var write = PostgresText.Command(
            connection,
            before is null
                ? $"INSERT INTO keys ({Columns}) VALUES (@id, @name, @options, @disabled, @created, @changed, @deleted)"
                : "UPDATE keys SET name = @name, options = @options, disabled = @disabled, changed = @changed, deleted = @deleted WHERE id = @id AND changed = @before AND deleted IS NULL",
            ("@id", key.Id), ("@name", key.Name), ("@options", key.Options), ("@disabled", key.Disabled), ("@created", key.Created), ("@changed", key.Changed));
        write.Parameters.Add(Moment("@deleted", key.Deleted));
        write.Parameters.Add(Moment("@before", before?.Changed));
        if (await write.ExecuteNonQueryAsync(cancel) == 0)
        {
            return KeyWrite.Overtaken;
        }

        await using var clear = PostgresText.Command(connection, "DELETE FROM key_secrets WHERE key_id = @id", ("@id", key.Id));
        await clear.ExecuteNonQueryAsync(cancel);
        foreach (var secret in key.Secrets)
        {
            await using var insert = PostgresText.Command(
                connection, "INSERT INTO key_secrets (sha256, key_id, starts, made, until) VALUES (@sha256, @id, @starts, @made, @until)",
                ("@sha256", secret.Sha256), ("@id", key.Id), ("@starts", secret.Starts), ("@made", secret.Made));
            insert.Parameters.Add(Moment("@until", secret.Until));
            await insert.ExecuteNonQueryAsync(cancel);
        }

        await using var tell = PostgresText.Command(connection, $"SELECT pg_notify('{Channel}', @id)", ("@id", key.Id));
        await tell.ExecuteNonQueryAsync(cancel);
        return KeyWrite.Done;
    }

    /// <summary>Keys and their secrets as they stood at one moment.</summary>
    private Task<IReadOnlyList<KeyRecord>> ReadAsync(string where, CancellationToken cancel, string which = "") => pool.ReadAsync<IReadOnlyList<KeyRecord>>(
        async connection =>
        {
            await using var command = PostgresText.Command(
                connection,
                $"""
                WITH picked AS (SELECT {Columns}, ROW_NUMBER() OVER () AS place FROM (SELECT {Columns} FROM keys WHERE {where}) AS ordered)
                SELECT {Columns}, sha256, starts, made, until FROM picked LEFT JOIN key_secrets ON key_id = id ORDER BY place, until IS NULL DESC, made DESC, until DESC, sha256
                """,
                ("@which", which));
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var keys = new List<KeyRecord>();
            var secrets = new List<KeySecret>();
            while (await reader.ReadAsync(cancel))
            {
                if (keys.Count == 0 || keys[^1].Id != reader.GetString(0))
                {
                    secrets = [];
                    keys.Add(new KeyRecord(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), PostgresText.Moment(reader, 4), PostgresText.Moment(reader, 5))
                    {
                        Deleted = Moment(reader, 6),
                        Secrets = reader.IsDBNull(7) ? [] : secrets,
                    });
                }

                if (!reader.IsDBNull(7))
                {
                    secrets.Add(new KeySecret(reader.GetString(7), reader.GetString(8), PostgresText.Moment(reader, 9), Moment(reader, 10)));
                }
            }

            return keys;
        },
        cancel);

    private static DateTimeOffset? Moment(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : PostgresText.Moment(reader, column);

    private static NpgsqlParameter Moment(string name, DateTimeOffset? moment) => PostgresText.Parameter(name, NpgsqlDbType.TimestampTz, moment?.UtcDateTime);
}
