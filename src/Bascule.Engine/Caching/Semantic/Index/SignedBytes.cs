using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Bascule.Engine.Caching.Semantic.Index;

/// <summary>
/// Vectors as signed bytes: a quarter of the memory that a search has to read, which is what it waits for. Each knows how far it is from the vector it stands for, so whatever a byte's dot product leaves open is known too.
/// </summary>
internal static class SignedBytes
{
    /// <summary>Codes of a vector are padded with zeros to a multiple of this: one load of the widest registers.</summary>
    public const int Lane = 32;

    /// <summary>What arithmetic in 32-bit floats may add to a bound.</summary>
    public const float Rounding = 1e-5f;

    private const int Most = 127;

    /// <summary>A question is kept finer than what is searched: its error hardly counts then, and a sum of two products still fits 32 bits.</summary>
    private const int MostOfQuery = 8191;

    public static int Stride(int length) => (length + Lane - 1) / Lane * Lane;

    /// <summary>Writes a vector's codes.</summary>
    /// <returns>What a code stands for, and the length of what is lost.</returns>
    public static (float Scale, float Lost) Write(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        var scale = ScaleOf(vector, Most);
        double lost = 0;
        for (var i = 0; i < vector.Length; i++)
        {
            codes[i] = (sbyte)MathF.Round(vector[i] / scale);
            var gap = vector[i] - (codes[i] * scale);
            lost += gap * gap;
        }

        return (scale, (float)Math.Sqrt(lost));
    }

    /// <summary>The same of a question.</summary>
    public static (float Scale, float Lost) Write(ReadOnlySpan<float> vector, Span<short> codes)
    {
        var scale = ScaleOf(vector, MostOfQuery);
        double lost = 0;
        for (var i = 0; i < vector.Length; i++)
        {
            codes[i] = (short)MathF.Round(vector[i] / scale);
            var gap = vector[i] - (codes[i] * scale);
            lost += gap * gap;
        }

        return (scale, (float)Math.Sqrt(lost));
    }

    /// <summary>The sum of the products, over a whole stride.</summary>
    public static long Dot(ref readonly sbyte codes, ref readonly short query, int stride)
    {
        if (Avx512BW.IsSupported)
        {
            var sum = Vector512<int>.Zero;
            for (var i = 0; i < stride; i += Vector256<sbyte>.Count)
            {
                var wide = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(in codes, (nuint)i));
                sum += Avx512BW.MultiplyAddAdjacent(wide, Vector512.LoadUnsafe(in query, (nuint)i));
            }

            return Vector512.Sum(Vector512.WidenLower(sum) + Vector512.WidenUpper(sum));
        }

        if (Avx2.IsSupported)
        {
            var sum = Vector256<int>.Zero;
            for (var i = 0; i < stride; i += Vector128<sbyte>.Count)
            {
                var wide = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(in codes, (nuint)i));
                sum += Avx2.MultiplyAddAdjacent(wide, Vector256.LoadUnsafe(in query, (nuint)i));
            }

            return Vector256.Sum(Vector256.WidenLower(sum) + Vector256.WidenUpper(sum));
        }

        return DotAnywhere(in codes, in query, stride);
    }

    /// <summary>The product of two vectors of one length, in full.</summary>
    public static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        var ones = MemoryMarshal.Cast<float, Vector<float>>(one);
        var others = MemoryMarshal.Cast<float, Vector<float>>(other);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < ones.Length; i++)
        {
            sum += ones[i] * others[i];
        }

        var all = Vector.Sum(sum);
        for (var i = ones.Length * Vector<float>.Count; i < one.Length; i++)
        {
            all += one[i] * other[i];
        }

        return all;
    }

    /// <summary>Brings a vector to the length of 1. False: it has none, or holds what is no number.</summary>
    public static bool TryNormalise(Span<float> vector)
    {
        var length = MathF.Sqrt(Dot(vector, vector));
        if (!float.IsFinite(length) || length < 1e-12f)
        {
            return false;
        }

        foreach (ref var part in vector)
        {
            part /= length;
        }

        return true;
    }

    /// <summary>The same on machines with other registers.</summary>
    internal static long DotAnywhere(ref readonly sbyte codes, ref readonly short query, int stride)
    {
        var sum = Vector128<int>.Zero;
        for (var i = 0; i < stride; i += Vector128<short>.Count)
        {
            var wide = Vector128.WidenLower(Vector64.LoadUnsafe(in codes, (nuint)i).ToVector128Unsafe());
            var asked = Vector128.LoadUnsafe(in query, (nuint)i);
            sum += (Vector128.WidenLower(wide) * Vector128.WidenLower(asked)) + (Vector128.WidenUpper(wide) * Vector128.WidenUpper(asked));
        }

        return Vector128.Sum(Vector128.WidenLower(sum) + Vector128.WidenUpper(sum));
    }

    private static float ScaleOf(ReadOnlySpan<float> vector, int most)
    {
        var largest = 0f;
        foreach (var part in vector)
        {
            largest = MathF.Max(largest, MathF.Abs(part));
        }

        return MathF.Max(largest, 1e-20f) / most;
    }
}
