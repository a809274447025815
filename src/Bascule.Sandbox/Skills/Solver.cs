using System.Text.RegularExpressions;

namespace Bascule.Sandbox.Skills;

/// <summary>Tries each skill on a prompt; null when none fits.</summary>
internal static class Solver
{
    /// <summary>Only the end of a prompt is looked at, which bounds the work of the patterns.</summary>
    private const int MaxChars = 8_000;

    public static string? Solve(string prompt, string modelId, SkillLevel level)
    {
        var text = prompt.Length > MaxChars ? prompt[^MaxChars..] : prompt;
        try
        {
            return Extraction.Answer(text, level)
                ?? Sorting.Answer(text, modelId, level)
                ?? Recital.Answer(text)
                ?? Arithmetic.Answer(text, modelId, level);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
