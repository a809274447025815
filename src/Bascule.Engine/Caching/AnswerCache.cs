using System.Diagnostics.CodeAnalysis;
using Bascule.Engine.Caching.Memory;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching;

/// <summary>Answers that may be given again: in memory, the least recently used go first. Whether one may still be served to a request is for whoever asks to decide, by <see cref="CachedAnswer.IsBy"/>.</summary>
public sealed class AnswerCache(TimeProvider time)
{
    private readonly AnswerShelves _memory = new();

    /// <summary>Bytes that entries and their tables may take; what is too much goes at once.</summary>
    public long MaxBytes
    {
        get => _memory.MaxBytes;
        set => _memory.MaxBytes = value;
    }

    /// <summary>Bytes that they take.</summary>
    public long Bytes => _memory.Bytes;

    public long Count => _memory.Count;

    /// <summary>What memory has, at once.</summary>
    public bool TryFind(in CacheKey key, [NotNullWhen(true)] out CachedAnswer? answer)
    {
        answer = _memory.Find(key, time.GetUtcNow()) is { } bytes ? AnswerBytes.Read(bytes) : null;
        return answer is not null;
    }

    /// <summary>The same, and what memory does not have is looked for where answers are kept durably, for a short while at most.</summary>
    public ValueTask<CachedAnswer?> FindAsync(CacheKey key, CancellationToken cancel) => new(TryFind(key, out var answer) ? answer : null);

    /// <summary>Keeps a complete answer; its bytes are copied. One that was there is replaced.</summary>
    public void Keep(in CacheKey key, CachedAnswer answer) => _memory.Put(key, AnswerBytes.Write(answer), answer.Until);

    /// <summary>Forgets one entry.</summary>
    public void Forget(in CacheKey key) => _memory.Remove(key);

    /// <summary>Forgets a route's entries, or all, and says how many there were.</summary>
    public Task<int> ClearAsync(string? route, CancellationToken cancel) =>
        Task.FromResult(_memory.RemoveWhere(bytes => route is null || AnswerBytes.RouteOf(bytes) == route, cancel));

    /// <summary>Erases the entries whose words are covered, and says how many there were.</summary>
    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => Task.FromResult(_memory.RemoveWhere(bytes => what.Covers(AnswerBytes.OwnerOf(bytes)), cancel));
}
