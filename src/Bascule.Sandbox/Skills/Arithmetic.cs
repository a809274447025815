using System.Numerics;
using System.Text.RegularExpressions;

namespace Bascule.Sandbox.Skills;

/// <summary>Finds a small sum in free text and answers it.</summary>
internal static partial class Arithmetic
{
    public static string? Answer(string prompt, string modelId, SkillLevel level)
    {
        var text = Plain(prompt);
        if (Dates().IsMatch(text) || Runs().Matches(text).Where(run => StandsAlone(text, run)).Select(run => Expression.Read(run.Value)).LastOrDefault(read => read is not null) is not { } sum)
        {
            return null;
        }

        var right = sum.Operands <= level.Operands && sum.Digits <= level.Digits;
        if (right)
        {
            return sum.Value.ToString();
        }

        BigInteger off = 1 + Mistake.Seed(modelId + prompt, 9);
        return (sum.Value + new Fraction(off * 10, BigInteger.One)).ToString();
    }

    private static string Plain(string prompt)
    {
        var text = Words().Replace(prompt, word => word.Value.ToLowerInvariant() switch
        {
            "plus" => "+",
            "minus" => "-",
            "times" or "multiplied by" => "*",
            _ => "/",
        });
        text = Thousands().Replace(text, "");
        return text.Replace('×', '*').Replace('·', '*').Replace('÷', '/').Replace('−', '-').Replace('–', '-');
    }

    // 3.5 + 2 and v2-17 are not sums of integers, and half of them would be a wrong one.
    private static bool StandsAlone(string text, Match run)
    {
        var end = run.Index + run.Length;
        return !(run.Index > 0 && run.Value[0] != ' ' && (char.IsLetterOrDigit(text[run.Index - 1]) || text[run.Index - 1] is '.' or ',' or '_'))
            && !(end < text.Length && run.Value[^1] != ' ' && (char.IsLetter(text[end]) || (text[end] is '.' or ',' && end + 1 < text.Length && char.IsAsciiDigit(text[end + 1]))));
    }

    [GeneratedRegex(@"[-0-9+*/() ]{3,400}")]
    private static partial Regex Runs();

    [GeneratedRegex(@"\b(?:plus|minus|times|multiplied by|divided by|over)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Words();

    [GeneratedRegex(@"(?<=\d),(?=\d{3}\b)")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{4}\b")]
    private static partial Regex Dates();
}
