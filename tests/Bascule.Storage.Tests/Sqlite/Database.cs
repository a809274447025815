using Bascule.Storage.Sqlite;

namespace Bascule.Storage.Tests.Sqlite;

/// <summary>A folder of one test, gone with it.</summary>
internal sealed class Database : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("bascule-ledger-").FullName;

    public string File => Path.Combine(Folder, "bascule.db");

    public Task<SqliteLedger> OpenAsync() => SqliteLedger.OpenAsync(File, CancellationToken.None);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
