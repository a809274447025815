using System.Globalization;
using System.Text.Unicode;

namespace Bascule.Sandbox.Wire;

/// <summary>Whether the strings of a JSON text are text: the parser takes bytes and escapes that no string can hold, and throws when they are read.</summary>
internal static class JsonText
{
    /// <param name="json">Well-formed JSON, perhaps of broken characters.</param>
    public static bool IsReadable(ReadOnlySpan<byte> json) => Utf8.IsValid(json) && !HasLoneSurrogate(json);

    private static bool HasLoneSurrogate(ReadOnlySpan<byte> json)
    {
        for (var at = json.IndexOf((byte)'\\'); at >= 0;)
        {
            // In well-formed JSON a backslash stands only before an escape, and \u only before four hex digits.
            var length = json[at + 1] == 'u' ? 6 : 2;
            if (length == 6 && char.IsSurrogate(Unit(json[at..])))
            {
                length = 12;
                if (!json[(at + 6)..].StartsWith("\\u"u8) || !char.IsSurrogatePair(Unit(json[at..]), Unit(json[(at + 6)..])))
                {
                    return true;
                }
            }

            var next = json[(at + length)..].IndexOf((byte)'\\');
            at = next < 0 ? next : at + length + next;
        }

        return false;
    }

    private static char Unit(ReadOnlySpan<byte> escape) => (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
