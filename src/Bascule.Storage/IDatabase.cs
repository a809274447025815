using Bascule.Engine.Caching.Durable;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Content;
using Bascule.Storage.Keys;
using Bascule.Storage.Secrets;

namespace Bascule.Storage;

/// <summary>What a gateway keeps in its database. Every part may be used while the database is away, and then throws what the database throws.</summary>
public interface IDatabase : IAsyncDisposable
{
    ILedgerStore Ledger { get; }

    IKeyStore Keys { get; }

    /// <summary>The keys under which this database's gateways hash and seal.</summary>
    /// <exception cref="IOException">They can't be had; the message says what to do.</exception>
    Task<SharedSecrets> SecretsAsync(DataFolder folder, CancellationToken cancel);

    /// <summary>Kept responses.</summary>
    IResponseStore Responses(ContentCipher cipher);

    /// <summary>Cached answers; null: this database keeps none. A look-up for every miss is more than one that is shared over a network should bear.</summary>
    IAnswerStore? Answers(ContentCipher cipher) => null;

    /// <summary>Vectors of similar questions, sealed with this.</summary>
    ISemanticStore Vectors(ContentCipher cipher);

    /// <summary>Kept words.</summary>
    /// <param name="redacted">Seals what was redacted.</param>
    /// <param name="full">The operator's keys, the first of which seals; none: nothing is kept in full, nor read.</param>
    IContentStore Content(ContentCipher redacted, IReadOnlyList<ContentCipher> full);
}
