using System.Text.RegularExpressions;

namespace Bascule.Sandbox.Skills;

/// <summary>Picks e-mail addresses, dates, links or numbers out of a text.</summary>
internal static partial class Extraction
{
    public static string? Answer(string prompt, SkillLevel level)
    {
        if (Asked().Match(prompt) is not { Success: true } asked)
        {
            return null;
        }

        var kind = asked.Groups["kind"].Value.ToLowerInvariant() switch
        {
            "email" or "e-mail" => Emails(),
            "date" => Dates(),
            "url" or "link" => Links(),
            _ => Numbers(),
        };
        var found = kind.Matches(asked.Groups["text"].Value).Select(match => match.Value).ToArray();
        // A weak model overlooks what comes late in a long text.
        return found.Length == 0 ? "none" : string.Join(", ", found.Take(level.Items));
    }

    [GeneratedRegex(@"\bextract\b[^:\n]*?\b(?<kind>e-?mail|date|url|link|number)s?\b(?:[^:\n]*:|.*?\b(?:from|in)\b)(?<text>[\s\S]*)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Asked();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")]
    private static partial Regex Emails();

    [GeneratedRegex(@"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}|(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2}, \d{4})\b")]
    private static partial Regex Dates();

    [GeneratedRegex(@"https?://[^\s,;<>""')]+")]
    private static partial Regex Links();

    [GeneratedRegex(@"(?<![\w.])-?\d+(?:\.\d+)?(?!\w)")]
    private static partial Regex Numbers();
}
