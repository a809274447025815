using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Normal;

/// <summary>What NFKC makes of the characters that stand for ASCII, what is invisible, and marks joined to their letters.</summary>
/// <remarks>Tables of our own: the process runs with invariant globalisation, in which the platform normalises nothing.</remarks>
internal static class Folding
{
    private const int Unchanged = -1;

    private static readonly (char Mark, string Bases, string Whole)[] Compositions =
    [
        ('\u0300', "AEIOUaeiou", "ÀÈÌÒÙàèìòù"), ('\u0301', "AEIOUYaeiouycCnNsSzZ", "ÁÉÍÓÚÝáéíóúýćĆńŃśŚźŹ"),
        ('\u0302', "AEIOUaeiou", "ÂÊÎÔÛâêîôû"), ('\u0303', "ANOano", "ÃÑÕãñõ"), ('\u0308', "AEIOUaeiouy", "ÄËÏÖÜäëïöüÿ"),
        ('\u030A', "AaUu", "ÅåŮů"), ('\u0327', "CcSs", "ÇçŞş"), ('\u030C', "CcSsZzEeRr", "ČčŠšŽžĚěŘř"), ('\u0328', "AaEe", "ĄąĘę"),
    ];

    // U+2100 to U+213F that NFKC makes one ASCII letter; a blank is left as it is.
    private const string LetterLike = "  C       gHHHh IILl N   PQRRR      Z   Z K BC eEF Mo           ";

    /// <summary>Whether every character with this first byte is read as it is written: most letters outside ASCII are.</summary>
    public static bool IsPlainLead(byte lead) => lead is (>= 0xC3 and <= 0xCB) or (>= 0xCE and <= 0xD7) or (>= 0xE4 and <= 0xEE) or < 0xC2 or > 0xF4;

    public static bool IsMark(Rune rune) => rune.Value is >= 0x300 and <= 0x36F;

    /// <summary>Letter and mark as one character; none: <c>\0</c>.</summary>
    public static char Compose(byte letter, Rune mark)
    {
        foreach (var (of, bases, whole) in Compositions)
        {
            if (of == mark.Value)
            {
                var at = bases.IndexOf((char)letter);
                return at < 0 ? '\0' : whole[at];
            }
        }

        return '\0';
    }

    /// <summary>Writes what the character is read as and tells how many bytes that is: none for what is invisible, below 0 for what stays.</summary>
    public static int Fold(Rune rune, Span<byte> into)
    {
        var c = rune.Value;
        return c switch
        {
            < 0xA0 => Unchanged,
            0xA0 or (>= 0x2000 and <= 0x200A) or 0x2028 or 0x2029 or 0x202F or 0x205F or 0x3000 => One(' ', into),
            0xB2 or 0xB3 => One('0' + c - 0xB0, into),
            0xB9 => One('1', into),
            0xAD or 0x61C or 0x115F or 0x1160 or 0x3164 or 0xFEFF or 0xFFA0 or (>= 0x300 and <= 0x36F) or (>= 0x180B and <= 0x180E) => 0,
            (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) or (>= 0x2060 and <= 0x206F) or (>= 0xFE00 and <= 0xFE0F) => 0,
            >= 0x660 and <= 0x669 => One('0' + c - 0x660, into),
            >= 0x6F0 and <= 0x6F9 => One('0' + c - 0x6F0, into),
            >= 0x966 and <= 0x96F => One('0' + c - 0x966, into),
            (>= 0x2010 and <= 0x2013) or 0x2212 or 0xFE58 or 0xFE63 => One('-', into),
            0x2024 or 0xFE52 or 0xFF61 => One('.', into),
            0x2070 or (>= 0x2074 and <= 0x2079) => One('0' + c - 0x2070, into),
            >= 0x2080 and <= 0x2089 => One('0' + c - 0x2080, into),
            >= 0x2100 and <= 0x213F => LetterLike[c - 0x2100] is var letter and not ' ' ? One(letter, into) : Unchanged,
            (>= 0x2460 and <= 0x24EA) or (>= 0x1F130 and <= 0x1F189) => Enclosed(c, into),
            >= 0xFB00 and <= 0xFB06 => Ligature(c - 0xFB00, into),
            0xFE55 => One(':', into),
            0xFE6B => One('@', into),
            >= 0xFF01 and <= 0xFF5E => One(c - 0xFEE0, into),
            >= 0x1D400 and <= 0x1D6A3 => (c - 0x1D400) % 52 is var place && place < 26 ? One('A' + place, into) : One('a' + place - 26, into),
            >= 0x1D7CE and <= 0x1D7FF => One('0' + (c - 0x1D7CE) % 10, into),
            // Tags are an invisible copy of ASCII: what they say is said to the model.
            >= 0xE0020 and <= 0xE007E => One(c - 0xE0000, into),
            >= 0xE0000 and <= 0xE0FFF => 0,
            _ => Unchanged,
        };
    }

    private static int One(int character, Span<byte> into)
    {
        into[0] = (byte)character;
        return 1;
    }

    private static int Enclosed(int c, Span<byte> into) => c switch
    {
        <= 0x2468 => One('1' + c - 0x2460, into),
        >= 0x249C and <= 0x24B5 => One('a' + c - 0x249C, into),
        >= 0x24B6 and <= 0x24CF => One('A' + c - 0x24B6, into),
        >= 0x24D0 and <= 0x24E9 => One('a' + c - 0x24D0, into),
        0x24EA => One('0', into),
        >= 0x1F130 => (c - 0x1F130) % 32 is var place && place < 26 ? One('A' + place, into) : Unchanged,
        _ => Unchanged,
    };

    private static int Ligature(int which, Span<byte> into)
    {
        var letters = which switch { 0 => "ff"u8, 1 => "fi"u8, 2 => "fl"u8, 3 => "ffi"u8, 4 => "ffl"u8, _ => "st"u8 };
        letters.CopyTo(into);
        return letters.Length;
    }
}
