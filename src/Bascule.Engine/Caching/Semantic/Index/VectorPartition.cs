namespace Bascule.Engine.Caching.Semantic.Index;

/// <summary>The vectors of one scope, all of one length.</summary>
internal sealed class VectorPartition(int length)
{
    /// <summary>Chunks double up to this: a scope of one vector has room for one, since the index's bound counts vectors and not room, and a large one is never copied to grow.</summary>
    private const int Smallest = 1, Largest = 1024;

    /// <summary>Empty places that are not worth a copy.</summary>
    private const int Few = 16;

    private volatile VectorChunk[] _chunks = [];

    public int Length => length;

    public int Live { get; private set; }

    /// <summary>Places that hold nothing any more outnumber those that do: it is time to <see cref="Repack"/>.</summary>
    public bool IsHollow => Places - Live > Math.Max(Live, Few);

    private int Places
    {
        get
        {
            var places = 0;
            foreach (var chunk in _chunks)
            {
                places += chunk.Count;
            }

            return places;
        }
    }

    public (VectorChunk Chunk, int At) Add(SemanticEntry entry, ReadOnlySpan<float> vector)
    {
        var chunks = _chunks;
        if (chunks.Length == 0 || chunks[^1].IsFull)
        {
            var chunk = new VectorChunk(length, (int)Math.Min(Largest, (long)Smallest << Math.Min(chunks.Length, 10)));
            _chunks = chunks = [.. chunks, chunk];
        }

        Live++;
        return (chunks[^1], chunks[^1].Add(entry, vector));
    }

    public void Remove(VectorChunk chunk, int at)
    {
        chunk.Remove(at);
        Live--;
        if (chunk is { Live: 0, IsFull: true })
        {
            _chunks = [.. _chunks.Where(other => other != chunk)];
        }
    }

    /// <summary>The same without empty places; whoever searches meanwhile ends with what he began with.</summary>
    public VectorPartition Repack(Action<SemanticEntry, VectorChunk, int> moved)
    {
        var packed = new VectorPartition(length);
        foreach (var chunk in _chunks)
        {
            for (var at = 0; at < chunk.Count; at++)
            {
                if (chunk.EntryAt(at) is { } entry)
                {
                    var (into, place) = packed.Add(entry, chunk.VectorAt(at));
                    moved(entry, into, place);
                }
            }
        }

        return packed;
    }

    public void Search(in Question question, ref Best best)
    {
        foreach (var chunk in _chunks)
        {
            chunk.Search(question, ref best);
        }
    }
}
