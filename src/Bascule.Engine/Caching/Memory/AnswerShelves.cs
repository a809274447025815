using System.Numerics;

namespace Bascule.Engine.Caching.Memory;

/// <summary>All shelves: an entry's hash names its own, so that requests seldom meet at a lock.</summary>
internal sealed class AnswerShelves
{
    /// <summary>Room for answers where nobody says otherwise: some hundred thousand short ones.</summary>
    public const long DefaultMaxBytes = 256L * 1024 * 1024;

    private const int MaxShelves = 32;

    /// <summary>A shelf is not cut smaller than this, or a long answer would find no room on it.</summary>
    private const long MinShelf = 8 * 1024 * 1024;

    private readonly AnswerShelf[] _shelves = [.. Enumerable.Range(0, MaxShelves).Select(static _ => new AnswerShelf())];
    private long _maxBytes;
    private volatile int _used;

    public AnswerShelves() => MaxBytes = DefaultMaxBytes;

    public long MaxBytes
    {
        get => Volatile.Read(ref _maxBytes);
        set
        {
            if (Volatile.Read(ref _maxBytes) == value)
            {
                return;
            }

            Volatile.Write(ref _maxBytes, value);
            _used = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(value / MinShelf, 1, MaxShelves) / 2 + 1);
            for (var i = 0; i < MaxShelves; i++)
            {
                _shelves[i].SetMaxBytes(i < _used ? value / _used : 0);
            }
        }
    }

    public long Bytes => _shelves.Sum(static shelf => shelf.Bytes);

    public long Count => _shelves.Sum(static shelf => (long)shelf.Count);

    /// <summary>How many went since others needed the room.</summary>
    public long Evicted => _shelves.Sum(static shelf => shelf.Evicted);

    public byte[]? Find(in CacheKey key, DateTimeOffset now) => Of(key).Find(key, now.UtcTicks);

    /// <summary>False: it is too large for its shelf.</summary>
    public bool Put(in CacheKey key, byte[] answer, DateTimeOffset until) => Of(key).Put(key, answer, until.UtcTicks);

    public bool Remove(in CacheKey key) => Of(key).Remove(key);

    public int RemoveWhere(Predicate<byte[]> covered, CancellationToken cancel) => _shelves.Sum(shelf => shelf.RemoveWhere(covered, before: long.MinValue, cancel));

    /// <summary>Removes those whose time is over.</summary>
    public int Sweep(DateTimeOffset now, CancellationToken cancel) => _shelves.Sum(shelf => shelf.RemoveWhere(static _ => false, now.UtcTicks, cancel));

    private AnswerShelf Of(in CacheKey key) => _shelves[key.Hash.D & (ulong)(_used - 1)];
}
