using System.Buffers.Text;
using System.Collections.Frozen;
using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Normal;

/// <summary>HTML's character references, as far as they write letters, digits and the signs that detectors read.</summary>
internal static class Entities
{
    private const int MaxName = 8;

    // By the name's bytes as a number: no string is made of what a caller sends.
    private static readonly FrozenDictionary<ulong, char> ByName = new (string Names, string Characters)[]
    {
        ("amp lt gt quot apos nbsp shy zwnj zwj", "&<>\"'\u00a0\u00ad\u200c\u200d"),
        ("commat period colon semi comma sol bsol lowbar hyphen dash plus num percnt equals", "@.:;,/\\_-\u2010+#%="),
        ("lpar rpar lsqb rsqb lcub rcub vert verbar ast excl quest dollar Tab NewLine", "()[]{}||*!?$\t\n"),
        ("ensp emsp thinsp ndash mdash lsquo rsquo ldquo rdquo laquo raquo", "\u2002\u2003\u2009–—‘’“”«»"),
        ("auml ouml uuml Auml Ouml Uuml szlig euml iuml Euml", "äöüÄÖÜßëïË"),
        ("aacute eacute iacute oacute uacute Aacute Eacute Iacute Oacute Uacute yacute", "áéíóúÁÉÍÓÚý"),
        ("agrave egrave igrave ograve ugrave Agrave Egrave Igrave Ograve Ugrave", "àèìòùÀÈÌÒÙ"),
        ("acirc ecirc icirc ocirc ucirc Acirc Ecirc Icirc Ocirc Ucirc", "âêîôûÂÊÎÔÛ"),
        ("atilde ntilde otilde Atilde Ntilde Otilde aring Aring aelig AElig oelig OElig oslash Oslash ccedil Ccedil", "ãñõÃÑÕåÅæÆœŒøØçÇ"),
    }.SelectMany(row => row.Names.Split(' ').Zip(row.Characters)).ToFrozenDictionary(pair => Key(Encoding.ASCII.GetBytes(pair.First)), pair => pair.Second);

    /// <summary>The length of the reference that begins the text with <c>&amp;</c>; 0 where there is none.</summary>
    public static int Read(ReadOnlySpan<byte> text, out Rune rune)
    {
        rune = default;
        if (text.Length < 4)
        {
            return 0;
        }

        return text[1] == '#' ? Number(text, out rune) : Name(text, out rune);
    }

    private static int Name(ReadOnlySpan<byte> text, out Rune rune)
    {
        rune = default;
        var end = text[..Math.Min(text.Length, MaxName + 2)].IndexOf((byte)';');
        if (end < 3 || !ByName.TryGetValue(Key(text[1..end]), out var character))
        {
            return 0;
        }

        rune = new Rune(character);
        return end + 1;
    }

    private static int Number(ReadOnlySpan<byte> text, out Rune rune)
    {
        rune = default;
        var hex = (text[2] | 0x20) == 'x';
        var digits = text[(hex ? 3 : 2)..Math.Min(text.Length, 11)];
        var parsed = Utf8Parser.TryParse(digits, out uint value, out var used, hex ? 'X' : 'D');
        if (!parsed || used == 0 || value < 0x20 || !Rune.TryCreate(value, out rune))
        {
            return 0;
        }

        var end = (hex ? 3 : 2) + used;
        // Browsers read it without the semicolon too; a short one could then write more bytes than it takes.
        return Bytes.At(text, end) == ';' ? end + 1 : end >= rune.Utf8SequenceLength ? end : 0;
    }

    private static ulong Key(ReadOnlySpan<byte> name)
    {
        var key = 0UL;
        foreach (var b in name)
        {
            key = (key << 8) | b;
        }

        return key;
    }
}
