using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Resilience.Guarding;

/// <summary>
/// Events of the caller's own dialect, held as their own bytes until the rules have cleared what they say; then they go as they came. From the first word on that a rule
/// changes they are written by the dialect's own writer, which has followed what went before.
/// </summary>
internal sealed class HeldFrames
{
    private readonly AttemptReport _made;
    private readonly StreamRules _rules;
    private readonly AnswerStreamReader _reader;
    private readonly Queue<Held> _queue = [];    // bounded by what the rules hold back
    private readonly List<AnswerEvent> _said = [];
    private readonly List<AnswerEvent> _cleared = [];
    private readonly ArrayBufferWriter<byte> _raw = new(512);
    private readonly Queue<AnswerEvent> _asked = [];    // bounded as the frames are
    private readonly List<AnswerEvent> _ready = [];    // cleared, of a frame that is not cleared as a whole
    private readonly ArrayBufferWriter<byte> _nowhere = new(512);
    private readonly AnswerStreamWriter? _writer;
    private readonly string? _model;
    private long _given;
    private long _back;
    private bool _over;
    private bool _writes;
    private Failure? _failure;

    /// <param name="writer">Goes on where a rule changes a word; null: none changes any.</param>
    /// <param name="model">What the answer's model is called for the caller; null: as it is.</param>
    public HeldFrames(AttemptReport made, StreamRules rules, AnswerStreamReader reader, AnswerStreamWriter? writer, string? model)
    {
        (_made, _rules, _reader, _writer, _model) = (made, rules, reader, writer, model);
        if (made.Record is { } record)
        {
            record.Guard = (rules, null);
        }
    }

    /// <inheritdoc cref="StreamRules.Failure"/>
    public Failure? Failure => _failure ?? _rules.Failure;

    /// <summary>The terminal event, where it was written rather than passed; null: it passed.</summary>
    public byte[]? Last { get; private set; }

    /// <inheritdoc cref="StreamRules.IsSilent"/>
    public bool IsSilent => _rules.IsSilent;

    /// <summary>Where the bytes of the next frame go, as the caller shall have them.</summary>
    public IBufferWriter<byte> NewRaw()
    {
        _raw.ResetWrittenCount();
        return _raw;
    }

    /// <summary>Takes a frame of which the bytes for the caller were written.</summary>
    public void Take(in Frame frame, FrameMeaning meaning, AttemptWriter into)
    {
        _reader.Read(frame.Name, frame.Data, _said);
        var untold = _reader.HoldsBack || (meaning == FrameMeaning.Content && _said.Count == 0);
        var events = _writes ? [] : _said.ToArray();
        Give(into);
        if (_writes)
        {
            _said.Clear();
            return;
        }

        // What a frame says may only be told with the next event: then it waits for that one.
        _queue.Enqueue(new Held(_raw.WrittenSpan.ToArray(), frame.Name.ToArray(), _made.Record is null && _writer is null ? [] : frame.Data.ToArray(), events, _given + (untold ? 1 : 0), untold));
        _said.Clear();
        _over = meaning == FrameMeaning.Terminal;
        Release(into);
    }

    /// <summary>Takes bytes between events: a comment, an array's end. They keep their place, and have none among events that are written.</summary>
    public void TakeBare(ReadOnlySpan<byte> raw, AttemptWriter into)
    {
        if (!_writes)
        {
            _queue.Enqueue(new Held(raw.ToArray(), [], [], null, _given, false));
            Release(into);
        }
    }

    /// <summary>The body ended, and that is the answer's end.</summary>
    public void End(AttemptWriter into)
    {
        _reader.End(_said);
        Give(into);
        _said.Clear();
        _over = true;
        Release(into);
    }

    public async ValueTask<Failure?> ConcludeAsync(AttemptWriter into, CancellationToken cancel)
    {
        await _rules.ConcludeAsync(_cleared, cancel);
        Count(into);
        Release(into);
        return Failure;
    }

    public void Break(AttemptWriter into)
    {
        _rules.Break(_cleared);
        Count(into);
        Release(into);
    }

    private void Give(AttemptWriter into)
    {
        foreach (var said in _said)
        {
            _given++;
            _asked.Enqueue(said);
            _rules.Take(said, _cleared);
        }

        Count(into);
    }

    private void Count(AttemptWriter into)
    {
        foreach (var cleared in _cleared)
        {
            if (!ReferenceEquals(_asked.Dequeue(), cleared) && !_writes)
            {
                Release(into);
                TakeOver(into);
            }

            _back++;
            if (_writes)
            {
                Write(cleared, into);
            }
            else
            {
                _ready.Add(cleared);
            }
        }

        _cleared.Clear();
    }

    /// <summary>A rule changes what is said next: the bytes as they came end here.</summary>
    private void TakeOver(AttemptWriter into)
    {
        _made.Record?.Leave();
        _writes = true;
        _queue.Clear();
        if (!_writer!.GoOn())
        {
            _failure = new Failure(Blame.Policy, FailureKind.Forbidden, "answer_blocked", "A guardrail changes the answer at a place where its stream cannot be changed.") { IsOurs = true, IsLasting = true };
            return;
        }

        foreach (var ready in _ready)
        {
            Write(ready, into);
        }

        _ready.Clear();
    }

    private void Write(AnswerEvent said, AttemptWriter into)
    {
        if (_failure is not null)
        {
            return;
        }

        if (said is not AnswerEnded)
        {
            _writer!.Write(said, into);
        }
        else
        {
            var last = new ArrayBufferWriter<byte>(4096);
            _writer!.Write(said, last);
            Last = last.WrittenSpan.ToArray();
            into.Write(last.WrittenSpan);
        }

        _made.Events = Math.Max(_made.Events, _writer.EventsWritten);
    }

    private void Release(AttemptWriter into)
    {
        while (_rules.Failure is null && _queue.TryPeek(out var held) && (held.Needs <= _back || (_over && _back == _given)))
        {
            _queue.Dequeue();
            if (held.Said is null)
            {
                into.Write(held.Raw);
                continue;
            }

            _made.Record?.Follow(held.Name, held.Data, held.Said, held.IsUntold);
            Follow(held);
            into.Write(held.Raw);
            _made.Events++;
        }
    }

    private void Follow(in Held held)
    {
        _ready.RemoveRange(0, Math.Min(held.Said!.Count, _ready.Count));
        if (_writer is null)
        {
            return;
        }

        _writer.Follow(held.Name, held.Data);
        foreach (var said in held.Said)
        {
            if (said is not (AnswerEnded or AnswerFailed))
            {
                _writer.Write(said is AnswerBegan began && _model is not null ? began with { Model = _model } : said, _nowhere);
            }
        }

        _nowhere.ResetWrittenCount();
    }

    private readonly record struct Held(byte[] Raw, byte[] Name, byte[] Data, IReadOnlyList<AnswerEvent>? Said, long Needs, bool IsUntold);
}
