using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience.Guarding;

namespace Bascule.Engine.Resilience;

/// <summary>Same dialect: every event goes through as its own bytes, while a scan reads usage, model and the terminal proof off it.</summary>
internal sealed class PassFrames(Call call, AttemptReport made, StreamScan scan, bool swallowUsage) : IFrameRelay
{
    private readonly byte[]? _model = call.AnswerModel is null ? null : [(byte)'"', .. JsonEncodedText.Encode(call.AnswerModel(made.Target)).EncodedUtf8Bytes, (byte)'"'];

    private AnswerStreamReader? _reader;
    private readonly LoopGuard? _loop = Watching(call, scan);

    private readonly HeldFrames? _held = NewHeld(call, made);

    private bool _named;
    private byte[]? _last;
    private Failure? _failure;

    public Failure? Failure => _failure ?? scan.Failure ?? _held?.Failure;

    public bool IsSilent => _held is { IsSilent: true };

    public long ContentBytes => scan.ContentBytes;

    public FrameMeaning Take(in Frame frame, AttemptWriter into)
    {
        if (!frame.HasData)
        {
            TakeTail(frame, into);
            return FrameMeaning.Prelude;
        }

        var meaning = scan.Scan(frame.Name, frame.Data);
        _failure = meaning switch
        {
            FrameMeaning.Content when _loop?.IsTrouble() == true => LoopGuard.Failure,
            FrameMeaning.Terminal => Trouble(),
            _ => null,
        };
        if (_failure is not null)
        {
            return FrameMeaning.Failed;
        }

        if (!_named && scan.Id is { } id)
        {
            _named = true;
            call.Minted?.Invoke(made, id);
        }

        if (meaning == FrameMeaning.Terminal && call.Answered is not null)
        {
            _last = frame.Data.ToArray();
        }

        if (meaning == FrameMeaning.Failed || (meaning == FrameMeaning.Usage && swallowUsage))
        {
            return meaning;
        }

        if (_held is not null)
        {
            return Hold(frame, meaning, into);
        }

        made.Record?.Follow(frame, meaning, _reader ??= call.Dialect.NewStreamReader());
        if (scan.Finished)
        {
            made.Record?.Finish();
        }

        WriteRaw(frame, into);
        made.Events++;
        return meaning;
    }

    public void TakeTail(in Frame frame, AttemptWriter into)
    {
        if (_held is null)
        {
            into.Write(frame.Raw);
        }
        else
        {
            _held.TakeBare(frame.Raw, into);
        }
    }

    public Failure? End(AttemptWriter into)
    {
        if (!scan.EndIsProof)
        {
            return Upstream.Broken("The upstream ended the stream before the answer was complete.");
        }

        _held?.End(into);
        return Trouble() ?? _held?.Failure;
    }

    public ValueTask<Failure?> ConcludeAsync(AttemptWriter into, CancellationToken cancel) => _held?.ConcludeAsync(into, cancel) ?? default;

    public void Break(AttemptWriter into)
    {
        if (!call.Rescues)
        {
            _held?.Break(into);
        }
    }

    public void Tell()
    {
        if (_last is not null)
        {
            call.Answered!(made, _held?.Last is { } written ? CrossedAnswer.LastEvent(written) : _last);
        }
    }

    public void Account(bool whole)
    {
        (made.Model, made.AnswerId, made.Fingerprint, made.Ended) = (scan.Model, scan.Id, scan.Fingerprint, scan.Ended);
        Estimates.Apply(made, scan.Usage, scan.ContentBytes, call.Profile, whole);
    }

    private static HeldFrames? NewHeld(Call call, AttemptReport made)
    {
        if (call.Guard?.NewRules() is not { } rules)
        {
            return null;
        }

        var asked = call.Guard.Rewrites ? call.Decode().Value : null;
        return new HeldFrames(made, rules, call.Dialect.NewStreamReader(), asked is null ? null : call.Dialect.NewStreamWriter(asked), call.AnswerModel?.Invoke(made.Target));
    }

    private static LoopGuard? Watching(Call call, StreamScan scan)
    {
        var guard = LoopGuard.For(call);
        scan.Loop = guard?.Watch;
        return guard;
    }

    /// <summary>Why an answer that came to its end is none.</summary>
    private Failure? Trouble() =>
        !scan.Spoke && EmptyAnswer.IsTrouble(call, scan.Ended, scan.Usage) ? EmptyAnswer.Failure
        : _loop?.EndsInTrouble(scan.Ended) == true ? LoopGuard.Failure
        : null;

    private FrameMeaning Hold(in Frame frame, FrameMeaning meaning, AttemptWriter into)
    {
        WriteRaw(frame, _held!.NewRaw());
        _held.Take(frame, meaning, into);
        if (scan.Finished)
        {
            made.Record?.Finish();
        }

        return _held.Failure is null ? meaning : FrameMeaning.Failed;
    }

    private void WriteRaw(in Frame frame, IBufferWriter<byte> into)
    {
        var (from, length) = scan.ModelValue.GetOffsetAndLength(frame.Data.Length);
        if (_model is null || length == 0)
        {
            into.Write(frame.Raw);
            return;
        }

        into.Write(frame.Raw[..(frame.DataAt + from)]);
        into.Write(_model);
        into.Write(frame.Raw[(frame.DataAt + from + length)..]);
    }
}
