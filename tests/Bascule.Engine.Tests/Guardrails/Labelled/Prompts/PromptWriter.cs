using System.Text;
using System.Text.RegularExpressions;

namespace Bascule.Engine.Tests.Guardrails.Labelled.Prompts;

/// <summary>Writes attacks, bare or inside of something that a model is given to read, and honest requests.</summary>
internal static partial class PromptWriter
{
    public static LabelledText Attack(Scribe scribe)
    {
        var dice = scribe.Dice;
        var attack = Choice().Replace(dice.Pick(Attacks.ByLanguage[scribe.Tongue.Code]), match => dice.Pick(match.Groups[1].Value.Split('|')));
        attack = dice.Below(10) switch
        {
            0 => attack.ToUpperInvariant(),
            1 => attack.ToLowerInvariant(),
            2 => Hidden(attack, dice),
            3 => string.Concat(attack.Select(c => c is > ' ' and <= '~' ? (char)(c + 0xfee0) : c)),
            _ => attack,
        };
        switch (dice.Below(4))
        {
            case 0:
                scribe.Sentence(scribe.Tongue.Prose(dice)).Write(" ").Write(attack).Write(" ").Sentence(scribe.Tongue.Prose(dice));
                break;
            case 1:
                scribe.Sentence(scribe.Tongue.Of("subject", dice)).Write("\n\n").Sentence(scribe.Tongue.Prose(dice)).Write("\n\n").Write(attack);
                break;
            case 2:
                scribe.Write("{\"results\": [{\"title\": \"").Sentence(scribe.Tongue.Of("subject", dice)).Write("\", \"text\": \"").Write(attack).Write("\"}]}");
                break;
            default:
                scribe.Write(attack);
                break;
        }

        return scribe.Done("attack", attack: true);
    }

    public static LabelledText Honest(Scribe scribe)
    {
        var dice = scribe.Dice;
        scribe.Sentence(dice.Pick(Attacks.Honest[scribe.Tongue.Code]));
        if (dice.Chance(50))
        {
            scribe.Write(" ").Sentence(scribe.Tongue.Prose(dice));
        }

        return scribe.Done("honest prompt");
    }

    private static string Hidden(string attack, Dice dice)
    {
        var text = new StringBuilder();
        foreach (var letter in attack)
        {
            text.Append(letter);
            if (char.IsLetter(letter) && dice.Chance(20))
            {
                text.Append(dice.Pick(['\u200b', '\u200d', '\u00ad']));
            }
        }

        return text.ToString();
    }

    [GeneratedRegex(@"\(([^()]*\|[^()]*)\)")]
    private static partial Regex Choice();
}
