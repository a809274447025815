using System.Text.RegularExpressions;

namespace Bascule.Sandbox.Skills;

/// <summary>Writes as many words as asked for, so that a caller can choose how long an answer or a stream is.</summary>
internal static partial class Recital
{
    /// <summary>Bounds the answer one request can ask for.</summary>
    private const int MaxWords = 20_000;

    public static string? Answer(string prompt) =>
        Asked().Match(prompt) is { Success: true } asked
            ? string.Join(' ', Enumerable.Range(1, Math.Min(MaxWords, int.Parse(asked.Groups[1].Value))).Select(i => $"word{i}"))
            : null;

    [GeneratedRegex(@"\b(?:write|say|recite)\b[^\d\n]{0,20}\b(\d{1,6}) words\b", RegexOptions.IgnoreCase)]
    private static partial Regex Asked();
}
