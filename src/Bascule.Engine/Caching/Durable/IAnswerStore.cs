using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching.Durable;

/// <summary>Where answers outlive the process. The engine has no database: the storage assembly implements this, and what is said is never at rest in the clear. Each throws what its database throws.</summary>
public interface IAnswerStore
{
    /// <summary>Writes them; one that is there is replaced.</summary>
    Task WriteAsync(IReadOnlyList<StoredAnswer> answers, CancellationToken cancel);

    /// <summary>The content of an entry, or null: there is none, its time is over, or it cannot be read.</summary>
    Task<byte[]?> FindAsync(CacheKey key, DateTimeOffset now, CancellationToken cancel);

    /// <summary>Erases those that are covered, and says how many.</summary>
    Task<int> EraseAsync(Erasure what, CancellationToken cancel);

    /// <summary>Removes a route's, or all, and says how many.</summary>
    Task<int> ClearAsync(string? route, CancellationToken cancel);

    /// <summary>Removes those whose time is over, and what is too much.</summary>
    Task SweepAsync(DateTimeOffset now, CancellationToken cancel);
}

/// <summary>An entry on its way to where it outlives the process.</summary>
/// <param name="Now">When it was kept.</param>
public sealed record StoredAnswer(CacheKey Key, string Route, WordOwner Owner, DateTimeOffset Now, DateTimeOffset Until, byte[] Content)
{
    /// <summary>When its question came: a store that replicas share does not take it where its words were erased after that.</summary>
    public DateTimeOffset Since { get; init; } = Now;
}
