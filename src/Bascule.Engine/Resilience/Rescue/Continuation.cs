using System.Text;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Rescue;

/// <summary>
/// Turns the events of an answer that goes on from another's beginning into events of that other: its first words grow the part that is open, what follows is
/// numbered behind what was there, and usage is the sum. Pure.
/// </summary>
/// <param name="from">Where the first stream stands.</param>
/// <param name="repeats">The upstream says the beginning again before it goes on.</param>
/// <param name="before">The usage of all that went before.</param>
/// <param name="input">Tokens of the request, for an upstream that tells no usage.</param>
internal sealed class Continuation(BreakPoint from, bool repeats, Usage before, long input)
{
    private const int Dropped = -1;

    private readonly Dictionary<int, int> _parts = [];    // a part's number here and there; bounded by the parts the answer has
    private readonly HashSet<int> _open = [.. from.OpenParts];
    private readonly string _beginning = from.Beginning;
    private readonly string _tail = from.Tail;
    private int _repeated = repeats && from.Beginning.Length > 0 ? 0 : -1;
    private int _tailAt;
    private int _next = from.NextPart;
    private bool _begun;
    private bool _textIsOpen = from.TextPart >= 0;
    private bool _usageTold;
    private long _bytes;

    /// <summary>Adds what an event becomes; often nothing.</summary>
    public void Take(AnswerEvent said, ICollection<AnswerEvent> into)
    {
        switch (said)
        {
            case PartBegan { Choice: 0 } began:
                Begin(began, into);
                break;
            case PartGrew { Choice: 0 } grew when Placed(grew.Part, out var part):
                Grow(part, grew.Text, into);
                break;
            case PartSigned { Choice: 0 } signed when Placed(signed.Part, out var part):
                into.Add(signed with { Part = part });
                break;
            case PartCited { Choice: 0 } cited when Placed(cited.Part, out var part):
                into.Add(cited with { Part = part, Citation = part == from.TextPart ? Moved(cited.Citation) : cited.Citation });
                break;
            case PartEnded { Choice: 0 } ended when Placed(ended.Part, out var part):
                End(part, into);
                break;
            case LogProbabilitiesTold { Choice: 0 }:
                into.Add(said);
                break;
            case ChoiceEnded { Choice: 0 }:
                EndAll(into);
                into.Add(said);
                break;
            case UsageTold told:
                _usageTold = true;
                into.Add(new UsageTold(Usage.Sum(before, told.Usage)));
                break;
            case AnswerEnded:
                EndAll(into);
                TellUsage(into);
                into.Add(said);
                break;
        }
    }

    private bool Placed(int part, out int place) => _parts.TryGetValue(part, out place) && place != Dropped;

    private void Begin(PartBegan began, ICollection<AnswerEvent> into)
    {
        var isText = began.Seed is TextPart;
        if (!_begun && from.Text.Length > 0 && began.Seed is ReasoningPart)
        {
            _parts[began.Part] = Dropped;    // the answer's words have begun: what is thought now has no place before them
            return;
        }

        if (!_begun)
        {
            CloseReasoning(into);
        }

        if (isText && !_begun && _textIsOpen)
        {
            _begun = true;
            _parts[began.Part] = from.TextPart;
            Grow(from.TextPart, ((TextPart)began.Seed).Text, into);
            return;
        }

        _begun = true;
        CloseText(into);
        var part = _next++;
        _parts[began.Part] = part;
        _open.Add(part);
        into.Add(began with { Part = part });
    }

    private void Grow(int part, string text, ICollection<AnswerEvent> into)
    {
        _bytes += Encoding.UTF8.GetByteCount(text);
        var said = part == from.TextPart ? Behind(text) : text;
        if (said.Length > 0)
        {
            into.Add(new PartGrew(0, part, said));
        }
    }

    private void End(int part, ICollection<AnswerEvent> into)
    {
        if (part == from.TextPart)
        {
            CloseText(into);
        }
        else if (_open.Remove(part))
        {
            into.Add(new PartEnded(0, part));
        }
    }

    /// <summary>Of the words that go on in the open part, those that the caller does not have.</summary>
    private string Behind(string text)
    {
        if (_repeated >= 0)
        {
            var common = text.AsSpan().CommonPrefixLength(_beginning.AsSpan(_repeated));
            _repeated += common;
            if (common == text.Length && _repeated < _beginning.Length)
            {
                return "";
            }

            // Another word than the beginning's: it was not repeated after all, and what looked so is the answer's own.
            text = _repeated == _beginning.Length ? text[common..] : string.Concat(_beginning.AsSpan(0, _repeated), text.AsSpan(common));
            _repeated = -1;
        }

        var again = text.AsSpan().CommonPrefixLength(_tail.AsSpan(_tailAt));
        _tailAt = again == text.Length ? _tailAt + again : _tail.Length;    // only at the head
        return text[again..];
    }

    private void CloseText(ICollection<AnswerEvent> into)
    {
        if (!_textIsOpen)
        {
            return;
        }

        if (_repeated > 0 && _repeated < _beginning.Length)
        {
            into.Add(new PartGrew(0, from.TextPart, _beginning[.._repeated]));
        }

        (_textIsOpen, _repeated) = (false, -1);
        into.Add(new PartEnded(0, from.TextPart));
    }

    private void CloseReasoning(ICollection<AnswerEvent> into)
    {
        foreach (var part in from.OpenParts)
        {
            if (_open.Remove(part))
            {
                into.Add(new PartEnded(0, part));
            }
        }
    }

    private void EndAll(ICollection<AnswerEvent> into)
    {
        CloseReasoning(into);
        CloseText(into);
        foreach (var part in _open.Order().ToArray())
        {
            End(part, into);
        }
    }

    private void TellUsage(ICollection<AnswerEvent> into)
    {
        if (!_usageTold && !before.IsEmpty)
        {
            into.Add(new UsageTold(Usage.Sum(before, new Usage { Input = input, Output = (_bytes + 3) / 4 })));
        }
    }

    /// <summary>Positions count from the part's own beginning, which was said before.</summary>
    private Citation Moved(Citation citation) => citation with { Start = citation.Start + Before, End = citation.End + Before };

    private int Before => repeats ? 0 : from.TextPartLength - _tail.Length;
}
