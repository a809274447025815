using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Content;
using Bascule.Storage.Keys;
using Bascule.Storage.Sqlite;
using Bascule.Storage.Tests.Stores;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Tests.Sqlite;

/// <summary>A SQLite file of one test.</summary>
internal sealed class Database : TestDatabase, IDisposable
{
    public string File => Path.Combine(Folder, "bascule.db");

    public override IKeyStore Keys => new SqliteKeys(File);

    public override async Task<ILedgerStore> OpenAsync() => await SqliteLedger.OpenAsync(File, CancellationToken.None);

    public override IResponseStore Responses(ContentCipher cipher) => new SqliteResponses(File, cipher);

    public override IContentStore Content(ContentCipher redacted, IReadOnlyList<ContentCipher> full) => new SqliteContent(File, redacted, full);

    public override ISemanticStore Vectors(ContentCipher cipher) => new SqliteVectors(File, cipher);

    public override async Task<IAsyncDisposable> LockAsync()
    {
        var other = new SqliteConnection($"Data Source={File};Pooling=False");
        await other.OpenAsync();
        await using var command = other.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        await command.ExecuteNonQueryAsync();
        return other;
    }

    public override async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
