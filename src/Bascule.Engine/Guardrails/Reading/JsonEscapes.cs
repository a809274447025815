using System.Buffers.Text;
using System.Text;

namespace Bascule.Engine.Guardrails.Reading;

/// <summary>The escapes of JSON strings, taken out. Never throws; half of a character becomes U+FFFD.</summary>
public static class JsonEscapes
{
    /// <summary>Writes the text of a JSON string's bytes (without its quotes) and says its length, which is never more than theirs.</summary>
    public static int Decode(ReadOnlySpan<byte> raw, Span<byte> into)
    {
        var (at, length) = (0, 0);
        while (true)
        {
            var plain = raw[at..].IndexOf((byte)'\\');
            if (plain < 0)
            {
                raw[at..].CopyTo(into[length..]);
                return length + raw.Length - at;
            }

            raw.Slice(at, plain).CopyTo(into[length..]);
            (at, length) = (at + plain, length + plain);
            at += Take(raw[at..], out var character);
            length += character.EncodeToUtf8(into[length..]);
        }
    }

    /// <summary>One escape: how many bytes it takes, and what it means.</summary>
    internal static int Take(ReadOnlySpan<byte> raw, out Rune character)
    {
        if (raw.Length < 2)
        {
            character = new Rune('\\');
            return raw.Length;
        }

        if (raw[1] != 'u')
        {
            character = new Rune(raw[1] switch
            {
                (byte)'n' => '\n',
                (byte)'t' => '\t',
                (byte)'r' => '\r',
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                < 0x80 and var other => (char)other,
                _ => '\\',
            });
            return raw[1] < 0x80 ? 2 : 1;
        }

        if (!Unit(raw, out var high))
        {
            character = new Rune('u');
            return 2;
        }

        if (char.IsHighSurrogate(high) && Unit(raw[6..], out var low) && char.IsLowSurrogate(low))
        {
            character = new Rune(high, low);
            return 12;
        }

        character = char.IsSurrogate(high) ? Rune.ReplacementChar : new Rune(high);
        return 6;
    }

    private static bool Unit(ReadOnlySpan<byte> raw, out char unit)
    {
        ushort value = 0;
        var whole = raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u' && Utf8Parser.TryParse(raw.Slice(2, 4), out value, out var used, 'x') && used == 4;
        unit = (char)value;
        return whole;
    }
}
