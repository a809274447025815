namespace Bascule.Engine.Guardrails.Detection;

/// <summary>What a byte of UTF-8 is to the detectors.</summary>
internal static class Bytes
{
    public static bool IsDigit(byte b) => (uint)(b - '0') < 10;

    public static bool IsUpper(byte b) => (uint)(b - 'A') < 26;

    public static bool IsLower(byte b) => (uint)(b - 'a') < 26;

    public static bool IsLetter(byte b) => (uint)((b | 0x20) - 'a') < 26;

    public static bool IsAlnum(byte b) => IsLetter(b) || IsDigit(b);

    public static bool IsHex(byte b) => IsDigit(b) || (uint)((b | 0x20) - 'a') < 6;

    /// <summary>A letter, a digit, an underscore, or a part of a character outside ASCII, most of which are letters.</summary>
    public static bool IsWord(byte b) => IsAlnum(b) || b is (byte)'_' or >= 0x80;

    /// <summary>What keys and identifiers are made of.</summary>
    public static bool IsToken(byte b) => IsAlnum(b) || b is (byte)'_' or (byte)'-';

    public static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';

    public static byte Upper(byte b) => IsLower(b) ? (byte)(b - 32) : b;

    public static byte Lower(byte b) => IsUpper(b) ? (byte)(b + 32) : b;

    /// <summary>The byte there; a space outside the text, which is a boundary like any other.</summary>
    public static byte At(ReadOnlySpan<byte> text, int at) => (uint)at < (uint)text.Length ? text[at] : (byte)' ';

    public static bool StartsWith(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> word) =>
        at >= 0 && at <= text.Length - word.Length && text.Slice(at, word.Length).SequenceEqual(word);

    /// <summary>Whether the word, given in lower case, stands there in any case.</summary>
    public static bool StartsWithWord(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> word)
    {
        if (at < 0 || at > text.Length - word.Length)
        {
            return false;
        }

        for (var i = 0; i < word.Length; i++)
        {
            if (Lower(text[at + i]) != word[i])
            {
                return false;
            }
        }

        return true;
    }
}
