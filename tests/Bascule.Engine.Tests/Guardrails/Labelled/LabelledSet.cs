using Bascule.Engine.Tests.Guardrails.Labelled.Innocent;
using Bascule.Engine.Tests.Guardrails.Labelled.Prompts;
using Bascule.Engine.Tests.Guardrails.Labelled.Tongues;

namespace Bascule.Engine.Tests.Guardrails.Labelled;

/// <summary>The texts that detectors are measured on. Made by rules and lists of its own, before any detector was there, so that it knows none of their tricks.</summary>
internal static class LabelledSet
{
    /// <summary>One value in eight is disguised.</summary>
    private const int Disguised = 12;

    /// <summary>Texts in which there is something to find.</summary>
    public static IEnumerable<LabelledText> Telling(ulong seed, int count) => Made(seed, count, Disguised, scribe =>
    {
        var (name, write) = scribe.Dice.Pick(Genres.All);
        write(scribe);
        return scribe.Done(name);
    });

    /// <summary>Texts in which there is nothing to find.</summary>
    public static IEnumerable<LabelledText> Innocent(ulong seed, int count) => Made(seed, count, 0, scribe =>
    {
        var dice = scribe.Dice;
        switch (dice.Below(10))
        {
            case 0 or 1:
                return scribe.Write(Machines.Code(dice)).Done("code");
            case 2 or 3:
                return scribe.Write(Machines.Log(dice)).Done("log");
            case 4:
                return scribe.Write(Machines.Numbers(dice)).Done("numbers");
            case 5:
                return scribe.Sentence(scribe.Tongue.Prose(dice)).Write(dice.Pick([" ", "\n", " (", ": "])).Write(NearMisses.Any(dice)).Write(dice.Pick(["\n", ". ", ") "])).Sentence(scribe.Tongue.Prose(dice)).Done("near miss");
            case 6:
                return PromptWriter.Honest(scribe);
            default:
                for (var sentences = dice.Between(2, 8); sentences > 0; sentences--)
                {
                    scribe.Sentence(scribe.Tongue.Prose(dice)).Write(dice.Chance(85) ? " " : "\n\n");
                }

                return scribe.Done("prose");
        }
    });

    /// <summary>Prompts that mean to turn a model against its instructions.</summary>
    public static IEnumerable<LabelledText> Attacks(ulong seed, int count) => Made(seed, count, 0, PromptWriter.Attack);

    private static IEnumerable<LabelledText> Made(ulong seed, int count, int disguised, Func<Scribe, LabelledText> write)
    {
        var dice = new Dice(seed);
        for (var made = 0; made < count; made++)
        {
            yield return write(new Scribe(dice, dice.Pick(Tongue.All)) { DisguisedShare = disguised });
        }
    }
}
