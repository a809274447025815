using System.Numerics;
using System.Runtime.Intrinsics;

namespace Bascule.Engine.Dialects.Json;

/// <summary>How many bytes of a text are of which script: tokenizers cut them differently. Counted as UTF-8, whatever way the JSON wrote them.</summary>
public struct ScriptBytes
{
    /// <summary>Letters of Latin alphabets and the spaces between words.</summary>
    public long Latin { get; private set; }

    public long Cyrillic { get; private set; }

    /// <summary>Chinese, Japanese, Korean.</summary>
    public long Cjk { get; private set; }

    /// <summary>All other scripts, and emoji.</summary>
    public long Other { get; private set; }

    /// <summary>Digits, punctuation, line ends: code, tables, JSON.</summary>
    public long Code { get; private set; }

    public readonly long Total => Latin + Cyrillic + Cjk + Other + Code;

    /// <summary>Counts the raw bytes of a JSON string or value.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            at += AddAscii(text[at..]);
            if (at < text.Length)
            {
                at += text[at] == '\\' ? AddEscape(text[at..]) : AddCharacter(text[at..]);
            }
        }
    }

    /// <summary>Counts up to the first byte that is not ASCII, or begins an escape. Sixteen bytes a step: most prompts are of these alone.</summary>
    private int AddAscii(ReadOnlySpan<byte> text)
    {
        var at = 0;
        var words = 0;
        for (; text.Length - at >= Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var bytes = Vector128.Create(text.Slice(at, Vector128<byte>.Count));
            if (Vector128.GreaterThanAny(bytes, Vector128.Create((byte)0x7F)) || Vector128.EqualsAny(bytes, Vector128.Create((byte)'\\')))
            {
                break;
            }

            var letters = Vector128.LessThan((bytes | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
            words += BitOperations.PopCount((letters | Vector128.Equals(bytes, Vector128.Create((byte)' '))).ExtractMostSignificantBits());
        }

        for (; at < text.Length && text[at] < 0x80 && text[at] != '\\'; at++)
        {
            words += char.IsAsciiLetter((char)text[at]) || text[at] == ' ' ? 1 : 0;
        }

        Latin += words;
        Code += at - words;
        return at;
    }

    private int AddEscape(ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || text[1] != 'u' || !int.TryParse(text[2..6], System.Globalization.NumberStyles.AllowHexSpecifier, null, out var character))
        {
            Code++;
            return Math.Min(2, text.Length);
        }

        Count(character, character < 0x80 ? 1 : character < 0x800 || char.IsSurrogate((char)character) ? 2 : 3);    // two halves of two bytes make the four of their character
        return 6;
    }

    /// <summary>One character; the body is known to be valid UTF-8.</summary>
    private int AddCharacter(ReadOnlySpan<byte> text)
    {
        var (length, first) = text[0] switch
        {
            < 0xE0 => (2, text[0] & 0x1F),
            < 0xF0 => (3, text[0] & 0x0F),
            _ => (4, text[0] & 0x07),
        };
        if (length > text.Length)
        {
            Other += text.Length;
            return text.Length;
        }

        var character = first;
        for (var i = 1; i < length; i++)
        {
            character = (character << 6) | (text[i] & 0x3F);
        }

        Count(character, length);
        return length;
    }

    private void Count(int character, int bytes)
    {
        switch (character)
        {
            case < 0x80:
                Latin += char.IsAsciiLetter((char)character) || character == ' ' ? bytes : 0;
                Code += char.IsAsciiLetter((char)character) || character == ' ' ? 0 : bytes;
                break;
            case >= 0xC0 and < 0x250 or >= 0x1E00 and < 0x1F00:
                Latin += bytes;
                break;
            case >= 0x400 and < 0x530:
                Cyrillic += bytes;
                break;
            case >= 0x2E80 and < 0xA4D0 or >= 0xAC00 and < 0xD7B0 or >= 0xF900 and < 0xFB00 or >= 0xFF00 and < 0xFFF0 or >= 0x1100 and < 0x1200:
                Cjk += bytes;
                break;
            case >= 0x2000 and < 0x2E80 or < 0xC0:
                Code += bytes;
                break;
            default:
                Other += bytes;
                break;
        }
    }
}
