using Bascule.Engine.Ledger;
using Bascule.Storage.Postgres;
using Bascule.Storage.Sqlite;

namespace Bascule.Storage;

/// <summary>Where a gateway's database is: a SQLite file, or a PostgreSQL server. Its text hides the password.</summary>
public sealed record DatabaseAddress
{
    /// <param name="file">The absolute path of a SQLite file.</param>
    public DatabaseAddress(string file) => File = file;

    /// <param name="server">A server's database, which other gateways may use too.</param>
    public DatabaseAddress(PostgresAddress server) => Server = server;

    /// <summary>The SQLite file, or null.</summary>
    public string? File { get; }

    /// <summary>The PostgreSQL server, or null.</summary>
    public PostgresAddress? Server { get; }

    /// <summary>False: it is a file that is not there.</summary>
    public bool MayBeThere => File is null || System.IO.File.Exists(File);

    /// <summary>
    /// Opens it and brings its schema up to date. One that was there before and can't be had now keeps no gateway from starting: then its trouble is told too.
    /// Throws InvalidDataException when it is no database or a newer one, IOException when it can't be opened; both say what to do.
    /// </summary>
    /// <param name="maxConnections">At once, to a server.</param>
    public async Task<(IDatabase Database, string? Trouble)> OpenNowOrLaterAsync(int maxConnections, TimeProvider time, CancellationToken cancel)
    {
        if (Server is not null)
        {
            return await PostgresDatabase.OpenNowOrLaterAsync(Server, maxConnections, time, cancel);
        }

        var (ledger, trouble) = await SqliteLedger.OpenNowOrLaterAsync(File!, cancel);
        return (new SqliteDatabase(File!, ledger), trouble);
    }

    /// <summary>Opens the ledger of one that is there, to read alone: nothing is made, and no schema is brought up to date. Throws the same, and what the database throws.</summary>
    public async Task<ILedgerStore> OpenToReadAsync(CancellationToken cancel) => Server is not null ? await PostgresDatabase.OpenToReadAsync(Server, cancel) : await SqliteLedger.OpenToReadAsync(File!, cancel);

    /// <summary>The names of its keys; null: they can't be told. Nothing is made or changed.</summary>
    public IReadOnlyCollection<string>? KeyNames() => Server is not null ? PostgresKeys.Names(Server) : SqliteKeys.Names(File!);

    /// <summary>As the config says it, the password as stars.</summary>
    public override string ToString() => Server?.ToString() ?? $"sqlite:{File}";
}
