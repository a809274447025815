using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Bascule.Engine.Guardrails.Detection;

/// <summary>What each of 64 bytes is, a bit a byte.</summary>
internal readonly struct BlockMask
{
    public const int Size = 64;

    public ulong Digit { get; private init; }

    /// <summary>Letters of ASCII and every byte of the others.</summary>
    public ulong Letter { get; private init; }

    /// <summary>Capitals of ASCII and every byte of characters outside it, which may be capitals.</summary>
    public ulong Capital { get; private init; }

    /// <summary>Letters, digits, <c>_</c> and <c>-</c>.</summary>
    public ulong Token { get; private init; }

    public ulong At { get; private init; }

    /// <summary><c>=</c> and <c>:</c>.</summary>
    public ulong Assign { get; private init; }

    public ulong Dash { get; private init; }

    // With 512 bits the whole block is one comparison a class; else two halves, which the JIT splits again where there is no AVX2.
    public static BlockMask Of(ReadOnlySpan<byte> block)
    {
        ref var start = ref MemoryMarshal.GetReference(block);
        if (Vector512.IsHardwareAccelerated)
        {
            return Of(Vector512.LoadUnsafe(ref start));
        }

        return Of(Vector256.LoadUnsafe(ref start), Vector256.LoadUnsafe(ref start, 32));
    }

    /// <summary>The last block, filled up with zeros.</summary>
    public static BlockMask OfTail(ReadOnlySpan<byte> rest)
    {
        Span<byte> block = stackalloc byte[Size];
        block.Clear();
        rest.CopyTo(block);
        return Of(block);
    }

    private static BlockMask Of(Vector512<byte> v)
    {
        var folded = v | Vector512.Create((byte)0x20);
        var digit = Vector512.LessThan(v - Vector512.Create((byte)'0'), Vector512.Create((byte)10)).ExtractMostSignificantBits();
        var letter = Vector512.LessThan(folded - Vector512.Create((byte)'a'), Vector512.Create((byte)26)).ExtractMostSignificantBits();
        var upper = Vector512.LessThan(v - Vector512.Create((byte)'A'), Vector512.Create((byte)26)).ExtractMostSignificantBits();
        var dash = Vector512.Equals(v, Vector512.Create((byte)'-')).ExtractMostSignificantBits();
        var wide = v.ExtractMostSignificantBits();
        return new BlockMask
        {
            Digit = digit,
            Letter = letter | wide,
            Capital = upper | wide,
            Dash = dash,
            Token = digit | letter | dash | Vector512.Equals(v, Vector512.Create((byte)'_')).ExtractMostSignificantBits(),
            At = Vector512.Equals(v, Vector512.Create((byte)'@')).ExtractMostSignificantBits(),
            Assign = (Vector512.Equals(v, Vector512.Create((byte)'=')) | Vector512.Equals(v, Vector512.Create((byte)':'))).ExtractMostSignificantBits(),
        };
    }

    private static BlockMask Of(Vector256<byte> low, Vector256<byte> high)
    {
        var digit = Below(low, high, (byte)'0', 10);
        var blank = Vector256.Create((byte)0x20);
        var letter = Below(low | blank, high | blank, (byte)'a', 26);
        var dash = Equal(low, high, (byte)'-');
        var wide = low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << 32);
        return new BlockMask
        {
            Digit = digit,
            Letter = letter | wide,
            Capital = Below(low, high, (byte)'A', 26) | wide,
            Dash = dash,
            Token = digit | letter | dash | Equal(low, high, (byte)'_'),
            At = Equal(low, high, (byte)'@'),
            Assign = Equal(low, high, (byte)'=') | Equal(low, high, (byte)':'),
        };
    }

    private static ulong Below(Vector256<byte> low, Vector256<byte> high, byte first, byte count)
    {
        var (from, below) = (Vector256.Create(first), Vector256.Create(count));
        return Vector256.LessThan(low - from, below).ExtractMostSignificantBits() | ((ulong)Vector256.LessThan(high - from, below).ExtractMostSignificantBits() << 32);
    }

    private static ulong Equal(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
    }
}
