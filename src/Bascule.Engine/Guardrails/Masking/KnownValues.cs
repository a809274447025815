using System.Buffers.Binary;
using Bascule.Engine.Guardrails.Detection;

namespace Bascule.Engine.Guardrails.Masking;

/// <summary>The values that were masked so far. What a detector needs context to see is found again where it stands without, so that a value never goes up bare behind its own placeholder.</summary>
internal sealed class KnownValues
{
    /// <summary>Shorter ones are parts of words.</summary>
    public const int LeastLength = 4;

    private readonly Dictionary<uint, List<byte[]>> _byHead = [];    // bounded as the vault is
    private readonly ulong[] _heads = new ulong[1024];

    /// <summary>Takes a value to look for from now on.</summary>
    public void Add(ReadOnlySpan<byte> value)
    {
        if (value.Length < LeastLength)
        {
            return;
        }

        var head = BinaryPrimitives.ReadUInt32LittleEndian(value);
        if (!_byHead.TryGetValue(head, out var values))
        {
            _byHead.Add(head, values = []);
            _heads[Slot(head) >> 6] |= 1ul << (int)(Slot(head) & 63);
        }

        values.Add(value.ToArray());
        values.Sort(static (a, b) => b.Length.CompareTo(a.Length));
    }

    /// <summary>Adds where they stand as words of their own.</summary>
    public void Find(ReadOnlySpan<byte> text, List<Finding> found)
    {
        if (_byHead.Count == 0)
        {
            return;
        }

        for (var at = 0; at + LeastLength <= text.Length; at++)
        {
            var head = BinaryPrimitives.ReadUInt32LittleEndian(text[at..]);
            if ((_heads[Slot(head) >> 6] & (1ul << (int)(Slot(head) & 63))) == 0 || (at > 0 && IsWord(text[at - 1])) || !_byHead.TryGetValue(head, out var values))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (text[at..].StartsWith(value) && (at + value.Length == text.Length || !IsWord(text[at + value.Length])))
                {
                    found.Add(new Finding("", at, value.Length));
                    at += value.Length - 1;
                    break;
                }
            }
        }
    }

    private static uint Slot(uint head) => (head * 2654435761u) >> 16;

    private static bool IsWord(byte one) => one >= 0x80 || char.IsAsciiLetterOrDigit((char)one);
}
