using Bascule.Engine.Caching.Durable;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Content;
using Bascule.Storage.Keys;
using Bascule.Storage.Secrets;

namespace Bascule.Storage.Sqlite;

/// <summary>A database of one gateway alone: one file.</summary>
internal sealed class SqliteDatabase(string path, SqliteLedger ledger) : IDatabase
{
    public ILedgerStore Ledger => ledger;

    public IKeyStore Keys { get; } = new SqliteKeys(path);

    public Task<SharedSecrets> SecretsAsync(DataFolder folder, CancellationToken cancel) => Task.FromResult(folder.ReadOrMakeSecrets());

    public IResponseStore Responses(ContentCipher cipher) => new SqliteResponses(path, cipher);

    public IAnswerStore? Answers(ContentCipher cipher) => new SqliteAnswers(path, cipher);

    public ISemanticStore Vectors(ContentCipher cipher) => new SqliteVectors(path, cipher);

    public IContentStore Content(ContentCipher redacted, IReadOnlyList<ContentCipher> full) => new SqliteContent(path, redacted, full);

    public ValueTask DisposeAsync() => ledger.DisposeAsync();
}
