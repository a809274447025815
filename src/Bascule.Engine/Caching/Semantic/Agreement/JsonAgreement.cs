using System.Text.Json;

namespace Bascule.Engine.Caching.Semantic.Agreement;

/// <summary>Answers that are JSON: the same values, whatever their order in an object and their blanks.</summary>
internal static class JsonAgreement
{
    private const int MaxDepth = 64;

    /// <summary>Whether two texts are the same JSON; null: neither is JSON.</summary>
    public static bool? Compare(string one, string other)
    {
        var (first, second) = (Inside(one), Inside(other));
        if (!Looks(first) && !Looks(second))
        {
            return null;
        }

        using var left = Parse(first);
        using var right = Parse(second);
        return (left, right) switch
        {
            (null, null) => null,
            (null, _) or (_, null) => false,
            _ => JsonElement.DeepEquals(left.RootElement, right.RootElement),
        };
    }

    /// <summary>What stands within the one fence that is the whole answer, or the answer.</summary>
    private static string Inside(string text)
    {
        var trimmed = text.Trim();
        if (!trimmed.StartsWith("```", StringComparison.Ordinal) || !trimmed.EndsWith("```", StringComparison.Ordinal) || trimmed.Length < 7)
        {
            return trimmed;
        }

        var line = trimmed.IndexOf('\n');
        var inside = line < 0 ? trimmed : trimmed[(line + 1)..^3];
        return inside.Contains("```", StringComparison.Ordinal) ? trimmed : inside.Trim();
    }

    /// <summary>A number or a word alone is JSON as well, but is not meant as such.</summary>
    private static bool Looks(string text) => text.Length > 1 && text[0] is '{' or '[';

    private static JsonDocument? Parse(string text)
    {
        try
        {
            return Looks(text) ? JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth }) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
