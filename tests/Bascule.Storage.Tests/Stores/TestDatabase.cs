using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Content;
using Bascule.Storage.Keys;

namespace Bascule.Storage.Tests.Stores;

/// <summary>A database of one test, gone with it, whichever it is: what holds for one store holds for the other.</summary>
internal abstract class TestDatabase : IAsyncDisposable
{
    /// <summary>For whatever else the test keeps.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("bascule-ledger-").FullName;

    public abstract IKeyStore Keys { get; }

    /// <summary>The ledger, its schema brought up to date; each time another one of the same database.</summary>
    public abstract Task<ILedgerStore> OpenAsync();

    public abstract IResponseStore Responses(ContentCipher cipher);

    public abstract IContentStore Content(ContentCipher redacted, IReadOnlyList<ContentCipher> full);

    public abstract ISemanticStore Vectors(ContentCipher cipher);

    /// <summary>Keeps everybody else from writing until it is disposed of.</summary>
    public abstract Task<IAsyncDisposable> LockAsync();

    public abstract Task ExecuteAsync(string sql);

    public virtual ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
