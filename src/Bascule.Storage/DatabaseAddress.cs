using Bascule.Engine.Ledger;
using Bascule.Storage.Sqlite;

namespace Bascule.Storage;

/// <summary>Where a gateway's database is.</summary>
/// <param name="File">The absolute path of the SQLite file.</param>
public sealed record DatabaseAddress(string File)
{
    /// <summary>
    /// Opens it and brings its schema up to date. One that was there before and can't be had now keeps no gateway from starting: then its trouble is told too.
    /// Throws InvalidDataException when it is no database or a newer one, IOException when it can't be opened; both say what to do.
    /// </summary>
    public async Task<(IDatabase Database, string? Trouble)> OpenNowOrLaterAsync(CancellationToken cancel)
    {
        var (ledger, trouble) = await SqliteLedger.OpenNowOrLaterAsync(File, cancel);
        return (new SqliteDatabase(File, ledger), trouble);
    }

    /// <summary>Opens the ledger of one that is there, to read alone: nothing is made, and no schema is brought up to date. Throws the same.</summary>
    public async Task<ILedgerStore> OpenToReadAsync(CancellationToken cancel) => await SqliteLedger.OpenToReadAsync(File, cancel);

    /// <summary>The names of its keys; null: they can't be told. Nothing is made or changed.</summary>
    public IReadOnlyCollection<string>? KeyNames() => SqliteKeys.Names(File);

    /// <summary>False: it is a file that is not there.</summary>
    public bool MayBeThere => System.IO.File.Exists(File);

    /// <summary>As the config says it.</summary>
    public override string ToString() => $"sqlite:{File}";
}
