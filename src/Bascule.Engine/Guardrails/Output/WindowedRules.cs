using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience.Guarding;

namespace Bascule.Engine.Guardrails.Output;

/// <summary>
/// Rules over a streamed answer: events wait until what they say is a window away from the last word, or its part is complete. Where somebody wants the whole answer,
/// all of them wait for him.
/// </summary>
internal sealed class WindowedRules(OutputRules rules, OutputNotes notes) : StreamRules
{
    /// <summary>What is held at most, in bytes of text: as much as of a whole answer.</summary>
    private const int MaxKept = 16 * 1024 * 1024;

    /// <summary>Parts that are said at once (several choices) hold each other up. Past this, what nobody can check in time is not let through.</summary>
    private const int MaxWaiting = 1024 * 1024;

    private readonly Queue<Waiting> _queue = [];
    private readonly Dictionary<(int Choice, int Part), CheckedText> _open = [];    // bounded by the parts that the answer has
    private readonly List<JudgedPart> _parts = [];
    private readonly Dictionary<(int Choice, int Part), (System.Text.StringBuilder Text, bool IsWords)> _whole = [];
    private Failure? _failure;
    private long _waiting;
    private long _kept;
    private bool _spoke;
    private bool _judged = rules.Judge is null;

    public override Failure? Failure => _failure;

    public override bool IsSilent => !_spoke && _queue.Count > 0;

    public override void Take(AnswerEvent said, ICollection<AnswerEvent> into)
    {
        if (_failure is not null)
        {
            return;
        }

        switch (said)
        {
            case PartBegan began:
                var (text, json, isWords) = SaidIn(began.Seed);
                var begun = _open[(began.Choice, began.Part)] = new CheckedText(rules, notes, json);
                if (!_judged)
                {
                    _whole[(began.Choice, began.Part)] = (new System.Text.StringBuilder(), isWords);
                }

                Wait(said, begun, text, (began.Choice, began.Part));
                break;
            case PartGrew grew when _open.TryGetValue((grew.Choice, grew.Part), out var open):
                Wait(said, open, grew.Text, (grew.Choice, grew.Part));
                break;
            case PartEnded ended when _open.Remove((ended.Choice, ended.Part), out var open):
                End((ended.Choice, ended.Part), open);
                _queue.Enqueue(new Waiting(said, null, 0, ""));
                break;
            case PartCited cited:
                var told = CitationCheck.Run(rules, notes, cited.Citation, out var forbids);
                _failure = forbids is null ? null : OutputRules.Blocked(forbids.Name);
                _queue.Enqueue(new Waiting(ReferenceEquals(told, cited.Citation) ? said : cited with { Citation = told }, null, 0, ""));
                break;
            case LogProbabilitiesTold tokens when rules.Mask:
                _queue.Enqueue(new Waiting(tokens with { Json = default }, null, 0, ""));    // they would spell what is left out
                break;
            case AnswerEnded:
                EndAll();
                _queue.Enqueue(new Waiting(said, null, 0, ""));
                break;
            default:
                _queue.Enqueue(new Waiting(said, null, 0, ""));
                break;
        }

        Release(into);
    }

    public override async ValueTask ConcludeAsync(ICollection<AnswerEvent> into, CancellationToken cancel)
    {
        if (_failure is null && !_judged)
        {
            _failure = await rules.Judge!(_parts, cancel);
            _judged = true;
        }

        Release(into);
    }

    public override void Break(ICollection<AnswerEvent> into)
    {
        if (_judged)
        {
            EndAll();
            Release(into);
        }
    }

    public override void Forget()
    {
        _queue.Clear();
        foreach (var open in _open.Values)
        {
            open.Forget();
        }

        _waiting = 0;
    }

    /// <summary>The text that a part begins with, whether it is JSON, and whether it is what the answer says.</summary>
    internal static (string Text, bool Json, bool IsWords) SaidIn(Part part) => part switch
    {
        TextPart text => (text.Text, false, true),
        RefusalPart refusal => (refusal.Text, false, true),
        ReasoningPart thought => (thought.Text, false, false),
        ToolCallPart call => (call.Arguments, !call.Custom, false),
        ForeignPart foreign => (foreign.Json.ToString(), true, false),
        AudioPart { Transcript: { } said } => (said, false, true),
        ImagePart { Source.Url: { } url } when !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) => (url, false, false),
        _ => ("", false, false),
    };

    private void Wait(AnswerEvent said, CheckedText text, string piece, (int, int) part)
    {
        _queue.Enqueue(new Waiting(said, text, text.Said, piece));
        text.Add(piece);
        _waiting += piece.Length;
        if (_whole.TryGetValue(part, out var whole))
        {
            whole.Text.Append(piece);
            _kept += piece.Length;
        }

        if (_kept > MaxKept || (_judged && _waiting > MaxWaiting))
        {
            _failure = OutputRules.Blocked(rules.Rules.Count > 0 ? rules.Rules[0].Name : "whole answers");
        }
        else if (piece.Length > 0)
        {
            Check(text);
        }
    }

    private void Check(CheckedText text)
    {
        if (text.Check() is { } forbids)
        {
            _failure ??= OutputRules.Blocked(forbids.Name);
        }
    }

    private void End((int Choice, int Part) part, CheckedText text)
    {
        text.IsWhole = true;
        Check(text);
        if (_whole.Remove(part, out var whole))
        {
            _parts.Add(new JudgedPart(part.Choice, whole.Text.ToString(), whole.IsWords));
        }
    }

    private void EndAll()
    {
        foreach (var (part, text) in _open)
        {
            End(part, text);
        }

        _open.Clear();
    }

    private void Release(ICollection<AnswerEvent> into)
    {
        while (_failure is null && _judged && _queue.TryPeek(out var first) && (first.Text is null || first.Start + first.Piece.Length <= first.Text.Cleared))
        {
            _queue.Dequeue();
            _waiting -= first.Piece.Length;
            _spoke |= first.Piece.Length > 0;
            into.Add(first.Text is null || first.Piece.Length == 0 ? first.Said : Changed(first, first.Text.Release(first.Start, first.Piece)));
        }
    }

    private static AnswerEvent Changed(Waiting waiting, string text) => ReferenceEquals(text, waiting.Piece) ? waiting.Said : waiting.Said switch
    {
        PartGrew grew => grew with { Text = text },
        PartBegan began => began with { Seed = With(began.Seed, text) },
        var other => other,
    };

    /// <summary>The part with another text.</summary>
    internal static Part With(Part part, string text) => part switch
    {
        TextPart words => words with { Text = text },
        RefusalPart refusal => refusal with { Text = text },
        ReasoningPart thought => thought with { Text = text },
        ToolCallPart call => call with { Arguments = text },
        ForeignPart foreign => foreign with { Json = RawJson.FromText(text) },
        AudioPart audio => audio with { Transcript = text },
        ImagePart image => image with { Source = image.Source with { Url = text } },
        _ => part,
    };

    /// <param name="Text">Whose clearance it waits for; null: only for those before it.</param>
    /// <param name="Start">The character at which it was said.</param>
    private readonly record struct Waiting(AnswerEvent Said, CheckedText? Text, int Start, string Piece);
}
