using System.Text.RegularExpressions;

namespace Bascule.Sandbox.Skills;

/// <summary>Sorts the numbers or words a prompt lists.</summary>
internal static partial class Sorting
{
    public static string? Answer(string prompt, string modelId, SkillLevel level)
    {
        if (Asked().Match(prompt) is not { Success: true } asked)
        {
            return null;
        }

        var items = asked.Groups["items"].Value.Trim(' ', '[', ']', '.', '!', '?')
            .Replace(" and ", ",", StringComparison.Ordinal)
            .Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(item => item.Trim('"', '\'', '-', '*').Trim() is { Length: > 0 } bare && !item.StartsWith('-') ? bare : item)
            .ToArray();
        if (items.Length < 2)
        {
            return null;
        }

        var sorted = items.All(item => decimal.TryParse(item, out _))
            ? items.OrderBy(item => decimal.Parse(item)).ToArray()
            : items.Order(StringComparer.OrdinalIgnoreCase).ToArray();
        if (Downwards().IsMatch(prompt))
        {
            Array.Reverse(sorted);
        }

        if (sorted.Length > level.Items)
        {
            var slip = Mistake.Seed(modelId + prompt, sorted.Length - 1);
            (sorted[slip], sorted[slip + 1]) = (sorted[slip + 1], sorted[slip]);
        }

        return string.Join(", ", sorted);
    }

    [GeneratedRegex(@"\b(?:sort|arrange|order (?=these|the following))(?:[^:\n]*:\s*|(?: (?:these|the|following|numbers|words|list|items|in|ascending|descending|alphabetically|order))*\s+)(?<items>[^.!?]*(?:\.\d[^.!?]*)*)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Asked();

    [GeneratedRegex(@"\b(?:descending|reverse|largest first|highest first|from largest|from high)", RegexOptions.IgnoreCase)]
    private static partial Regex Downwards();
}
