namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Letters and digits of an identifier that may be written in groups.</summary>
internal static class Symbols
{
    /// <summary>Collects letters (as capitals) and digits until the span is full, passing over single spaces, dashes, dots and spaced slashes between them; tells where it ended, 0 when it did before.</summary>
    public static int Gather(ReadOnlySpan<byte> text, int start, Span<byte> into)
    {
        var count = 0;
        for (var at = start; at >= 0 && at < text.Length; at++)
        {
            var b = text[at];
            if (Bytes.IsAlnum(b))
            {
                into[count++] = Bytes.Upper(b);
                if (count == into.Length)
                {
                    return Bytes.IsWord(Bytes.At(text, at + 1)) && text[at + 1] < 0x80 ? 0 : at + 1;
                }
            }
            else if (count > 0 && b == ' ' && Bytes.StartsWith(text, at, " / "u8))
            {
                at += 2;
            }
            else if (count == 0 || b is not ((byte)' ' or (byte)'-' or (byte)'.') || !Bytes.IsAlnum(Bytes.At(text, at + 1)))
            {
                return 0;
            }
        }

        return 0;
    }

    /// <summary>Whether an identifier may begin there.</summary>
    public static bool MayBegin(ReadOnlySpan<byte> text, int start) =>
        start >= 0 && (!Bytes.IsWord(Bytes.At(text, start - 1)) || text[start - 1] >= 0x80)
        && !(Bytes.At(text, start - 1) is (byte)'-' or (byte)'.' && Bytes.IsAlnum(Bytes.At(text, start - 2)));

    /// <summary>The rest of a number of any length, written in decimal, by 97.</summary>
    public static int Mod97(ReadOnlySpan<byte> digits)
    {
        var rest = 0;
        foreach (var digit in digits)
        {
            rest = (rest * 10 + digit - '0') % 97;
        }

        return rest;
    }
}
