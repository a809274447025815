using System.Buffers;
using System.Text;

namespace Bascule.Engine.Guardrails.Reading;

/// <summary>Whether a value looks like what its member's name says it is. If not, it is read like any text: a name alone hides nothing.</summary>
internal static class ValueShape
{
    /// <summary>Shorter than any picture or signature; a word of a few letters would pass for base64.</summary>
    private const int LeastBase64 = 64;

    /// <summary>The dialects' words hold dates; a number of nine digits or more may be somebody's.</summary>
    private const int MostDigits = 8;

    private const int LongestLabel = 64;

    private const int LongestId = 512;

    private static readonly SearchValues<byte> LabelBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-;="u8);

    private static readonly SearchValues<byte> IdBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-;=:|#"u8);

    private static readonly SearchValues<byte> Base64Bytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+/=\r\n"u8);

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-.$"u8);

    public static bool IsLabel(ReadOnlySpan<byte> text)
    {
        if (text.Length > LongestLabel || text.ContainsAnyExcept(LabelBytes))
        {
            return false;
        }

        var digits = 0;
        foreach (var next in text)
        {
            digits += char.IsAsciiDigit((char)next) ? 1 : 0;
        }

        return digits <= MostDigits;
    }

    /// <summary>An id begins with a letter: a bare number may be anybody's.</summary>
    public static bool IsId(ReadOnlySpan<byte> text) => text.Length <= LongestId && char.IsAsciiLetter((char)text[0]) && !text.ContainsAnyExcept(IdBytes);

    public static bool IsBase64(ReadOnlySpan<byte> text) => text.Length >= LeastBase64 && !text.ContainsAnyExcept(Base64Bytes);

    /// <summary>A member's name that is one of a program's, not of a person's or a thing's.</summary>
    public static bool IsPlainName(ReadOnlySpan<byte> name) => !name.ContainsAnyExcept(NameBytes);

    /// <summary>Whole numbers of nine digits or more may be somebody's; shorter ones and fractions count or measure.</summary>
    public static bool MayBeText(ReadOnlySpan<byte> number) => number.Length > MostDigits && !number.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>Media types of which the bytes are text.</summary>
    public static bool IsTextType(ReadOnlySpan<byte> type) =>
        Begins(type, "text/"u8) || Begins(type, "application/json"u8) || Begins(type, "application/xml"u8) || Begins(type, "application/yaml"u8)
        || Begins(type, "application/x-yaml"u8) || Begins(type, "application/javascript"u8) || Begins(type, "application/csv"u8) || Begins(type, "application/x-ndjson"u8);

    public static UnreadableParts KindOf(ReadOnlySpan<byte> type) => type switch
    {
        _ when Begins(type, "image"u8) => UnreadableParts.Image,
        _ when Begins(type, "audio"u8) => UnreadableParts.Audio,
        _ => UnreadableParts.File,
    };

    private static bool Begins(ReadOnlySpan<byte> type, ReadOnlySpan<byte> with) => type.Length >= with.Length && Ascii.EqualsIgnoreCase(type[..with.Length], with);
}
