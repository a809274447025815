namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Social security numbers of the United States: area, group and serial, none of them one that is never given out.</summary>
internal static class SocialSecurity
{
    private const int MaxHeader = 240;

    private static readonly byte[][] Context = NumberFinder.Words("ssn social sozialversicherung sozialvers versicherungsnummer sociale");

    public static int End(ReadOnlySpan<byte> text, in Cluster cluster)
    {
        var size = cluster.Take(text, 9);
        if (size == 0 || !IsIssued(cluster))
        {
            return 0;
        }

        var grouped = size == 3 && cluster.Is([3, 2, 4]) && cluster.Same(3) is (byte)'-' or (byte)' ';
        var end = cluster.Groups[size - 1].End;
        return grouped || ((size == 1 || cluster.Is([3, 2, 4])) && (Edge.Says(text, cluster.Start, Context) || Edge.SaysBehind(text, end, Context) || IsColumn(text, cluster.Start, end)))
            ? end
            : 0;
    }

    // A cell of a table whose first line says that it holds such numbers.
    private static bool IsColumn(ReadOnlySpan<byte> text, int start, int end)
    {
        if (!IsDelimiter(Bytes.At(text, start - 1)) || (!IsDelimiter(Bytes.At(text, end)) && end < text.Length))
        {
            return false;
        }

        var header = text[..Math.Min(text.Length, MaxHeader)];
        var line = header.IndexOf((byte)'\n');
        line = line < 0 ? header.Length : line;
        for (var at = line; at > 0 && line < start; at -= 32)
        {
            if (Edge.Says(text, at, Context))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsDelimiter(byte b) => b is (byte)',' or (byte)';' or (byte)'\t' or (byte)'|' or (byte)'"' or (byte)'\n' or (byte)'\r';

    private static bool IsIssued(in Cluster cluster)
    {
        var area = cluster.Digit(0) * 100 + cluster.Digit(1) * 10 + cluster.Digit(2);
        var group = cluster.Digit(3) * 10 + cluster.Digit(4);
        var serial = cluster.Digits[5..9];
        return area is > 0 and < 900 and not 666 && group != 0 && serial.ContainsAnyExcept((byte)'0');
    }
}
