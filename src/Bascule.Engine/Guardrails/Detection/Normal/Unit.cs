using System.Buffers;
using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Normal;

/// <summary>The bytes of one character that detectors read otherwise than it is written.</summary>
internal readonly record struct Unit(int Start, int Length)
{
    /// <summary>The longest replacement in bytes.</summary>
    public const int MaxLength = 8;

    private static readonly SearchValues<byte> Suspects = SearchValues.Create(
        [(byte)'%', (byte)'&', .. Enumerable.Range(0xC2, 0xF5 - 0xC2).Select(b => (byte)b)]);

    /// <summary>The next unit from there on, its start below 0 when there is none. Its replacement, never longer than the unit, is written into <paramref name="into"/> unless that is empty.</summary>
    public static Unit Next(ReadOnlySpan<byte> text, int from, Span<byte> into, out int written)
    {
        Span<byte> scratch = stackalloc byte[MaxLength];
        written = 0;
        for (var at = from; at < text.Length;)
        {
            var next = text[at..].IndexOfAny(Suspects);
            if (next < 0)
            {
                break;
            }

            at += next;
            var unit = text[at] switch
            {
                (byte)'%' => Percent(text, at, scratch, out written),
                (byte)'&' => Entity(text, at, scratch, out written),
                _ => Character(text, at, from, scratch, out written),
            };
            if (unit.Length > 0)
            {
                if (!into.IsEmpty)
                {
                    scratch[..written].CopyTo(into);
                }

                return unit;
            }

            at += -unit.Start;
        }

        return new Unit(-1, 0);
    }

    // No unit: its start is, negated, how many bytes to pass over.
    private static Unit Pass(int bytes) => new(-bytes, 0);

    private static Unit Percent(ReadOnlySpan<byte> text, int at, Span<byte> into, out int written)
    {
        Span<byte> bytes = stackalloc byte[4];
        written = 0;
        var count = 0;
        while (count < 4 && TryHex(text, at + 3 * count, out bytes[count]))
        {
            count++;
            if (bytes[0] < 0x80)
            {
                break;
            }
        }

        if (count == 0 || bytes[0] is < 0x20 or 0x7F || Rune.DecodeFromUtf8(bytes[..count], out var rune, out var used) != OperationStatus.Done)
        {
            return Pass(1);
        }

        written = Write(rune, into);
        return new Unit(at, 3 * used);
    }

    private static bool TryHex(ReadOnlySpan<byte> text, int at, out byte value)
    {
        value = 0;
        return at + 2 < text.Length && text[at] == '%' && Bytes.IsHex(text[at + 1]) && Bytes.IsHex(text[at + 2])
            && System.Buffers.Text.Utf8Parser.TryParse(text.Slice(at + 1, 2), out value, out _, 'x');
    }

    private static Unit Entity(ReadOnlySpan<byte> text, int at, Span<byte> into, out int written)
    {
        written = 0;
        var length = Entities.Read(text[at..], out var rune);
        if (length == 0)
        {
            return Pass(1);
        }

        written = Write(rune, into);
        return new Unit(at, length);
    }

    private static Unit Character(ReadOnlySpan<byte> text, int at, int from, Span<byte> into, out int written)
    {
        written = 0;
        if (Folding.IsPlainLead(text[at]))
        {
            return Pass(1);
        }

        if (Rune.DecodeFromUtf8(text[at..], out var rune, out var length) != OperationStatus.Done)
        {
            return Pass(Math.Max(1, length));
        }

        // A mark goes with the letter before it, which is taken back from what was passed over.
        if (Folding.IsMark(rune) && at > from && Folding.Compose(text[at - 1], rune) is var whole and not '\0')
        {
            written = new Rune(whole).EncodeToUtf8(into);
            return new Unit(at - 1, length + 1);
        }

        written = Folding.Fold(rune, into);
        if (written == 1 && BeginsTags(text, at))
        {
            // Invisible text is a text of its own, not the rest of the visible word before it.
            (into[0], into[1], written) = ((byte)' ', into[0], 2);
        }

        return written < 0 ? Pass(length) : new Unit(at, length);
    }

    private static bool BeginsTags(ReadOnlySpan<byte> text, int at) =>
        text[at] == 0xF3 && (at < 4 || text[at - 4] != 0xF3);

    private static int Write(Rune rune, Span<byte> into) => Folding.Fold(rune, into) is var folded and >= 0 ? folded : rune.EncodeToUtf8(into);
}
