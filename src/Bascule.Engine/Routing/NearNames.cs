namespace Bascule.Engine.Routing;

/// <summary>Names that a mistyped one may have meant.</summary>
public static class NearNames
{
    private const int MaxLength = 64;    // the distance is quadratic: longer names are no typing errors

    /// <summary>At most three, nearest first.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known) =>
        name.Length is 0 or > MaxLength
            ? []
            : [.. known.Where(other => other.Length <= MaxLength).Select(other => (other, Distance: Distance(name.ToLowerInvariant(), other.ToLowerInvariant())))
                .Where(pair => pair.Distance <= Math.Max(2, pair.other.Length / 3) || pair.other.Contains(name, StringComparison.OrdinalIgnoreCase))
                .OrderBy(pair => pair.Distance).ThenBy(pair => pair.other, StringComparer.Ordinal)
                .Take(3).Select(pair => pair.other)];

    /// <summary>How many letters must be added, removed, changed or swapped with a neighbour.</summary>
    public static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var now = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            last[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                now[j] = Math.Min(Math.Min(now[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    now[j] = Math.Min(now[j], before[j - 2] + 1);
                }
            }

            (before, last, now) = (last, now, before);
        }

        return last[b.Length];
    }
}
