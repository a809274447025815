using Bascule.Engine.Conversation;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>Rules over a whole answer.</summary>
internal static class AnswerCheck
{
    /// <summary>The answer, the very same object where nothing is left out of it; or why the caller does not get it.</summary>
    public static async ValueTask<Read<Answer>> RunAsync(OutputRules rules, OutputNotes notes, Answer answer, CancellationToken cancel)
    {
        var changed = false;
        var choices = new List<Choice>(answer.Choices.Count);
        var judged = new List<JudgedPart>();
        foreach (var choice in answer.Choices)
        {
            var parts = new Part[choice.Parts.Count];
            for (var i = 0; i < parts.Length; i++)
            {
                var (text, json, isWords) = WindowedRules.SaidIn(choice.Parts[i]);
                var check = new CheckedText(rules, notes, json) { IsWhole = true };
                check.Add(text);
                if (check.Check() is { } forbids)
                {
                    return OutputRules.Blocked(forbids.Name);
                }

                var said = check.Release(0, text);
                parts[i] = ReferenceEquals(said, text) ? choice.Parts[i] : WindowedRules.With(choice.Parts[i], said);
                if (parts[i] is TextPart { Citations.Count: > 0 } cited)
                {
                    parts[i] = CitationCheck.Run(rules, notes, cited, out forbids);
                    if (forbids is not null)
                    {
                        return OutputRules.Blocked(forbids.Name);
                    }
                }

                changed |= !ReferenceEquals(parts[i], choice.Parts[i]);
                judged.Add(new JudgedPart(choice.Index, text, isWords));
            }

            var hides = !choice.LogProbabilities.IsAbsent && rules.HidesTokens;
            changed |= hides;
            choices.Add(choice with { Parts = ValueList.From(parts), LogProbabilities = hides ? default : choice.LogProbabilities });
        }

        if (rules.Judge is { } judge && await judge(judged, cancel) is { } failure)
        {
            return failure;
        }

        return changed ? answer with { Choices = ValueList.From(choices) } : answer;
    }

    /// <summary>Why a transcript may not go out, or null. Nobody can write one anew in every form that it comes in, so what a rule would mask in it holds it back.</summary>
    public static async ValueTask<Failure?> HearAsync(OutputRules rules, OutputNotes notes, string text, bool json, CancellationToken cancel)
    {
        var check = new CheckedText(rules, notes, json) { IsWhole = true };
        check.Add(text);
        var forbids = check.Check() ?? (ReferenceEquals(check.Release(0, text), text) ? null : rules.Rules.First(rule => rule.Action == GuardrailAction.Mask));
        return forbids is not null ? OutputRules.Blocked(forbids.Name) : rules.Judge is { } judge ? await judge([new JudgedPart(0, text, true)], cancel) : null;
    }
}
