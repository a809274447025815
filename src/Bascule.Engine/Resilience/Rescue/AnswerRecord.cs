using System.Buffers;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience.Guarding;

namespace Bascule.Engine.Resilience.Rescue;

/// <summary>
/// What the caller of a stream has got so far, kept only where its route carries broken streams on: the words, which parts are open, and a writer that stands
/// where the stream stands.
/// </summary>
internal sealed class AnswerRecord(AnswerStreamWriter standsThere, Func<AnswerBegan, AnswerBegan>? named = null)
{
    /// <summary>The words and thoughts that are kept, in characters: more than any model says in one answer. Past it nothing is kept, and the stream is not carried on.</summary>
    public const int MaxText = 256 * 1024;

    private readonly StringBuilder _text = new();
    private AnswerStreamWriter? _writer = standsThere;
    private readonly SortedSet<int> _open = [];
    private readonly List<AnswerEvent> _said = [];
    private readonly ArrayBufferWriter<byte> _nowhere = new(1024);
    private int _next;
    private int _last = -1;
    private int _textPart = -1;
    private int _textFrom;
    private bool _follows;
    private bool _signed;
    private bool _untold;
    private long _kept;

    /// <summary>The rules and the values put back of this stream, whoever carries it on; null: none.</summary>
    public (StreamRules? Rules, StreamRestorer? Restorer) Guard { get; set; }

    /// <summary>Writes behind what the caller has.</summary>
    public AnswerStreamWriter Writer => _writer!;

    /// <summary>Why the stream cannot be carried on from here, in our own words; null: it can.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Some of what is recorded may not have gone out: a write to the caller is under way, or failed.</summary>
    public bool IsUnsent { get; set; }

    /// <summary>A finish reason is with the caller: nothing may follow but the end.</summary>
    public void Finish() => Give("the answer was finished but for its end");

    /// <summary>A guardrail changes what is said from here on: what is recorded would not be what the caller has.</summary>
    public void Leave() => Give("a guardrail changed what it says");

    /// <summary>An event of the caller's own dialect went to him as it is.</summary>
    /// <param name="meaning">What a scan made of it.</param>
    public void Follow(in Frame frame, FrameMeaning meaning, AnswerStreamReader reader)
    {
        if (Obstacle is not null)
        {
            return;
        }

        reader.Read(frame.Name, frame.Data, _said);
        Follow(frame.Name, frame.Data, _said, reader.HoldsBack || (meaning == FrameMeaning.Content && _said.Count == 0));
        _said.Clear();
    }

    /// <summary>The same where the event was read before.</summary>
    /// <param name="events">What it says.</param>
    /// <param name="untold">It says something of which no event tells yet.</param>
    public void Follow(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, IReadOnlyList<AnswerEvent> events, bool untold)
    {
        if (Obstacle is not null)
        {
            return;
        }

        _follows = true;
        _untold = untold;
        Writer.Follow(name, data);
        foreach (var said in events)
        {
            var told = said is AnswerBegan began && named is not null ? named(began) : said;
            Take(told);
            if (Obstacle is null && told is not (AnswerEnded or AnswerFailed))
            {
                Writer.Write(told, _nowhere);
            }
        }

        _nowhere.ResetWrittenCount();
    }

    /// <summary>An event of the hub was written for the caller.</summary>
    public void Take(AnswerEvent said)
    {
        if (Obstacle is not null)
        {
            return;
        }

        switch (said)
        {
            case PartBegan began:
                Begin(began);
                break;
            case PartGrew { Choice: 0 } grew:
                Grow(grew);
                break;
            case PartSigned { Choice: 0 } signed when signed.Part == _textPart:
                Give("its text was signed");
                break;
            case PartSigned { Choice: 0 } signed when _open.Contains(signed.Part):
                _signed = true;
                break;
            case PartEnded { Choice: 0 } ended:
                _open.Remove(ended.Part);
                break;
            case ChoiceEnded:
                Finish();
                break;
        }
    }

    /// <summary>Where the stream stands, now that it broke. <see cref="Obstacle"/> is set where it cannot be carried on.</summary>
    public BreakPoint? Stand()
    {
        if (Obstacle is null && _text.Length > 0 && !(_last == _textPart && _open.Contains(_textPart)))
        {
            Give(_last == _textPart ? "its text was complete" : "it broke within its reasoning, after its text had begun");
        }

        if (Obstacle is null && _text.Length == 0 && _signed)
        {
            Give("its reasoning is signed");
        }

        if (IsUnsent)
        {
            Give("a time limit passed while the caller was written to");
        }

        if (Obstacle is null && (_untold || (_follows && !Writer.GoOn())))
        {
            Give("it broke within a piece of which nothing can be told yet");
        }

        _follows = false;
        if (Obstacle is not null)
        {
            return null;
        }

        return new BreakPoint
        {
            Text = _text.ToString(),
            TextPart = _open.Contains(_textPart) ? _textPart : -1,
            TextPartLength = _textPart < 0 ? 0 : _text.Length - _textFrom,
            NextPart = _next,
            OpenParts = [.. _open.Where(part => part != _textPart)],
        };
    }

    private void Begin(PartBegan began)
    {
        switch (began)
        {
            case { Choice: not 0 }:
                Give("it has several choices");
                return;
            case { Seed: TextPart text }:
                (_textPart, _textFrom) = (began.Part, _text.Length);
                Grow(new PartGrew(0, began.Part, text.Text));
                break;
            case { Seed: ReasoningPart { Redacted: null } reasoning }:
                _signed |= reasoning.Signature is not null;
                break;
            case { Seed: ReasoningPart }:
                _signed = true;
                break;
            case { Seed: ToolCallPart }:
                Give("a tool call had begun");
                return;
            default:
                Give("it holds more than text and reasoning");
                return;
        }

        _open.Add(began.Part);
        (_last, _next) = (began.Part, Math.Max(_next, began.Part + 1));
    }

    private void Grow(PartGrew grew)
    {
        _kept += grew.Text.Length;
        if (_kept > MaxText)
        {
            Give($"it is longer than {MaxText} characters");
        }
        else if (grew.Part == _textPart)
        {
            _text.Append(grew.Text);
        }
    }

    private void Give(string obstacle)
    {
        Obstacle ??= obstacle;
        _text.Clear();
        _text.Capacity = 0;
        _writer = null;    // it may hold all that was said, too
    }
}
