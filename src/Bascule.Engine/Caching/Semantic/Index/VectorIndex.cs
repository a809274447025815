using System.Buffers;
using System.Collections.Concurrent;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching.Semantic.Index;

/// <summary>
/// The questions that were answered, as vectors, searched exactly and in memory. A search takes no lock; whoever adds or removes holds one for a copy of a vector. Only questions of one scope are ever compared.
/// </summary>
/// <param name="maxBytes">What all vectors may take; past it the oldest go.</param>
public sealed class VectorIndex(long maxBytes = VectorIndex.DefaultMaxBytes)
{
    /// <summary>A hundred thousand vectors of 384 floats take 225 MB.</summary>
    public const long DefaultMaxBytes = 256L << 20;

    /// <summary>More numbers than any embedding has.</summary>
    public const int MaxLength = 8192;

    private readonly Lock _writing = new();
    private readonly ConcurrentDictionary<Digest, VectorPartition> _partitions = new();
    private readonly Dictionary<Digest, Place> _places = [];
    private readonly Queue<SemanticEntry> _oldest = new();
    private long _bytes;

    /// <summary>Vectors in it.</summary>
    public int Count
    {
        get
        {
            lock (_writing)
            {
                return _places.Count;
            }
        }
    }

    public long UsedBytes => Volatile.Read(ref _bytes);

    /// <summary>Adds one, in the place of what its key had.</summary>
    /// <param name="vector">Of length 1.</param>
    /// <returns>False: its scope has vectors of another length, or it has none.</returns>
    public bool Add(SemanticEntry entry, ReadOnlySpan<float> vector)
    {
        if (vector.Length is 0 or > MaxLength)
        {
            return false;
        }

        lock (_writing)
        {
            Remove_NeedsLock(entry.Key);
            var partition = _partitions.GetOrAdd(entry.Scope, static (_, length) => new VectorPartition(length), vector.Length);
            if (partition.Length != vector.Length)
            {
                return false;
            }

            var (chunk, at) = partition.Add(entry, vector);
            _places[entry.Key] = new Place(entry, chunk, at);
            _oldest.Enqueue(entry);
            _bytes += VectorChunk.BytesOf(vector.Length);
            while (_bytes > maxBytes && _oldest.TryDequeue(out var oldest))
            {
                if (IsCurrent_NeedsLock(oldest))
                {
                    Remove_NeedsLock(oldest.Key);
                }
            }

            if (_oldest.Count > (2 * _places.Count) + 1024)
            {
                Tidy_NeedsLock();
            }

            return true;
        }
    }

    /// <summary>Whether it has one of this key that is good as long.</summary>
    public bool Has(Digest key, DateTimeOffset until)
    {
        lock (_writing)
        {
            return _places.TryGetValue(key, out var place) && place.Entry.Until.ToUnixTimeMilliseconds() == until.ToUnixTimeMilliseconds();
        }
    }

    public void Remove(Digest key)
    {
        lock (_writing)
        {
            Remove_NeedsLock(key);
        }
    }

    /// <summary>Removes those of which something holds, such as that their time is over.</summary>
    /// <returns>Their keys.</returns>
    public IReadOnlyList<Digest> RemoveWhere(Func<SemanticEntry, bool> holds)
    {
        lock (_writing)
        {
            Digest[] keys = [.. _places.Values.Where(place => holds(place.Entry)).Select(place => place.Entry.Key)];
            foreach (var key in keys)
            {
                Remove_NeedsLock(key);
            }

            return keys;
        }
    }

    /// <summary>Finds the nearest of a scope.</summary>
    /// <param name="vector">Of length 1.</param>
    /// <param name="least">What is less alike is not wanted.</param>
    /// <param name="best">As many as are wanted.</param>
    /// <returns>How many were found, the nearest first.</returns>
    public int Find(Digest scope, ReadOnlySpan<float> vector, double least, Span<Neighbour> best)
    {
        if (best.IsEmpty || !_partitions.TryGetValue(scope, out var partition) || partition.Length != vector.Length)
        {
            return 0;
        }

        var codes = ArrayPool<short>.Shared.Rent(SignedBytes.Stride(vector.Length));
        Array.Clear(codes);    // behind the vector there must be zeros
        var (scale, lost) = SignedBytes.Write(vector, codes);
        var found = new Best(best, (float)least);
        partition.Search(new Question(vector, codes, scale, lost), ref found);
        ArrayPool<short>.Shared.Return(codes);
        return found.Count;
    }

    private bool IsCurrent_NeedsLock(SemanticEntry entry) => _places.TryGetValue(entry.Key, out var place) && ReferenceEquals(place.Entry, entry);

    private void Remove_NeedsLock(Digest key)
    {
        if (!_places.Remove(key, out var place) || !_partitions.TryGetValue(place.Entry.Scope, out var partition))
        {
            return;
        }

        partition.Remove(place.Chunk, place.At);
        _bytes -= VectorChunk.BytesOf(partition.Length);
        if (partition.Live == 0)
        {
            _partitions.TryRemove(place.Entry.Scope, out _);
        }
        else if (partition.IsHollow)
        {
            _partitions[place.Entry.Scope] = partition.Repack((entry, chunk, at) => _places[entry.Key] = new Place(entry, chunk, at));
        }
    }

    /// <summary>What was removed still stands in the queue of ages.</summary>
    private void Tidy_NeedsLock()
    {
        var current = _oldest.Where(IsCurrent_NeedsLock).ToArray();
        _oldest.Clear();
        foreach (var entry in current)
        {
            _oldest.Enqueue(entry);
        }
    }

    private readonly record struct Place(SemanticEntry Entry, VectorChunk Chunk, int At);
}
