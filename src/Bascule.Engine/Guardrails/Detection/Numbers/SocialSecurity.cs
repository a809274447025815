namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Social security numbers of the United States: area, group and serial, none of them one that is never given out.</summary>
internal static class SocialSecurity
{
    private static readonly byte[][] Context = NumberFinder.Words("ssn social-security social_security socialsecurity");
    private static readonly byte[][] Spoken = NumberFinder.Words("social ssns");

    public static int End(ReadOnlySpan<byte> text, in Cluster cluster)
    {
        var size = cluster.Take(text, 9);
        if (size == 0 || !IsIssued(cluster))
        {
            return 0;
        }

        var grouped = size == 3 && cluster.Is([3, 2, 4]) && cluster.Same(3) is (byte)'-' or (byte)' ';
        return grouped || ((size == 1 || cluster.Is([3, 2, 4])) && (Edge.Says(text, cluster.Start, Context) || Edge.Says(text, cluster.Start, Spoken)))
            ? cluster.Groups[size - 1].End
            : 0;
    }

    private static bool IsIssued(in Cluster cluster)
    {
        var area = cluster.Digit(0) * 100 + cluster.Digit(1) * 10 + cluster.Digit(2);
        var group = cluster.Digit(3) * 10 + cluster.Digit(4);
        var serial = cluster.Digits[5..9];
        return area is > 0 and < 900 and not 666 && group != 0 && serial.ContainsAnyExcept((byte)'0');
    }
}
