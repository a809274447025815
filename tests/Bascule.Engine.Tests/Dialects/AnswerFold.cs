using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>A streamed answer told as events and put together again, to compare it with a whole one.</summary>
internal static class AnswerFold
{
    public static IEnumerable<AnswerEvent> Tell(Answer answer, int pieces)
    {
        yield return new AnswerBegan(answer.Id, answer.Model, answer.Created);
        foreach (var choice in answer.Choices)
        {
            for (var index = 0; index < choice.Parts.Count; index++)
            {
                foreach (var said in Tell(choice.Index, index, choice.Parts[index], pieces))
                {
                    yield return said;
                }
            }

            yield return new ChoiceEnded(choice.Index, choice.Stop);
        }

        if (answer.Usage is { } usage)
        {
            yield return new UsageTold(usage);
        }

        yield return new AnswerEnded();
    }

    public static Answer Fold(IEnumerable<AnswerEvent> events)
    {
        var parts = new SortedDictionary<(int Choice, int Part), Part>();
        var stops = new SortedDictionary<int, Stop>();
        var answer = new Answer { Id = "", Model = "" };
        foreach (var said in events)
        {
            switch (said)
            {
                case AnswerBegan began:
                    answer = answer with { Id = began.Id, Model = began.Model, Created = began.Created };
                    break;
                case PartBegan began:
                    Assert.True(parts.TryAdd((began.Choice, began.Part), began.Seed), "a part began twice");
                    break;
                case PartGrew grew:
                    parts[(grew.Choice, grew.Part)] = Grown(parts[(grew.Choice, grew.Part)], grew.Text);
                    break;
                case PartSigned signed:
                    parts[(signed.Choice, signed.Part)] = Signed(parts[(signed.Choice, signed.Part)], signed);
                    break;
                case PartCited cited:
                    var text = (TextPart)parts[(cited.Choice, cited.Part)];
                    parts[(cited.Choice, cited.Part)] = text with { Citations = ValueList.From(text.Citations.Append(cited.Citation)) };
                    break;
                case ChoiceEnded ended:
                    Assert.True(stops.TryAdd(ended.Choice, ended.Stop), "a choice ended twice");
                    break;
                case UsageTold told:
                    answer = answer with { Usage = told.Usage };
                    break;
                case AnswerFailed failed:
                    Assert.Fail(failed.Failure.Message);
                    break;
            }
        }

        return answer with
        {
            Choices = ValueList.From(stops.Select(stop => new Choice(stop.Key, ValueList.From(parts.Where(part => part.Key.Choice == stop.Key).Select(part => part.Value)), stop.Value))),
        };
    }

    private static IEnumerable<AnswerEvent> Tell(int choice, int index, Part part, int pieces)
    {
        var (seed, text) = part switch
        {
            TextPart words => ((Part)(words with { Text = "", Citations = [], Signature = null }), words.Text),
            ReasoningPart thought => (thought with { Text = "", Signature = null }, thought.Text),
            RefusalPart refusal => (refusal with { Text = "" }, refusal.Text),
            ToolCallPart call => (call with { Arguments = "" }, call.Arguments),
            _ => (part, ""),
        };
        yield return new PartBegan(choice, index, seed);
        var size = Math.Max(1, text.Length / pieces);
        for (var at = 0; at < text.Length;)
        {
            var end = Math.Min(text.Length, at + size);
            end += end < text.Length && char.IsLowSurrogate(text[end]) ? 1 : 0;
            yield return new PartGrew(choice, index, text[at..end]);
            at = end;
        }

        foreach (var citation in (part as TextPart)?.Citations ?? [])
        {
            yield return new PartCited(choice, index, citation);
        }

        if (part is ReasoningPart { Signature: { } signature } signed)
        {
            yield return new PartSigned(choice, index, signature) { Vendor = signed.Vendor };
        }

        if (part is TextPart { Signature: { } mark })
        {
            yield return new PartSigned(choice, index, mark) { Vendor = "google" };
        }

        yield return new PartEnded(choice, index);
    }

    private static Part Signed(Part part, PartSigned signed) => part switch
    {
        TextPart text => text with { Signature = signed.Signature },
        ToolCallPart call => call with { Signature = signed.Signature },
        _ => signed.Sign((ReasoningPart)part),
    };

    private static Part Grown(Part part, string text) => part switch
    {
        TextPart words => words with { Text = words.Text + text },
        ReasoningPart thought => thought with { Text = thought.Text + text },
        RefusalPart refusal => refusal with { Text = refusal.Text + text },
        ToolCallPart call => call with { Arguments = call.Arguments + text },
        _ => part,
    };
}
