namespace Bascule.Engine.Caching.Semantic.Reading;

/// <summary>Alphabets, as far as it matters here: which have capitals, and which are others.</summary>
internal static class Scripts
{
    private static readonly (char From, char To, int Script)[] Ranges =
    [
        ('\u0590', '\u05ff', 1), ('\u0600', '\u08ff', 2), ('\u0900', '\u0dff', 3), ('\u0e00', '\u0eff', 4), ('\u10a0', '\u10ff', 5), ('\u1100', '\u11ff', 6),
        ('\u3040', '\u30ff', 7), ('\u3400', '\u9fff', 8), ('\uac00', '\ud7af', 6),
    ];

    /// <summary>The alphabet without capitals that has most of a text's letters, or 0: none has more than the others together.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        Span<int> counts = stackalloc int[9];
        counts.Clear();
        foreach (var letter in text)
        {
            if (letter < '\u0590')
            {
                counts[0] += char.IsLetter(letter) ? 1 : 0;
                continue;
            }

            foreach (var (from, to, script) in Ranges)
            {
                if (letter >= from && letter <= to)
                {
                    counts[script]++;
                    break;
                }
            }
        }

        var (best, others) = (1, 0);
        for (var script = 1; script < counts.Length; script++)
        {
            others += counts[script];
            best = counts[script] > counts[best] ? script : best;
        }

        return others > counts[0] ? best : 0;
    }
}
