namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>MAC addresses with dashes, or in three groups with dots, around a digit; those with colons are found by a colon.</summary>
internal static class DashedMac
{
    public static (int Start, int End) Find(ReadOnlySpan<byte> text, int digit)
    {
        var start = digit;
        while (start > 0 && digit - start < 18 && (Bytes.IsHex(text[start - 1]) || text[start - 1] is (byte)'-' or (byte)'.'))
        {
            start--;
        }

        if (!Symbols.MayBegin(text, start))
        {
            return default;
        }

        var end = Parse(text, start, 2, 6, (byte)'-');
        end = end > 0 ? end : Parse(text, start, 4, 3, (byte)'.');
        return end > digit && HasLetter(text[start..end]) ? (start, end) : default;
    }

    /// <summary>Groups of hexadecimal digits with one separator between, and no more behind them.</summary>
    public static int Parse(ReadOnlySpan<byte> text, int start, int width, int groups, byte separator)
    {
        var length = groups * (width + 1) - 1;
        if (start < 0 || start + length > text.Length)
        {
            return 0;
        }

        for (var i = 0; i < length; i++)
        {
            var b = text[start + i];
            if (i % (width + 1) == width ? b != separator : !Bytes.IsHex(b))
            {
                return 0;
            }
        }

        var next = Bytes.At(text, start + length);
        return Bytes.IsAlnum(next) || next == '_' || (next == separator && Bytes.IsHex(Bytes.At(text, start + length + 1))) ? 0 : start + length;
    }

    // Digits alone with dashes are a date or a part's number.
    private static bool HasLetter(ReadOnlySpan<byte> address)
    {
        foreach (var b in address)
        {
            if (Bytes.IsLetter(b))
            {
                return true;
            }
        }

        return false;
    }
}
