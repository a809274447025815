using Bascule.Engine.Routing;

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
            .Select(name => (Name: name, Distance: NearNames.Distance(word.ToLowerInvariant(), name.ToLowerInvariant())))
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
}
