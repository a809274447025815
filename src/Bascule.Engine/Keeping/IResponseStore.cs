using Bascule.Engine.Conversation;

namespace Bascule.Engine.Keeping;

/// <summary>Where kept responses rest. The engine has no database: the storage assembly implements this, and what is said is never at rest in the clear.</summary>
public interface IResponseStore
{
    /// <summary>Other gateways write and delete here too: what it has is not also kept in memory, where nobody would delete it.</summary>
    bool IsShared { get; }

    /// <summary>Writes them; one that is there is replaced. Throws what the database throws.</summary>
    Task WriteAsync(IReadOnlyList<KeptResponse> responses, CancellationToken cancel);

    /// <summary>The tenant's response of that id, or null; one whose time is over or whose content cannot be read is none.</summary>
    Task<KeptResponse?> FindAsync(string tenant, string id, DateTimeOffset now, CancellationToken cancel);

    Task DeleteAsync(string tenant, string id, CancellationToken cancel);

    /// <summary>Erases those that are covered, and says how many.</summary>
    Task<int> EraseAsync(Erasure what, CancellationToken cancel);

    /// <summary>Removes those whose time is over.</summary>
    Task SweepAsync(DateTimeOffset now, CancellationToken cancel);
}
