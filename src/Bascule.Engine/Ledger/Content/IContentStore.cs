using Bascule.Engine.Conversation;

namespace Bascule.Engine.Ledger.Content;

/// <summary>Where kept words rest, beside the ledger. The engine has no database: the storage assembly implements this, and no word is at rest in the clear.</summary>
public interface IContentStore
{
    /// <summary>Writes them, idempotent by id. Throws what the database throws.</summary>
    Task WriteAsync(IReadOnlyList<KeptContent> contents, CancellationToken cancel);

    /// <summary>The words of a request, or null: none are kept, their time is over, or they can't be opened.</summary>
    Task<KeptContent?> FindAsync(Guid id, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Erases what is covered, and says how many exchanges that were.</summary>
    Task<int> EraseAsync(Erasure what, CancellationToken cancel);

    /// <summary>Removes those whose time is over.</summary>
    Task SweepAsync(DateTimeOffset now, CancellationToken cancel);
}
