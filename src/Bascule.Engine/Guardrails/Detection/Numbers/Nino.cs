namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>National insurance numbers of the United Kingdom: two letters that are given out, six digits, A to D.</summary>
internal static class Nino
{
    private static readonly byte[][] Context = NumberFinder.Words("nino insurance");

    public static (int Start, int End) Find(ReadOnlySpan<byte> text, int digits)
    {
        var start = Bytes.IsLetter(text[digits - 1]) ? digits - 2 : digits - 3;
        if (!Symbols.MayBegin(text, start) || !Bytes.IsLetter(text[start]))
        {
            return default;
        }

        Span<byte> symbols = stackalloc byte[9];
        var end = Symbols.Gather(text, start, symbols);
        if (end == 0 || !IsValid(symbols) || !IsGrouped(text[start..end]))
        {
            return default;
        }

        var capitals = Bytes.IsUpper(text[start]) && Bytes.IsUpper(text[start + 1]) && Bytes.IsUpper(text[end - 1]);
        return capitals || !IsHex(symbols) || Edge.Says(text, start, Context) ? (start, end) : default;
    }

    // In small letters a valid number of hexadecimal digits alone is rather a piece of a hash.
    private static bool IsHex(ReadOnlySpan<byte> symbols) => Bytes.IsHex(symbols[0]) && Bytes.IsHex(symbols[1]);

    // Written in pairs: what separates stands behind an even number of symbols, or the six digits stand together.
    private static bool IsGrouped(ReadOnlySpan<byte> written)
    {
        var count = 0;
        foreach (var b in written)
        {
            if (Bytes.IsAlnum(b))
            {
                count++;
            }
            else if (count % 2 != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsValid(ReadOnlySpan<byte> symbols)
    {
        if (symbols[2..8].ContainsAnyExceptInRange((byte)'0', (byte)'9') || symbols[8] is not (>= (byte)'A' and <= (byte)'D') || !Bytes.IsLetter(symbols[1]))
        {
            return false;
        }

        return "DFIQUV"u8.IndexOf(symbols[0]) < 0 && "DFIOQUV"u8.IndexOf(symbols[1]) < 0
            && ((char)symbols[0], (char)symbols[1]) is not (('B', 'G') or ('G', 'B') or ('N', 'K') or ('K', 'N') or ('T', 'N') or ('N', 'T') or ('Z', 'Z'));
    }
}
