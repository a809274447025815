namespace Bascule.Server.Configuration.Language;

/// <summary>Finds the names that someone who mistyped most likely meant.</summary>
internal static class Nearest
{
    // Longer names are not compared letter by letter: the table grows with the product of both lengths.
    private const int MaxLength = 200;

    /// <summary>At most three known names, nearest first, none farther than a third of the word's letters.</summary>
    public static IReadOnlyList<string> To(string word, IEnumerable<string> known) => word.Length > MaxLength
        ? []
        : [.. known.Where(name => name.Length <= MaxLength && Math.Abs(name.Length - word.Length) <= Math.Max(2, word.Length / 3))
            .Select(name => (Name: name, Distance: Distance(word.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(found => found.Distance <= Math.Max(2, word.Length / 3) && found.Distance < Math.Max(word.Length, found.Name.Length))
            .OrderBy(found => found.Distance)
            .Take(3)
            .Select(found => found.Name)];

    /// <summary>'did you mean a or b?', or the words for when nothing is near.</summary>
    public static string Mend(string word, IReadOnlyCollection<string> known, string otherwise)
    {
        var near = To(word, known);
        return near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?" : otherwise;
    }

    // Optimal string alignment: a swap of two neighbours, the commonest slip, counts as one step.
    private static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    table[i, j] = i + j;
                    continue;
                }

                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[a.Length, b.Length];
    }
}
