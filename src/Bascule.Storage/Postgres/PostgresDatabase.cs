using System.Data.Common;
using System.Net.Sockets;
using Bascule.Engine.Caching.Semantic.Keeping;
using System.Security.Cryptography;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Content;
using Bascule.Storage.Keys;
using Bascule.Storage.Secrets;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>A database that several gateways share.</summary>
internal sealed class PostgresDatabase : IDatabase
{
    private readonly PostgresLedger _ledger;
    private readonly PostgresSecrets _secrets;

    public PostgresDatabase(PostgresPool pool, TimeProvider time)
    {
        Pool = pool;
        _ledger = new PostgresLedger(pool, time);
        _secrets = new PostgresSecrets(pool, _ledger.MakeReadyAsync);
        Keys = new PostgresKeys(pool, _ledger.MakeReadyAsync, time);
    }

    public ILedgerStore Ledger => _ledger;

    public IKeyStore Keys { get; }

    /// <summary>The connections, for what else is kept or followed there.</summary>
    public PostgresPool Pool { get; }

    /// <summary>Opens it now, or says why it can't be had yet: then each part tries again when it is used.</summary>
    public static async Task<(PostgresDatabase Database, string? Trouble)> OpenNowOrLaterAsync(PostgresAddress address, int maxConnections, TimeProvider time, CancellationToken cancel)
    {
        var database = new PostgresDatabase(new PostgresPool(address, maxConnections, readOnly: false), time);
        try
        {
            await database._ledger.MakeReadyAsync(cancel);
            return (database, null);
        }
        catch (Exception trouble)
        {
            if ((trouble is DbException or SocketException or TimeoutException) && !IsLasting(trouble))
            {
                return (database, $"The database '{address}' can't be had: {trouble.Message.TrimEnd('.')}.");
            }

            await database.DisposeAsync();
            throw trouble switch
            {
                PostgresException wrong => new IOException($"{wrong.MessageText}. The user must be let in and own the database, or have the right to create in its schema.", wrong),
                CryptographicException bad => new IOException($"A certificate that the address names can't be used: {bad.Message}", bad),
                _ => trouble,
            };
        }
    }

    /// <summary>Opens its ledger to read alone.</summary>
    public static async Task<ILedgerStore> OpenToReadAsync(PostgresAddress address, CancellationToken cancel)
    {
        var database = new PostgresDatabase(new PostgresPool(address, 2, readOnly: true), TimeProvider.System);
        try
        {
            await PostgresSchema.CheckAsync(database.Pool, cancel);
            return database._ledger;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    public Task<SharedSecrets> SecretsAsync(DataFolder folder, CancellationToken cancel) => _secrets.ReadAsync(folder, cancel);

    public IResponseStore Responses(ContentCipher cipher) => new PostgresResponses(Pool, cipher);

    public IContentStore Content(ContentCipher redacted, IReadOnlyList<ContentCipher> full) => new PostgresContent(Pool, redacted, full);

    public ISemanticStore Vectors(ContentCipher cipher) => new PostgresVectors(Pool, cipher);

    /// <summary>What the server says of an address that is wrong, of rights that are missing, of tables that are another's: it does not pass by itself.</summary>
    private static bool IsLasting(Exception trouble) => trouble is PostgresException refused && (refused.SqlState[..2] is "28" or "3D" or "3F" or "42");

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}
