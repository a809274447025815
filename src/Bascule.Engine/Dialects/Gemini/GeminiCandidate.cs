using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>One candidate of a stream being read: text and thoughts grow over chunks, a signature ends what it signs, all else comes whole.</summary>
internal sealed class GeminiCandidate(int choice)
{
    private readonly List<Citation> _citations = [];
    private readonly HashSet<Citation> _known = [];
    private int _next;
    private int _open = -1;
    private int _lastText = -1;
    private bool _thinking;
    private bool _called;
    private (ToolCallPart Call, GeminiPartialArgs Args)? _partial;
    private string? _finish;
    private Stop? _blocked;

    public bool HoldsBack => _partial is not null;

    public bool Finished => _finish is not null || _blocked is not null;

    public void Read(JsonNode candidate, ICollection<AnswerEvent> into)
    {
        foreach (var part in candidate[Wire.Content].Get(Wire.Parts).OneOrMany())
        {
            ReadPart(part, into);
        }

        foreach (var (citation, _, _, _) in GeminiGrounding.Read(candidate[Wire.GroundingMetadata]))
        {
            // Chunks may repeat what was found; a place in bytes of a text that comes in pieces is left out.
            if (_citations.Count < GeminiGrounding.MaxCitations && _known.Add(citation))
            {
                _citations.Add(citation);
            }
        }

        _finish ??= GeminiStop.WordOf(candidate[Wire.FinishReason]);
    }

    public void Block(JsonNode reason) => _blocked = GeminiStop.Blocked(reason);

    public void End(ICollection<AnswerEvent> into)
    {
        EndPartial(into);
        foreach (var citation in _lastText < 0 ? [] : _citations)
        {
            into.Add(new PartCited(choice, _lastText, citation));
        }

        Close(into);
        into.Add(new ChoiceEnded(choice, _finish is null && _blocked is { } blocked ? blocked : GeminiStop.Read(_finish, _called)));
    }

    private void ReadPart(JsonNode node, ICollection<AnswerEvent> into)
    {
        if (node.Get(Wire.FunctionCall) is { IsObject: true } call && TakePartial(node, call, into))
        {
            return;
        }

        switch (GeminiPartReader.Read(node))
        {
            case TextPart text:
                Grow(text.Text, thinking: false, text.Signature, into);
                break;
            case ReasoningPart thought:
                Grow(thought.Text, thinking: true, thought.Signature, into);
                break;
            case ToolCallPart whole:
                EndPartial(into);
                AddCall(whole, into);
                break;
            case { } other:
                Close(into);
                into.Add(new PartBegan(choice, _next, other));
                into.Add(new PartEnded(choice, _next++));
                break;
        }
    }

    /// <summary>A call in pieces begins with its name and a promise to go on, and ends with the first piece without one.</summary>
    private bool TakePartial(JsonNode node, JsonNode call, ICollection<AnswerEvent> into)
    {
        var named = call.Get(Wire.Name).AsText is { Length: > 0 };
        var more = call.Get(Wire.WillContinue).AsFlag == true;
        if (named && !more && !call.Get(Wire.PartialArgs).IsArray)
        {
            return false;
        }

        if (named)
        {
            EndPartial(into);
            _partial = GeminiPartReader.Read(node) is ToolCallPart begun ? (begun, new GeminiPartialArgs()) : null;
        }

        if (_partial is { } open)
        {
            foreach (var piece in call.Get(Wire.PartialArgs).AsItems())
            {
                open.Args.Take(piece);
            }

            if (!more)
            {
                EndPartial(into);
            }
        }

        return true;
    }

    private void EndPartial(ICollection<AnswerEvent> into)
    {
        if (_partial is { } open)
        {
            _partial = null;
            AddCall(open.Call with { Arguments = open.Args.ToString() is "{}" ? open.Call.Arguments : open.Args.ToString() }, into);
        }
    }

    private void AddCall(ToolCallPart call, ICollection<AnswerEvent> into)
    {
        Close(into);
        _called = true;
        into.Add(new PartBegan(choice, _next, call with { Arguments = "" }));
        into.Add(new PartGrew(choice, _next, call.Arguments));
        into.Add(new PartEnded(choice, _next++));
    }

    private void Grow(string text, bool thinking, string? signature, ICollection<AnswerEvent> into)
    {
        if (_open >= 0 && _thinking != thinking)
        {
            Close(into);
        }

        if (_open < 0)
        {
            (_open, _thinking) = (_next++, thinking);
            _lastText = thinking ? _lastText : _open;
            into.Add(new PartBegan(choice, _open, thinking ? new ReasoningPart("") : new TextPart("")));
        }

        if (text.Length > 0)
        {
            into.Add(new PartGrew(choice, _open, text));
        }

        if (signature is not null)
        {
            into.Add(new PartSigned(choice, _open, signature) { Vendor = Wire.Vendor });
            Close(into);
        }
    }

    private void Close(ICollection<AnswerEvent> into)
    {
        if (_open >= 0)
        {
            into.Add(new PartEnded(choice, _open));
            _open = -1;
        }
    }
}
