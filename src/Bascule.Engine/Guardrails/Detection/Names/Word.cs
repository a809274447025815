using System.Text;

namespace Bascule.Engine.Guardrails.Detection.Names;

/// <summary>A word in a text and what it may be.</summary>
internal readonly record struct Word(int Start, int End, WordFlags Flags, ulong Key)
{
    // Letters without their accents, for the second byte of U+00C0 to U+017F.
    private static ReadOnlySpan<byte> Latin1 => "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo*ouuuuyty"u8;

    private static ReadOnlySpan<byte> ExtendedA => "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllll"u8;

    private static ReadOnlySpan<byte> ExtendedB => "lllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs"u8;

    public bool Is(WordFlags any) => (Flags & any) != 0;

    /// <summary>Reads the letters that begin there; the key is the same for every way to write the word.</summary>
    public static int Read(ReadOnlySpan<byte> text, int start, out ulong key)
    {
        key = 14695981039346656037;
        var at = start;
        while (at < text.Length)
        {
            var b = text[at];
            if (Bytes.IsLetter(b))
            {
                key = Mix(key, (byte)(b | 0x20));
                at++;
            }
            else if (b >= 0xC3 && b <= 0xC5 && at + 1 < text.Length)
            {
                var table = b switch { 0xC3 => Latin1, 0xC4 => ExtendedA, _ => ExtendedB };
                key = Mix(key, table[text[at + 1] & 0x3F]);
                at += 2;
            }
            else if (b >= 0xC6 && b is not (0xE2 or 0xEF or >= 0xF0))
            {
                key = Mix(key, b);
                at++;
                while (at < text.Length && (text[at] & 0xC0) == 0x80)
                {
                    key = Mix(key, text[at++]);
                }
            }
            else if (Joint(text, at) is var joint && joint > 0 && at - start is 1 or 2 && IsCapital(text, at + joint))
            {
                // O'Brien, D'Angelo.
                at += joint;
            }
            else
            {
                break;
            }
        }

        return at;
    }

    /// <summary>Whether a capital stands there, of ASCII or not.</summary>
    public static bool IsCapital(ReadOnlySpan<byte> text, int at)
    {
        var b = Bytes.At(text, at);
        return b < 0x80 ? Bytes.IsUpper(b) : Rune.DecodeFromUtf8(text[at..], out var rune, out _) == System.Buffers.OperationStatus.Done && Rune.IsUpper(rune);
    }

    /// <summary>The length of an apostrophe, straight or curved; 0 where none stands.</summary>
    public static int Joint(ReadOnlySpan<byte> text, int at) => Bytes.At(text, at) == '\'' ? 1 : Bytes.StartsWith(text, at, "’"u8) ? 3 : 0;

    /// <summary>The word that begins there, looked up.</summary>
    public static Word At(ReadOnlySpan<byte> text, int start)
    {
        var end = Read(text, start, out var key);
        var flags = end == start ? WordFlags.None : WordTable.Find(key);
        if (end - start == 1)
        {
            flags |= WordFlags.Initial;
        }

        int capitals = 0, small = 0, inner = 0;
        for (var i = start; i < end; i++)
        {
            capitals += Bytes.IsUpper(text[i]) ? 1 : 0;
            small += Bytes.IsLower(text[i]) ? 1 : 0;
            inner += i > start + 3 && Bytes.IsUpper(text[i]) && Bytes.IsLower(text[i - 1]) ? 1 : 0;
        }

        if (capitals > 1 && small == 0)
        {
            flags |= WordFlags.Capitals;
        }

        if ((flags & WordFlags.Title) != 0 && Ending(text, end) is var ending && ending > 0)
        {
            return new Word(start, end + ending, flags, key);
        }

        return new Word(start, end, inner > 0 || IsCode(text, end) ? flags | WordFlags.Identifier : flags, key);
    }

    // Sig.ra, Dott.ssa: an ending behind the dot of a title.
    private static int Ending(ReadOnlySpan<byte> text, int end)
    {
        var length = 1;
        while (length < 5 && Bytes.IsLower(Bytes.At(text, end + length)))
        {
            length++;
        }

        return Bytes.At(text, end) == '.' && length is 3 or 4 && Bytes.At(text, end + length) == ' ' ? length : 0;
    }

    // What stands directly behind names in code, and not in prose.
    private static bool IsCode(ReadOnlySpan<byte> text, int end)
    {
        var next = Bytes.At(text, end);
        return Bytes.IsDigit(next) || next switch
        {
            (byte)'_' or (byte)'(' or (byte)'[' or (byte)'{' or (byte)'=' or (byte)'/' or (byte)'\\' or (byte)'@' or (byte)'$' or (byte)'+' => true,
            (byte)'.' => Bytes.IsWord(Bytes.At(text, end + 1)),
            (byte)':' => Bytes.At(text, end + 1) is (byte)':' or (byte)'/',
            (byte)'<' => Bytes.IsUpper(Bytes.At(text, end + 1)),
            (byte)'-' => Bytes.IsLower(Bytes.At(text, end + 1)) || Bytes.At(text, end + 1) == '>',
            _ => false,
        };
    }

    private static ulong Mix(ulong key, byte b) => (key ^ b) * 1099511628211;
}
