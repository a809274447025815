namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Payment cards: an issuer's range with its length, the grouping that cards have, and Luhn's sum.</summary>
internal static class Card
{
    private static readonly byte[][] Context = NumberFinder.Words("card karte carte tarjeta carta visa maestro amex");

    public static int End(ReadOnlySpan<byte> text, in Cluster cluster)
    {
        for (var length = 19; length >= 12; length--)
        {
            if (length > cluster.Count)
            {
                continue;
            }

            var size = cluster.Take(text, length);
            if (size > 0 && IsGrouped(cluster, size) && IsIssued(text, cluster, length) && Luhn(cluster.Digits[..length]))
            {
                return cluster.Groups[size - 1].End;
            }
        }

        return 0;
    }

    private static bool IsGrouped(in Cluster cluster, int size) => size == 1 || (cluster.Same(size) is (byte)' ' or (byte)'-' or (byte)'.' && size switch
    {
        2 => cluster.Is([6, 13]) || cluster.Is([8, 8]),
        3 => cluster.Is([4, 6, 5]) || cluster.Is([4, 6, 4]) || cluster.Is([4, 5, 6]) || cluster.Is([4, 4, 5]) || cluster.Is([4, 4, 4]),
        4 or 5 => cluster.Is([4, 4, 4]) && (size == 4 || cluster.Groups[3].Length == 4) && cluster.Groups[size - 1].Length <= 4,
        _ => false,
    });

    private static bool IsIssued(ReadOnlySpan<byte> text, in Cluster cluster, int length)
    {
        var six = 0;
        for (var i = 0; i < 6; i++)
        {
            six = six * 10 + cluster.Digit(i);
        }

        var (two, three, four) = (six / 10_000, six / 1000, six / 100);
        var issued = length switch
        {
            16 => six / 100_000 == 4 || two is >= 51 and <= 55 || four is >= 2221 and <= 2720 || four is >= 2200 and <= 2204 || four is >= 3528 and <= 3589
                || four == 6011 || three is >= 644 and <= 649 || two is 60 or 62 or 65 or 81 or 82 || three is 508 or 636 or 637 or 638 || four == 9792 || IsMaestro(four),
            15 => two is 34 or 37,
            14 => three is >= 300 and <= 305 || four == 3095 || two is 36 or 38 or 39,
            17 or 18 or 19 => two is 62 or 65 || four is >= 3528 and <= 3589 || four == 6011 || four is >= 2200 and <= 2204 || IsMaestro(four) || (length == 19 && two / 10 == 4),
            // Long out of use, and as long as an article number: only where a card is spoken of.
            13 => (two / 10 == 4 || IsMaestro(four)) && Edge.Says(text, cluster.Start, Context),
            12 => IsMaestro(four) && Edge.Says(text, cluster.Start, Context),
            _ => false,
        };
        return issued;
    }

    private static bool IsMaestro(int four) => four is 5018 or 5020 or 5038 or 5893 or 6304 or 6759 or 6761 or 6762 or 6763;

    private static bool Luhn(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[digits.Length - 1 - i] - '0';
            sum += i % 2 == 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
        }

        return sum % 10 == 0;
    }
}
