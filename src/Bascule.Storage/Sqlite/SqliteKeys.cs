using Bascule.Storage.Keys;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>Keys in the ledger's SQLite file: what each may do, and the hashes of its secrets.</summary>
public sealed class SqliteKeys(string path) : IKeyStore
{
    /// <summary>Deleted keys that a list shows; one by its id is found however old it is.</summary>
    private const int MaxDeleted = 1_000;

    private const string Columns = "id, name, options, disabled, created, changed, deleted";

    /// <summary>A unique index was violated: https://www.sqlite.org/rescode.html.</summary>
    private const int NotUnique = 2067;

    private readonly SqliteFile _file = new(path);

    public bool IsShared => false;

    /// <summary>The names of the keys in a database; null: they can't be told. Nothing is made or changed.</summary>
    public static IReadOnlyCollection<string>? Names(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = 1 }.ToString());
            connection.Open();
            using var command = Command(connection, null, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'keys'", []);
            if ((long)command.ExecuteScalar()! == 0)
            {
                return [];
            }

            command.CommandText = "SELECT name FROM keys WHERE deleted IS NULL";
            using var reader = command.ExecuteReader();
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read())
            {
                names.Add(reader.GetString(0));
            }

            return names;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    public Task<IReadOnlyList<KeyRecord>> ReadAsync(CancellationToken cancel) => RunAsync<IReadOnlyList<KeyRecord>>(
        connection =>
        {
            SqliteSchema.BringIfOlder(connection, path);
            return Read(connection, "deleted IS NULL ORDER BY created, id");
        },
        cancel);

    public Task<IReadOnlyList<KeyRecord>> ReadDeletedAsync(CancellationToken cancel) =>
        RunAsync<IReadOnlyList<KeyRecord>>(connection => Read(connection, $"deleted IS NOT NULL ORDER BY deleted DESC, id LIMIT {MaxDeleted}"), cancel);

    public Task<KeyRecord?> FindAsync(string id, CancellationToken cancel) =>
        RunAsync(connection => Read(connection, "id = @id", ("@id", id)) is [var found] ? found : null, cancel);

    public Task<IReadOnlyList<KeyRecord>> FindDeletedAsync(string which, CancellationToken cancel) =>
        RunAsync<IReadOnlyList<KeyRecord>>(connection => Read(connection, "deleted IS NOT NULL AND (id = @which OR name = @which)", ("@which", which)), cancel);

    public Task<KeyWrite> WriteAsync(KeyRecord key, KeyRecord? before, CancellationToken cancel) => RunAsync(connection => Write(connection, key, before), cancel);

    public Task FollowAsync(Func<CancellationToken, Task<bool>> changed, CancellationToken cancel) => Task.CompletedTask;

    private static KeyWrite Write(SqliteConnection connection, KeyRecord key, KeyRecord? before)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var sql = before is null
            ? $"INSERT INTO keys ({Columns}) VALUES (@id, @name, @options, @disabled, @created, @changed, @deleted)"
            : "UPDATE keys SET name = @name, options = @options, disabled = @disabled, changed = @changed, deleted = @deleted WHERE id = @id AND changed = @before AND deleted IS NULL";
        try
        {
            var written = Execute(
                connection, transaction, sql,
                ("@id", key.Id), ("@name", key.Name), ("@options", key.Options), ("@disabled", key.Disabled ? 1 : 0),
                ("@created", Millis(key.Created)), ("@changed", Millis(key.Changed)), ("@deleted", Millis(key.Deleted)), ("@before", Millis(before?.Changed)));
            if (written == 0)
            {
                return KeyWrite.Overtaken;
            }
        }
        catch (SqliteException taken) when (taken.SqliteExtendedErrorCode == NotUnique)
        {
            return KeyWrite.NameTaken;
        }

        Execute(connection, transaction, "DELETE FROM key_secrets WHERE key_id = @id", ("@id", key.Id));
        foreach (var secret in key.Secrets)
        {
            Execute(
                connection, transaction, "INSERT INTO key_secrets (sha256, key_id, starts, made, until) VALUES (@sha256, @id, @starts, @made, @until)",
                ("@sha256", secret.Sha256), ("@id", key.Id), ("@starts", secret.Starts), ("@made", Millis(secret.Made)), ("@until", Millis(secret.Until)));
        }

        transaction.Commit();
        return KeyWrite.Done;
    }

    private static List<KeyRecord> Read(SqliteConnection connection, string where, params (string Name, object Value)[] values)
    {
        var secrets = new Dictionary<string, List<KeySecret>>(StringComparer.Ordinal);
        using (var command = Command(connection, null, $"SELECT key_id, sha256, starts, made, until FROM key_secrets WHERE key_id IN (SELECT id FROM keys WHERE {where}) ORDER BY until IS NULL DESC, made DESC, until DESC, sha256", values))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                var id = reader.GetString(0);
                if (!secrets.TryGetValue(id, out var list))
                {
                    secrets.Add(id, list = []);
                }

                list.Add(new KeySecret(reader.GetString(1), reader.GetString(2), Moment(reader, 3)!.Value, Moment(reader, 4)));
            }
        }

        var keys = new List<KeyRecord>();
        using (var command = Command(connection, null, $"SELECT {Columns} FROM keys WHERE {where}", values))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                keys.Add(new KeyRecord(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), Moment(reader, 4)!.Value, Moment(reader, 5)!.Value)
                {
                    Deleted = Moment(reader, 6),
                    Secrets = secrets.GetValueOrDefault(reader.GetString(0)) ?? [],
                });
            }
        }

        return keys;
    }

    private static int Execute(SqliteConnection connection, SqliteTransaction transaction, string sql, params (string Name, object Value)[] values)
    {
        using var command = Command(connection, transaction, sql, values);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction? transaction, string sql, (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private static object Millis(DateTimeOffset? moment) => moment is { } known ? known.ToUnixTimeMilliseconds() : DBNull.Value;

    private static DateTimeOffset? Moment(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(column));

    private Task<T> RunAsync<T>(Func<SqliteConnection, T> work, CancellationToken cancel) => _file.RunAsync(command => work(command.Connection!), cancel);
}
