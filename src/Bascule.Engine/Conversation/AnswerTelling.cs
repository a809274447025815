namespace Bascule.Engine.Conversation;

/// <summary>Tells a whole answer as the events of a streamed one.</summary>
public static class AnswerTelling
{
    public static IEnumerable<AnswerEvent> Tell(Answer answer)
    {
        yield return new AnswerBegan(answer.Id, answer.Model, answer.Created);
        foreach (var choice in answer.Choices)
        {
            for (var part = 0; part < choice.Parts.Count; part++)
            {
                foreach (var said in Tell(choice.Index, part, choice.Parts[part]))
                {
                    yield return said;
                }
            }

            if (!choice.LogProbabilities.IsAbsent)
            {
                yield return new LogProbabilitiesTold(choice.Index, choice.LogProbabilities);
            }

            yield return new ChoiceEnded(choice.Index, choice.Stop);
        }

        if (answer.Usage is { } usage)
        {
            yield return new UsageTold(usage);
        }

        yield return new AnswerEnded();
    }

    private static IEnumerable<AnswerEvent> Tell(int choice, int at, Part part)
    {
        var (seed, text) = part switch
        {
            TextPart words => (words with { Text = "", Signature = null, Citations = [] }, words.Text),
            ReasoningPart { Redacted: null } thought => (thought with { Text = "", Signature = null }, thought.Text),
            RefusalPart refusal => (refusal with { Text = "" }, refusal.Text),
            ToolCallPart call => (call with { Arguments = "" }, call.Arguments),
            _ => (part, ""),
        };
        yield return new PartBegan(choice, at, seed);
        if (text.Length > 0)
        {
            yield return new PartGrew(choice, at, text);
        }

        foreach (var citation in part is TextPart cited ? cited.Citations : [])
        {
            yield return new PartCited(choice, at, citation);
        }

        if (((part as TextPart)?.Signature ?? (part as ReasoningPart)?.Signature) is { } signature)
        {
            yield return new PartSigned(choice, at, signature);
        }

        yield return new PartEnded(choice, at);
    }
}
