using System.Runtime.InteropServices;
using Bascule.Engine.Caching.Semantic.Reading;

namespace Bascule.Engine.Caching.Semantic.Guards;

/// <summary>What of a question must be the same in another one, as hashes: the words themselves are nowhere kept.</summary>
public readonly record struct PromptMarks(ulong Numbers, ulong Names, ulong Negation, ulong Code, int Language)
{
    /// <summary>Bytes of one, as it is stored.</summary>
    public const int Size = (4 * sizeof(ulong)) + sizeof(int);

    public static PromptMarks Of(string text)
    {
        var facts = TextFacts.Of(text);
        var negation = Hash(facts.Turns) ^ ((ulong)facts.Negations * 0x9e37_79b9_7f4a_7c15);
        return new PromptMarks(Hash(facts.Numbers), Hash(facts.Names), negation, Hash(facts.Code), facts.Language);
    }

    /// <summary>What differs from another question, in a word; null: nothing that would be found.</summary>
    public string? Differs(in PromptMarks other) =>
        Numbers != other.Numbers ? "numbers"
        : Names != other.Names ? "names"
        : Negation != other.Negation ? "negation"
        : Code != other.Code ? "code"
        : TextFacts.MayBeSame(Language, other.Language) ? null : "language";

    public void Write(Span<byte> into)
    {
        Span<ulong> hashes = [Numbers, Names, Negation, Code];
        MemoryMarshal.AsBytes(hashes).CopyTo(into);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(into[(4 * sizeof(ulong))..], Language);
    }

    public static PromptMarks Read(ReadOnlySpan<byte> from)
    {
        var hashes = MemoryMarshal.Cast<byte, ulong>(from[..(4 * sizeof(ulong))]);
        return new PromptMarks(hashes[0], hashes[1], hashes[2], hashes[3], System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(from[(4 * sizeof(ulong))..]));
    }

    /// <summary>FNV-1a over the words in their order: the same on every machine and in every version, since it is stored.</summary>
    private static ulong Hash(IReadOnlyList<string> words)
    {
        var hash = 0xcbf2_9ce4_8422_2325;
        foreach (var word in words)
        {
            foreach (var letter in word)
            {
                hash = (hash ^ letter) * 0x0000_0100_0000_01b3;
            }

            hash = (hash ^ 0x1_0000) * 0x0000_0100_0000_01b3;    // no letter: 1 and 23 are not 12 and 3
        }

        return hash;
    }
}
