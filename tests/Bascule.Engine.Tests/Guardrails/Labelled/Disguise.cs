using System.Text;

namespace Bascule.Engine.Tests.Guardrails.Labelled;

/// <summary>Writes a value so that a reader still sees it and a plain pattern does not: invisible characters, full-width forms, percent signs, entities.</summary>
internal static class Disguise
{
    private const string Invisible = "\u200b\u200c\u200d\u2060\ufeff\u00ad";

    public static string Any(string value, Dice dice) => dice.Below(4) switch
    {
        0 => WithInvisible(value, dice),
        1 => FullWidth(value),
        2 => Percent(value, dice),
        _ => Entities(value, dice),
    };

    private static string WithInvisible(string value, Dice dice)
    {
        var text = new StringBuilder();
        var (at, every) = (0, dice.Between(1, 4));
        foreach (var rune in value.EnumerateRunes())
        {
            if (at > 0 && at % every == 0)
            {
                text.Append(dice.Pick(Invisible.ToCharArray()));
            }

            text.Append(rune);
            at++;
        }

        return text.ToString();
    }

    private static string FullWidth(string value) => string.Concat(value.Select(c => c is > ' ' and <= '~' ? (char)(c + 0xfee0) : c));

    // As a form or a mail link has it: every reserved character, sometimes every character.
    private static string Percent(string value, Dice dice)
    {
        var all = dice.Chance(30);
        return string.Concat(Encoding.UTF8.GetBytes(value).Select(b => !all && (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'.' or (byte)'-' or (byte)'_') ? ((char)b).ToString() : $"%{b:X2}"));
    }

    private static string Entities(string value, Dice dice)
    {
        var (all, hex) = (dice.Chance(30), dice.Chance(50));
        return string.Concat(value.EnumerateRunes().Select(r => !all && Rune.IsLetterOrDigit(r) && r.IsAscii ? r.ToString() : r.Value == ' ' && !all ? "&nbsp;" : hex ? $"&#x{r.Value:x};" : $"&#{r.Value};"));
    }
}
