using System.Buffers;

namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Where a number may begin and end, and what is said shortly before it.</summary>
internal static class Edge
{
    private const int Window = 40;

    private static readonly SearchValues<byte> Breaks = SearchValues.Create("0123456789?!\n"u8);

    /// <summary>Whether a number may begin there, and is no part of an identifier, a fraction, a path or a sum of money.</summary>
    public static bool Left(ReadOnlySpan<byte> text, int start)
    {
        var before = Bytes.At(text, start - 1);
        if (Bytes.IsWord(before) || before is (byte)'$' or (byte)'#' or (byte)'@')
        {
            return before >= 0x80 && !IsCurrency(text, start);
        }

        return before is not ((byte)'.' or (byte)'-' or (byte)'/' or (byte)'\\') || !Bytes.IsWord(Bytes.At(text, start - 2));
    }

    /// <summary>Whether a number may end there: nothing follows that would carry it on.</summary>
    public static bool Right(ReadOnlySpan<byte> text, int end)
    {
        var next = Bytes.At(text, end);
        if (Bytes.IsWord(next) || next is (byte)'@' or (byte)'%')
        {
            // An extension: 555-0100x42. A letter outside ASCII is a sign of its own in scripts without spaces.
            return next >= 0x80 || ((next | 0x20) == 'x' && Bytes.IsDigit(Bytes.At(text, end + 1)));
        }

        return next switch
        {
            (byte)'-' or (byte)'/' or (byte)'\\' => !Bytes.IsAlnum(Bytes.At(text, end + 1)),
            (byte)'.' => !Bytes.IsDigit(Bytes.At(text, end + 1)),
            _ => true,
        };
    }

    /// <summary>Whether one of the words, all in lower case, stands shortly before; those of fewer than five letters as whole words.</summary>
    public static bool Says(ReadOnlySpan<byte> text, int start, byte[][] words)
    {
        var from = Math.Max(0, start - Window);
        Span<byte> before = stackalloc byte[Window];
        var length = 0;
        foreach (var b in text[from..Math.Max(0, start)])
        {
            before[length++] = Bytes.Lower(b);
        }

        before = before[..length];
        foreach (var word in words)
        {
            var at = before.LastIndexOf(word);
            if (at >= 0 && (word.Length >= 5 || (!Bytes.IsLetter(Bytes.At(before, at - 1)) && !Bytes.IsLetter(Bytes.At(before, at + word.Length)))))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether one of the words stands shortly behind.</summary>
    public static bool SaysBehind(ReadOnlySpan<byte> text, int end, byte[][] words) => Says(text, Math.Min(text.Length, end + Window), words);

    /// <summary>Whether nothing between the last of the words before and the number is another number or ends the question or the paragraph.</summary>
    public static bool SaysNext(ReadOnlySpan<byte> text, int start, byte[][] words)
    {
        var from = Math.Max(0, start - Window);
        var last = text[from..start].LastIndexOfAny(Breaks);
        return last < 0 ? Says(text, start, words) : Says(text[(from + last + 1)..], start - from - last - 1, words);
    }

    // € £ ¥ before the number.
    private static bool IsCurrency(ReadOnlySpan<byte> text, int start) =>
        Bytes.StartsWith(text, start - 3, "€"u8) || Bytes.StartsWith(text, start - 2, "£"u8) || Bytes.StartsWith(text, start - 2, "¥"u8);
}
