using System.Globalization;

namespace Bascule.Engine.Guardrails.Masking;

/// <summary>
/// What stands for a value upstream: <c>&lt;EMAIL_1&gt;</c>, the kind and a number. Models copy it well, JSON needs no escape for it, and none can hold another, so two
/// that stand side by side never read as a third.
/// </summary>
internal static class Placeholder
{
    /// <summary>What of a kind's name is used.</summary>
    public const int MaxLabel = 24;

    private const int MaxDigits = 6;

    /// <summary>No placeholder is longer.</summary>
    public const int MaxLength = 1 + MaxLabel + 1 + MaxDigits + 1;

    /// <summary>The kind of a caller's own text that reads like a placeholder: it gets one, and comes back as it was.</summary>
    public const string Lookalike = "literal";

    /// <summary>A kind's name as placeholders spell it.</summary>
    public static string LabelOf(string kind)
    {
        var label = kind.ToUpperInvariant().ToCharArray();
        for (var i = 0; i < label.Length; i++)
        {
            label[i] = char.IsAsciiLetterUpper(label[i]) || char.IsAsciiDigit(label[i]) ? label[i] : '_';
        }

        var whole = label is [>= 'A' and <= 'Z', ..] ? new string(label) : "X" + new string(label);
        return whole.Length <= MaxLabel ? whole : whole[..MaxLabel];
    }

    public static string Of(string label, int number) => string.Create(CultureInfo.InvariantCulture, $"<{label}_{number}>");

    /// <summary>Whether a byte may stand between the brackets.</summary>
    public static bool IsInner(int one) => one is >= 'A' and <= 'Z' or >= '0' and <= '9' or '_';

    /// <summary>The length of what reads like a placeholder at the text's start; 0: nothing does.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.Length < 5 || text[0] != '<' || text[1] is < (byte)'A' or > (byte)'Z')
        {
            return 0;
        }

        var end = 2;
        while (end < text.Length && end < MaxLength && IsInner(text[end]))
        {
            end++;
        }

        if (end == text.Length || text[end] != '>')
        {
            return 0;
        }

        var digits = end - 1;
        while (char.IsAsciiDigit((char)text[digits]))
        {
            digits--;
        }

        return digits < end - 1 && text[digits] == '_' ? end + 1 : 0;
    }
}
