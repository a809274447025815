namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>German tax ids: eleven digits, of the first ten one twice or three times and no other again, and a check digit (ISO 7064, mod 11,10).</summary>
internal static class SteuerId
{
    private const int Length = 11;

    public static int End(ReadOnlySpan<byte> text, in Cluster cluster)
    {
        if (cluster.Count < Length || cluster.Digit(0) == 0)
        {
            return 0;
        }

        var size = cluster.Take(text, Length);
        var grouped = size == 1 || (size == 4 && cluster.Is([2, 3, 3, 3]) && cluster.Same(4) is (byte)' ' or (byte)'-' or (byte)'.' or (byte)'/');
        return size > 0 && grouped && IsDrawn(cluster) && Check(cluster) == cluster.Digit(10) ? cluster.Groups[size - 1].End : 0;
    }

    private static bool IsDrawn(in Cluster cluster)
    {
        Span<byte> counts = stackalloc byte[10];
        counts.Clear();
        for (var i = 0; i < 10; i++)
        {
            counts[cluster.Digit(i)]++;
        }

        int twice = counts.Count((byte)2), thrice = counts.Count((byte)3), once = counts.Count((byte)1);
        return (twice == 1 && thrice == 0 && once == 8) || (thrice == 1 && twice == 0 && once == 7);
    }

    private static int Check(in Cluster cluster)
    {
        var product = 10;
        for (var i = 0; i < 10; i++)
        {
            var sum = (cluster.Digit(i) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (11 - product) % 10;
    }
}
