namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>French social security numbers (NIR): sex, year, month, department, commune, order, and the key by 97, Corsica's letters counted as 19 and 18.</summary>
internal static class Insee
{
    private const int Length = 15;

    public static int End(ReadOnlySpan<byte> text, int start)
    {
        if (text[start] is not ((byte)'1' or (byte)'2' or (byte)'3' or (byte)'4' or (byte)'7' or (byte)'8'))
        {
            return 0;
        }

        Span<byte> symbols = stackalloc byte[Length];
        var end = Symbols.Gather(text, start, symbols);
        return end > 0 && IsValid(symbols) ? end : 0;
    }

    private static bool IsValid(Span<byte> symbols)
    {
        if (symbols[6] is (byte)'A' or (byte)'B')
        {
            if (symbols[5] != '2')
            {
                return false;
            }

            (symbols[5], symbols[6]) = ((byte)'1', symbols[6] == 'A' ? (byte)'9' : (byte)'8');
        }

        if (symbols.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        // Months past twelve stand for papers without one.
        var month = Two(symbols[3..]);
        return month is (>= 1 and <= 12) or (>= 20 and <= 42) or (>= 50 and <= 99) && Two(symbols[5..]) > 0 && Two(symbols[13..]) == 97 - Symbols.Mod97(symbols[..13]);
    }

    private static int Two(ReadOnlySpan<byte> digits) => (digits[0] - '0') * 10 + digits[1] - '0';
}
