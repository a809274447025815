using System.Data.Common;
using System.Security.Cryptography;
using Bascule.Storage.Secrets;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>
/// The keys that the gateways of one database agree on: made by the first, in the table <c>secrets</c>. Each keeps a copy in its data folder, so that it starts while the database is away.
/// </summary>
internal sealed class PostgresSecrets(PostgresPool pool, Func<CancellationToken, Task> makeReady)
{
    private static readonly string[] Names = ["users", "responses", "content"];

    public async Task<SharedSecrets> ReadAsync(DataFolder folder, CancellationToken cancel)
    {
        byte[][] secrets;
        try
        {
            await makeReady(cancel);
            secrets = await pool.WriteAsync(connection => ReadOrMakeAsync(connection, folder, cancel), cancel);
        }
        catch (DbException away)
        {
            return Copy(folder) is { } known
                ? Of(known)
                : throw new IOException($"The database '{pool.Address}' can't be had, and the keys that its gateways share are not known here yet: start it once while the database is there, or write storage.secret. ({away.Message})", away);
        }

        folder.KeepCopy(pool.Address.ToString(), secrets);
        return Of(secrets);
    }

    private byte[][]? Copy(DataFolder folder) => folder.ReadCopy(pool.Address.ToString()) is { } copy && copy.Count == Names.Length ? [.. copy] : null;

    private static SharedSecrets Of(byte[][] secrets) => new(secrets[0], secrets[1], secrets[2]);

    private static async Task<byte[][]> ReadOrMakeAsync(NpgsqlConnection connection, DataFolder folder, CancellationToken cancel)
    {
        // The first one brings its own key of users along: whoever comes from SQLite counts them on.
        byte[][] own = [folder.UserKey, RandomNumberGenerator.GetBytes(SharedSecrets.Length), RandomNumberGenerator.GetBytes(SharedSecrets.Length)];
        for (var i = 0; i < Names.Length; i++)
        {
            await using var insert = PostgresText.Command(connection, "INSERT INTO secrets (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING", ("@name", Names[i]), ("@value", own[i]));
            await insert.ExecuteNonQueryAsync(cancel);
        }

        await using var command = new NpgsqlCommand("SELECT name, value FROM secrets", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
        {
            found[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
        }

        return [.. Names.Select(name => found[name])];
    }
}
