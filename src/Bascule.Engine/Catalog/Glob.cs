namespace Bascule.Engine.Catalog;

/// <summary>Names with <c>*</c> for any run of characters, case-insensitive; a list may take names out again with a leading <c>!</c>.</summary>
public static class Glob
{
    public static bool Matches(string pattern, string name) => Matches(pattern.AsSpan(), name, exactly: false);

    /// <summary>The same, but a capital is not its small letter: for what somebody may do, where two names that differ by case are two names.</summary>
    public static bool MatchesExactly(string pattern, string name) => Matches(pattern.AsSpan(), name, exactly: true);

    /// <summary>Whether some pattern matches and none with a leading <c>!</c> does.</summary>
    public static bool MatchesAny(IEnumerable<string> patterns, string name)
    {
        var matched = false;
        foreach (var pattern in patterns)
        {
            if (pattern.StartsWith('!'))
            {
                if (Matches(pattern.AsSpan(1), name, exactly: false))
                {
                    return false;
                }
            }
            else
            {
                matched |= Matches(pattern, name);
            }
        }

        return matched;
    }

    // Going back only to the last star keeps it linear in practice: names come from callers, so nothing may explode here.
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name, bool exactly)
    {
        int at = 0, place = 0, star = -1, resume = 0;
        while (place < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                (star, resume) = (at++, place);
            }
            else if (at < pattern.Length && (pattern[at] == name[place] || (!exactly && char.ToLowerInvariant(pattern[at]) == char.ToLowerInvariant(name[place]))))
            {
                (at, place) = (at + 1, place + 1);
            }
            else if (star >= 0)
            {
                (at, place) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return pattern[at..].TrimStart('*').IsEmpty;
    }
}
