using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Resilience.Guarding;

/// <summary>Events of the caller's own dialect, held as their own bytes until the rules have cleared what they say; then they go as they came.</summary>
internal sealed class HeldFrames
{
    private readonly AttemptReport _made;
    private readonly StreamRules _rules;
    private readonly AnswerStreamReader _reader;
    private readonly Queue<Held> _queue = [];    // bounded by what the rules hold back
    private readonly List<AnswerEvent> _said = [];
    private readonly List<AnswerEvent> _cleared = [];
    private readonly ArrayBufferWriter<byte> _raw = new(512);
    private long _given;
    private long _back;
    private bool _over;

    public HeldFrames(AttemptReport made, StreamRules rules, AnswerStreamReader reader)
    {
        (_made, _rules, _reader) = (made, rules, reader);
        if (made.Record is { } record)
        {
            record.Guard = (rules, null);
        }
    }

    /// <inheritdoc cref="StreamRules.Failure"/>
    public Failure? Failure => _rules.Failure;

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
        Give();

        // What a frame says may only be told with the next event: then it waits for that one.
        _queue.Enqueue(new Held(_raw.WrittenSpan.ToArray(), frame.Name.ToArray(), _made.Record is null ? [] : frame.Data.ToArray(), [.. _said], _given + (untold ? 1 : 0), untold));
        _said.Clear();
        _over = meaning == FrameMeaning.Terminal;
        Release(into);
    }

    /// <summary>The body ended, and that is the answer's end.</summary>
    public void End(AttemptWriter into)
    {
        _reader.End(_said);
        Give();
        _said.Clear();
        _over = true;
        Release(into);
    }

    public async ValueTask<Failure?> ConcludeAsync(AttemptWriter into, CancellationToken cancel)
    {
        await _rules.ConcludeAsync(_cleared, cancel);
        Count();
        Release(into);
        return _rules.Failure;
    }

    public void Break(AttemptWriter into)
    {
        _rules.Break(_cleared);
        Count();
        Release(into);
    }

    private void Give()
    {
        foreach (var said in _said)
        {
            _given++;
            _rules.Take(said, _cleared);
        }

        Count();
    }

    private void Count()
    {
        _back += _cleared.Count;
        _cleared.Clear();
    }

    private void Release(AttemptWriter into)
    {
        while (_rules.Failure is null && _queue.TryPeek(out var held) && (held.Needs <= _back || (_over && _back == _given)))
        {
            _queue.Dequeue();
            _made.Record?.Follow(held.Name, held.Data, held.Said, held.IsUntold);
            into.Write(held.Raw);
            _made.Events++;
        }
    }

    private readonly record struct Held(byte[] Raw, byte[] Name, byte[] Data, IReadOnlyList<AnswerEvent> Said, long Needs, bool IsUntold);
}
