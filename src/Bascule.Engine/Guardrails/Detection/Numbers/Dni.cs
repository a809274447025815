namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Spanish identity numbers: eight digits (DNI) or X, Y, Z and seven (NIE), and the letter that their remainder by 23 gives.</summary>
internal static class Dni
{
    private static readonly byte[][] Context = NumberFinder.Words("dni nif nie d.n.i. identidad identity");

    public static int End(ReadOnlySpan<byte> text, in Cluster cluster)
    {
        var size = cluster.Is([8]) ? 1 : cluster.Is([2, 3, 3]) && cluster.Same(3) is (byte)'.' ? 3 : 0;
        return size == 0 ? 0 : Letter(text, cluster.Groups[size - 1].End, cluster.Digits[..8], 0, cluster.Start);
    }

    public static (int Start, int End) FindForeigner(ReadOnlySpan<byte> text, int digits)
    {
        var start = Bytes.IsLetter(text[digits - 1]) ? digits - 1 : digits - 2;
        var first = Bytes.Upper(text[start]) - 'X';
        if (first is < 0 or > 2 || !Symbols.MayBegin(text, start))
        {
            return default;
        }

        Span<byte> seven = stackalloc byte[7];
        var at = digits;
        for (var count = 0; count < 7; at++)
        {
            if (Bytes.IsDigit(Bytes.At(text, at)))
            {
                seven[count++] = text[at];
            }
            else if (Bytes.At(text, at) != '.' || count is not (1 or 4))
            {
                return default;
            }
        }

        var end = Bytes.IsDigit(Bytes.At(text, at)) ? 0 : Letter(text, at, seven, first, start);
        return end > 0 ? (start, end) : default;
    }

    // A dash or a space may stand before the letter, but no word behind it then. A small one behind a space counts only where such a number is spoken of.
    private static int Letter(ReadOnlySpan<byte> text, int at, ReadOnlySpan<byte> digits, int first, int start)
    {
        var joint = Bytes.At(text, at);
        if (joint is (byte)'-' or (byte)' ')
        {
            at++;
        }

        var letter = Bytes.At(text, at);
        if (!Bytes.IsLetter(letter) || !Edge.Right(text, at + 1))
        {
            return 0;
        }

        var number = first;
        foreach (var digit in digits)
        {
            number = number * 10 + digit - '0';
        }

        if ("TRWAGMYFPDXBNJZSQVHLCKE"u8[number % 23] != Bytes.Upper(letter))
        {
            return 0;
        }

        var alone = joint != ' ' || !(Bytes.At(text, at + 1) == ' ' && Bytes.IsLower(Bytes.At(text, at + 2)));
        return (alone && (Bytes.IsUpper(letter) || joint != ' ')) || Edge.Says(text, start, Context) ? at + 1 : 0;
    }
}
