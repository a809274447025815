using System.Buffers.Binary;
using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Engine.Guardrails.Masking;

/// <summary>The values that were found so far. What a detector needs context to see is found again where it stands without, so that a value never goes up bare behind its own placeholder.</summary>
internal sealed class KnownValues
{
    /// <summary>Shorter ones are parts of words.</summary>
    public const int LeastLength = 4;

    /// <summary>A value, and what it becomes together with what overlaps it.</summary>
    private const int MaxValues = 2 * Vault.MaxValues;

    private readonly List<(byte[] Value, string Kind)> _sorted = [];
    private readonly ulong[] _heads = new ulong[1024];

    /// <summary>There was a value that there was no room for.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Takes a value to look for from now on.</summary>
    public void Add(ReadOnlySpan<byte> value, string kind)
    {
        if (value.Length < LeastLength)
        {
            return;
        }

        var place = After(value);
        if (place > 0 && value.SequenceEqual(_sorted[place - 1].Value))
        {
            return;
        }

        if (_sorted.Count == MaxValues)
        {
            IsFull = true;
            return;
        }

        _sorted.Insert(place, (value.ToArray(), kind));
        var slot = Slot(value);
        _heads[slot >> 6] |= 1ul << (int)(slot & 63);
    }

    /// <summary>Adds where they stand as words of their own.</summary>
    public void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        if (_sorted.Count == 0)
        {
            return;
        }

        for (var at = 0; at + LeastLength <= text.Length; at++)
        {
            var slot = Slot(text[at..]);
            if ((_heads[slot >> 6] & (1ul << (int)(slot & 63))) != 0 && (at == 0 || !IsWord(text[at - 1])) && Longest(text[at..]) is (> 0 and var length, var kind))
            {
                found.Add(new Finding(kind, at, length));
                at += length - 1;
            }
        }
    }

    /// <summary>The longest value that the text begins with and that ends where a word may end.</summary>
    private (int Length, string Kind) Longest(ReadOnlySpan<byte> text)
    {
        var shared = text;    // only what the text shares with the values before it can be one that it begins with
        while (shared.Length >= LeastLength && After(shared) is > 0 and var after)
        {
            var (value, kind) = _sorted[after - 1];
            var common = value.AsSpan().CommonPrefixLength(shared);
            if (common == value.Length && (common == text.Length || !IsWord(text[common])))
            {
                return (common, kind);
            }

            shared = shared[..Math.Min(common, value.Length - 1)];
        }

        return default;
    }

    /// <summary>How many values stand before the text in their order, or are it.</summary>
    private int After(ReadOnlySpan<byte> text)
    {
        var (low, high) = (0, _sorted.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (text.SequenceCompareTo(_sorted[middle].Value) < 0)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private static uint Slot(ReadOnlySpan<byte> head) => (BinaryPrimitives.ReadUInt32LittleEndian(head) * 2654435761u) >> 16;

    private static bool IsWord(byte one) => one >= 0x80 || char.IsAsciiLetterOrDigit((char)one);
}
