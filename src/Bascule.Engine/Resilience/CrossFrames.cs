using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience.Guarding;
using Bascule.Engine.Resilience.Reasoning;
using Bascule.Engine.Resilience.Rescue;

namespace Bascule.Engine.Resilience;

/// <summary>Across dialects: an event is read into the hub and written from it.</summary>
/// <param name="record">Is told what the caller gets, where a broken stream is carried on.</param>
/// <param name="splice">Makes of this answer the rest of another's; null: it is one of its own.</param>
internal sealed class CrossFrames(
    Call call, AttemptReport made, ChatRequest asked, IDialect wire, AnswerStreamWriter writer, AnswerRecord? record = null, Continuation? splice = null) : IFrameRelay
{
    private readonly AnswerStreamReader _reader = wire.NewStreamReader();
    private readonly string? _vendor = made.Target.Provider.SignaturesOf(wire);
    private readonly FreeTextAnswers? _freeText = asked.Tools.Any(tool => tool is CustomTool) ? new FreeTextAnswers(asked) : null;
    private readonly List<AnswerEvent> _said = [];
    private readonly List<AnswerEvent> _spliced = [];
    private readonly ReasoningGatherer _gathered = new();
    private readonly Dictionary<int, int> _calls = [];    // a choice's calls so far, for the ids that we make; bounded by the choices the answer has
    private readonly LoopGuard? _loop = LoopGuard.For(call);
    private readonly GuardedWriting? _guarded = GuardedWriting.For(call, record, goesOn: splice is not null);
    private StopReason? _ended;
    private bool _spoke;
    private Usage _usage;
    private byte[]? _last;

    public Failure? Failure { get; private set; }

    public long ContentBytes { get; private set; }

    public bool IsSilent => _guarded is { IsSilent: true };

    public FrameMeaning Take(in Frame frame, AttemptWriter into)
    {
        if (!frame.HasData)
        {
            return FrameMeaning.Prelude;    // the upstream's keep-alive; the caller has one of ours
        }

        _reader.Read(frame.Name, frame.Data, _said);
        return Write(into);
    }

    public void TakeTail(in Frame frame, AttemptWriter into)
    {
        // What follows the terminal event has no meaning in another dialect.
    }

    public Failure? End(AttemptWriter into)
    {
        _reader.End(_said);
        return Write(into) switch
        {
            FrameMeaning.Terminal => null,
            FrameMeaning.Failed => Failure,
            _ => Upstream.Broken("The upstream ended the stream before the answer was complete."),
        };
    }

    public async ValueTask<Failure?> ConcludeAsync(AttemptWriter into, CancellationToken cancel)
    {
        Failure ??= _guarded is null ? null : await _guarded.ConcludeAsync(this, into, cancel);
        return Failure;
    }

    public void Break(AttemptWriter into)
    {
        if (!call.Rescues)
        {
            _guarded?.Break(this, into);
        }
    }

    public void Tell()
    {
        if (_last is not null)
        {
            call.Answered!(made, CrossedAnswer.LastEvent(_last));
        }
    }

    public void Account(bool whole)
    {
        made.Ended = _ended;
        Estimates.Apply(made, _usage, ContentBytes, call.Profile, whole);
    }

    private FrameMeaning Write(AttemptWriter into)
    {
        var meaning = FrameMeaning.Prelude;
        var before = into.Held;
        if (_freeText is null)
        {
            foreach (var told in _said)
            {
                meaning = Max(meaning, WriteOne(told, into));
            }
        }
        else
        {
            foreach (var told in _said.SelectMany(_freeText.Restore))
            {
                meaning = Max(meaning, WriteOne(told, into));
            }
        }

        made.Events = writer.EventsWritten;
        _said.Clear();
        return splice is not null && into.Held > before ? Max(meaning, FrameMeaning.Content) : meaning;    // of a stream that has begun nothing is a prelude
    }

    private FrameMeaning WriteOne(AnswerEvent told, AttemptWriter into)
    {
        if (Failure is not null)
        {
            return FrameMeaning.Failed;
        }

        var said = Identified(Signed.By(_vendor, told));
        _gathered.Take(said);
        var meaning = Learn(said);
        if (Failure is null && splice is null)
        {
            WriteOut(Named(said), into);
        }
        else if (Failure is null)
        {
            Splice(said, into);
        }

        return Failure is null ? meaning : FrameMeaning.Failed;
    }

    private void Splice(AnswerEvent said, AttemptWriter into)
    {
        splice!.Take(said, _spliced);
        foreach (var behind in _spliced)
        {
            WriteOut(behind, into);
        }

        _spliced.Clear();
    }

    private void WriteOut(AnswerEvent said, AttemptWriter into)
    {
        if (_guarded is null)
        {
            record?.Take(said);
            Put(said, into);
        }
        else
        {
            Failure ??= _guarded.Write(this, said, into);
        }
    }

    /// <summary>Writes an event as the caller gets it.</summary>
    internal void Put(AnswerEvent said, AttemptWriter into)
    {
        if (said is not AnswerEnded || call.Answered is null)
        {
            writer.Write(said, into);
            return;
        }

        var last = new ArrayBufferWriter<byte>(4096);
        writer.Write(said, last);
        _last = last.WrittenSpan.ToArray();
        into.Write(last.WrittenSpan);
    }

    private FrameMeaning Learn(AnswerEvent said)
    {
        switch (said)
        {
            case AnswerBegan began:
                made.Model = began.Model.Length > 0 ? began.Model : null;
                made.AnswerId = began.Id.Length > 0 ? began.Id : null;
                made.Fingerprint = began.Fingerprint;
                return FrameMeaning.Prelude;
            case UsageTold told:
                // Never more than what else the event says: Perplexity tells usage in every chunk with words.
                _usage = told.Usage;
                return FrameMeaning.Prelude;
            case PartGrew { Text.Length: > 0 } grew:
                ContentBytes += Encoding.UTF8.GetByteCount(grew.Text);
                if (ContentBytes > WholeRelay.MaxHeld)
                {
                    // Several dialects repeat the whole answer at its end, so its words are held; gathered signatures hold them anyway.
                    Failure = Upstream.Broken($"The upstream's answer is larger than {WholeRelay.MaxHeld} bytes, too large to translate.") with { IsLasting = true };
                    return FrameMeaning.Failed;
                }

                _spoke = true;
                _loop?.Watch.Take(grew.Text);
                return _loop?.IsTrouble() == true ? Fail(LoopGuard.Failure) : FrameMeaning.Content;
            case PartBegan { Seed: ToolCallPart or ForeignPart or ReasoningPart { Redacted: not null } }:
                _spoke = true;
                return FrameMeaning.Content;
            case PartBegan { Seed: var seed }:
                _spoke |= EmptyAnswer.Says(seed);
                return FrameMeaning.Prelude;
            case ChoiceEnded ended:
                _ended = StopReasons.Of(_ended, ended.Stop.Reason);
                return FrameMeaning.Prelude;
            case AnswerFailed failed:
                Failure = failed.Failure;
                return FrameMeaning.Failed;
            case AnswerEnded when !_spoke && splice is null && EmptyAnswer.IsTrouble(call, _ended, _usage):    // behind what another said there may be nothing to add
                return Fail(EmptyAnswer.Failure);
            case AnswerEnded when _loop?.EndsInTrouble(_ended) == true:
                return Fail(LoopGuard.Failure);
            case AnswerEnded:
                call.KeepReasoning(_gathered.Parts);
                return FrameMeaning.Terminal;
            default:
                return FrameMeaning.Prelude;
        }
    }

    /// <summary>The caller's own, without the beginning that was put behind them.</summary>
    private int Turns => splice is null ? asked.Turns.Count : call.Decode().Value!.Turns.Count;

    private FrameMeaning Fail(Failure failure)
    {
        Failure = failure;
        return FrameMeaning.Failed;
    }

    /// <summary>A call to which the upstream gave no id gets one of ours.</summary>
    private AnswerEvent Identified(AnswerEvent said)
    {
        if (said is not PartBegan { Seed: ToolCallPart call } began)
        {
            return said;
        }

        var position = _calls.GetValueOrDefault(began.Choice);
        _calls[began.Choice] = position + 1;
        return call.Id.Length > 0 ? said : began with { Seed = call with { Id = MadeIds.Of(Turns, position, call.Name) } };
    }

    private AnswerEvent Named(AnswerEvent said) => said is AnswerBegan began
        ? began with
        {
            Id = CrossedAnswer.Id(call, made, wire, began.Id),
            Model = call.AnswerModel?.Invoke(made.Target) ?? AnswerNames.Model(began.Model, made.Target),
            Created = began.Created ?? call.Time.GetUtcNow().ToUnixTimeSeconds(),
        }
        : said;

    private static FrameMeaning Max(FrameMeaning a, FrameMeaning b) => a > b ? a : b;
}
