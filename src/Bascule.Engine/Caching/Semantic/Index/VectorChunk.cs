namespace Bascule.Engine.Caching.Semantic.Index;

/// <summary>Vectors beside each other. One writer adds behind the last and takes entries out; readers see what was whole when they looked.</summary>
internal sealed class VectorChunk(int length, int capacity)
{
    private readonly int _stride = SignedBytes.Stride(length);
    private readonly sbyte[] _codes = new sbyte[SignedBytes.Stride(length) * capacity];
    private readonly float[] _vectors = new float[length * capacity];
    private readonly float[] _scales = new float[capacity];
    private readonly float[] _lost = new float[capacity];
    private readonly SemanticEntry?[] _entries = new SemanticEntry?[capacity];
    private int _count;

    public bool IsFull => _count == capacity;

    /// <summary>Entries that were not taken out.</summary>
    public int Live { get; private set; }

    public int Count => _count;

    /// <summary>What a place for a vector costs: its floats, its bytes and what is known of it.</summary>
    public static long BytesOf(int length) => (length * sizeof(float)) + SignedBytes.Stride(length) + (2 * sizeof(float)) + SemanticEntry.Bytes;

    /// <summary>Takes one more. The writer's.</summary>
    public int Add(SemanticEntry entry, ReadOnlySpan<float> vector)
    {
        var at = _count;
        vector.CopyTo(_vectors.AsSpan(at * length));
        (_scales[at], _lost[at]) = SignedBytes.Write(vector, _codes.AsSpan(at * _stride, length));
        _entries[at] = entry;
        Live++;
        Volatile.Write(ref _count, at + 1);    // from here on readers see it, and see it whole
        return at;
    }

    /// <summary>Takes one out. The writer's.</summary>
    public void Remove(int at)
    {
        Volatile.Write(ref _entries[at], null);
        Live--;
    }

    public SemanticEntry? EntryAt(int at) => Volatile.Read(ref _entries[at]);

    public ReadOnlySpan<float> VectorAt(int at) => _vectors.AsSpan(at * length, length);

    /// <summary>Puts what lies near a question among the best. Exact: what the bytes leave open is looked up in the floats.</summary>
    public void Search(in Question question, ref Best best)
    {
        var count = Volatile.Read(ref _count);
        ref var codes = ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(_codes);
        ref readonly var asked = ref question.Codes[0];
        for (var at = 0; at < count; at++)
        {
            var near = SignedBytes.Dot(in System.Runtime.CompilerServices.Unsafe.Add(ref codes, at * _stride), in asked, _stride) * question.Scale * _scales[at];
            var open = ((1 + question.Lost) * _lost[at]) + (question.Lost * (1 + _lost[at])) + (question.Lost * _lost[at]) + SignedBytes.Rounding;
            if (near + open >= best.Least && EntryAt(at) is { } entry)
            {
                best.Offer(entry, SignedBytes.Dot(question.Vector, VectorAt(at)));
            }
        }
    }
}

/// <summary>What is searched for: a vector of length 1, and the same as whole numbers.</summary>
internal readonly ref struct Question(ReadOnlySpan<float> vector, ReadOnlySpan<short> codes, float scale, float lost)
{
    public ReadOnlySpan<float> Vector { get; } = vector;

    public ReadOnlySpan<short> Codes { get; } = codes;

    public float Scale { get; } = scale;

    /// <summary>The length of what the whole numbers do not hold of it.</summary>
    public float Lost { get; } = lost;
}

/// <summary>The nearest found so far, the best first.</summary>
internal ref struct Best(Span<Neighbour> into, float least)
{
    private readonly Span<Neighbour> _into = into;

    /// <summary>What is less alike is not wanted.</summary>
    public float Least { get; private set; } = least;

    public int Count { get; private set; }

    public void Offer(SemanticEntry entry, float similarity)
    {
        if (similarity < Least)
        {
            return;
        }

        var at = Count < _into.Length ? Count++ : Count - 1;
        while (at > 0 && _into[at - 1].Similarity < similarity)
        {
            _into[at] = _into[at - 1];
            at--;
        }

        _into[at] = new Neighbour(entry, similarity);
        if (Count == _into.Length)
        {
            Least = MathF.Max(Least, _into[^1].Similarity);
        }
    }
}

/// <summary>One that lies near what was asked, and how near: the cosine of the two.</summary>
public readonly record struct Neighbour(SemanticEntry Entry, float Similarity);
