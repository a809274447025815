using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience.Reasoning;

namespace Bascule.Engine.Resilience;

/// <summary>Across dialects: an event is read into the hub and written from it.</summary>
internal sealed class CrossFrames(ChatCall call, AttemptReport made, AnswerStreamReader reader, AnswerStreamWriter writer) : IFrameRelay
{
    private readonly List<AnswerEvent> _said = [];
    private readonly ReasoningGatherer _gathered = new();
    private Usage _usage;
    private long _contentBytes;

    public Failure? Failure { get; private set; }

    public FrameMeaning Take(in Frame frame, AttemptWriter into)
    {
        if (!frame.HasData)
        {
            return FrameMeaning.Prelude;    // the upstream's keep-alive; the caller has one of ours
        }

        reader.Read(frame.Name, frame.Data, _said);
        return Write(into);
    }

    public void TakeTail(in Frame frame, AttemptWriter into)
    {
        // What follows the terminal event has no meaning in another dialect.
    }

    public Failure? End(AttemptWriter into)
    {
        reader.End(_said);
        return Write(into) switch
        {
            FrameMeaning.Terminal => null,
            FrameMeaning.Failed => Failure,
            _ => Upstream.Broken("The upstream ended the stream before the answer was complete."),
        };
    }

    public void Account(bool whole)
    {
        Estimates.Apply(made, _usage, _contentBytes, call.Profile, whole);
    }

    private FrameMeaning Write(AttemptWriter into)
    {
        var meaning = FrameMeaning.Prelude;
        foreach (var said in _said)
        {
            _gathered.Take(said);
            meaning = Max(meaning, Learn(said));
            if (said is AnswerFailed)
            {
                break;
            }

            writer.Write(Named(said), into);
        }

        _said.Clear();
        return meaning;
    }

    private FrameMeaning Learn(AnswerEvent said)
    {
        switch (said)
        {
            case AnswerBegan began:
                made.Model = began.Model;
                return FrameMeaning.Prelude;
            case UsageTold told:
                // Never more than what else the event says: Perplexity tells usage in every chunk with words.
                _usage = told.Usage;
                return FrameMeaning.Prelude;
            case PartGrew { Text.Length: > 0 } grew:
                _contentBytes += Encoding.UTF8.GetByteCount(grew.Text);
                return FrameMeaning.Content;
            case PartBegan { Seed: ToolCallPart or ForeignPart or ReasoningPart { Redacted: not null } }:
                return FrameMeaning.Content;
            case AnswerFailed failed:
                Failure = failed.Failure;
                return FrameMeaning.Failed;
            case AnswerEnded:
                call.KeepReasoning(_gathered.Parts);
                return FrameMeaning.Terminal;
            default:
                return FrameMeaning.Prelude;
        }
    }

    private AnswerEvent Named(AnswerEvent said) => said is AnswerBegan began
        ? began with
        {
            Model = call.AnswerModel?.Invoke(made.Target) ?? began.Model,
            Created = began.Created ?? call.Time.GetUtcNow().ToUnixTimeSeconds(),
        }
        : said;

    private static FrameMeaning Max(FrameMeaning a, FrameMeaning b) => a > b ? a : b;
}
