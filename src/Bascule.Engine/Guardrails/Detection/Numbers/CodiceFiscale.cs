namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Italian tax codes of persons: name, birth and place in sixteen signs, the last of which checks the others.</summary>
internal static class CodiceFiscale
{
    private const int Length = 16;

    // What a sign in an odd place counts, 0 to 9 and A to Z.
    private static readonly byte[] Odd =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    public static (int Start, int End) Find(ReadOnlySpan<byte> text, int digit)
    {
        var start = digit;
        while (start > 0 && digit - start < Length && Bytes.IsAlnum(text[start - 1]))
        {
            start--;
        }

        // In groups: three letters, three letters, and here the year.
        var grouped = start == digit;
        if (grouped)
        {
            start = digit - 8;
        }

        if (!Symbols.MayBegin(text, start) || (grouped && (!Bytes.IsUpper(text[start]) || text[start + 3] != ' ')))
        {
            return default;
        }

        Span<byte> symbols = stackalloc byte[Length];
        var end = Symbols.Gather(text, start, symbols);
        return end > 0 && (grouped || end - start == Length) && IsValid(symbols) ? (start, end) : default;
    }

    private static bool IsValid(ReadOnlySpan<byte> symbols)
    {
        for (var i = 0; i < Length; i++)
        {
            var fits = i is 6 or 7 or 9 or 10 or 12 or 13 or 14 ? Digit(symbols[i]) >= 0 : Bytes.IsUpper(symbols[i]);
            if (!fits)
            {
                return false;
            }
        }

        var day = Digit(symbols[9]) * 10 + Digit(symbols[10]);
        if ("ABCDEHLMPRST"u8.IndexOf(symbols[8]) < 0 || day is not ((>= 1 and <= 31) or (>= 41 and <= 71)))
        {
            return false;
        }

        var sum = 0;
        for (var i = 0; i < Length - 1; i++)
        {
            var b = symbols[i];
            sum += i % 2 == 0 ? Odd[Bytes.IsDigit(b) ? b - '0' : b - 'A' + 10] : Bytes.IsDigit(b) ? b - '0' : b - 'A';
        }

        return symbols[15] == 'A' + sum % 26;
    }

    // Where two persons would have the same code, digits are written as letters.
    private static int Digit(byte symbol) => Bytes.IsDigit(symbol) ? symbol - '0' : "LMNPQRSTUV"u8.IndexOf(symbol);
}
