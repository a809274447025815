namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>Whether a string looks drawn by lot, as keys are, or written by somebody, as names and placeholders are.</summary>
internal static class Chance
{
    // A body of twenty signs by lot has hardly ever fewer different ones.
    private const int MinDifferent = 8;

    /// <summary>Many different signs, and digits or capitals in the midst of words.</summary>
    public static bool LooksDrawn(ReadOnlySpan<byte> body)
    {
        Span<byte> counts = stackalloc byte[128];
        counts.Clear();
        int different = 0, digits = 0, turns = 0, longest = 1, run = 1;
        for (var i = 0; i < body.Length; i++)
        {
            var b = body[i];
            if (b < 0x80 && counts[b]++ == 0)
            {
                different++;
            }

            digits += Bytes.IsDigit(b) ? 1 : 0;
            turns += i > 0 && Bytes.IsUpper(b) && Bytes.IsLower(body[i - 1]) ? 1 : 0;
            run = i > 0 && b == body[i - 1] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return different >= Math.Min(MinDifferent, body.Length * 2 / 3) && longest < 8 && (digits > 0 || turns >= 4);
    }

    /// <summary>Bits a sign, by how often each occurs.</summary>
    public static double Entropy(ReadOnlySpan<byte> body)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var b in body)
        {
            counts[b]++;
        }

        var bits = 0.0;
        foreach (var count in counts)
        {
            if (count > 0)
            {
                var share = (double)count / body.Length;
                bits -= share * Math.Log2(share);
            }
        }

        return bits;
    }
}
