using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>
/// One choice of a stream being read. Text, reasoning and refusal end when another kind begins; tool calls stay open to the end, because pieces of several may alternate.
/// </summary>
internal sealed class ChoiceReading(int choice)
{
    private readonly CallsReading _calls = new(choice);
    private int _next;
    private int _open = -1;
    private int _lastText = -1;
    private Kind _kind;
    private ReasoningDetail _detail;
    private bool _signed;
    private bool _plainReasoning;
    private bool _refused;
    private string? _finish;
    private string _half = "";

    private enum Kind
    {
        None,
        Text,
        Reasoning,
        Refusal,
    }

    public bool Finished => _finish is not null;

    public bool HoldsBack => _half.Length > 0;

    /// <summary>Whether anything was said at all.</summary>
    public bool Said => _next > 0 || _calls.Any;

    public void Read(JsonNode node, ICollection<AnswerEvent> into)
    {
        var delta = node[W.Delta];
        if (!delta.IsObject && !Said)
        {
            // A whole message in one chunk, from servers that stream nothing.
            delta = node[W.Message];
        }

        ReadReasoning(delta, into);
        ReadContent(delta.IsObject ? delta[W.Content] : node[W.Text], into);    // a text completion has no delta
        foreach (var annotation in delta[W.Annotations].AsItems())
        {
            if (annotation[W.UrlCitation].IsObject && _lastText >= 0)
            {
                into.Add(new PartCited(choice, _lastText, AnswerReader.ReadCitation(annotation)));
            }
        }

        if (delta[W.Refusal].AsText is { Length: > 0 } refusal)
        {
            _refused = true;
            Grow(Kind.Refusal, refusal, into);
        }

        ReadMedia(delta, into);
        ReadCalls(delta, into);
        if (node[W.Logprobs].IsObject)
        {
            into.Add(new LogProbabilitiesTold(choice, JsonWriting.OneLine(node[W.Logprobs].Raw)));
        }

        if (node[W.FinishReason].AsText is { Length: > 0 } finish)
        {
            _finish ??= finish;
        }
    }

    public void End(ICollection<AnswerEvent> into)
    {
        Close(into);
        _calls.End(ref _next, into);
        into.Add(new ChoiceEnded(choice, StopWords.Read(_finish, _calls.Any, _refused)));
    }

    private void ReadReasoning(JsonNode delta, ICollection<AnswerEvent> into)
    {
        var plain = delta[W.ReasoningContent].AsText is { Length: > 0 } text ? text : delta[W.Reasoning].AsText;
        var details = delta[W.ReasoningDetails].AsItems().Select(ReasoningDetail.Read).Where(detail => !detail.IsEmpty).ToArray();
        if (!string.IsNullOrEmpty(plain))
        {
            _plainReasoning = true;
            var first = details.FirstOrDefault(detail => detail.Kind != ReasoningDetailKind.Encrypted);
            GrowReasoning(first, plain, into);
        }

        foreach (var detail in details)
        {
            // Whoever sends the text plainly, too, sends it twice.
            if (!_plainReasoning && !string.IsNullOrEmpty(detail.Text))
            {
                GrowReasoning(detail, detail.Text, into);
            }

            if (detail.IsRedaction)
            {
                Close(into);
                into.Add(new PartBegan(choice, _next, new ReasoningPart("") { Vendor = detail.Vendor, Redacted = detail.Data, Id = detail.Id }));
                into.Add(new PartEnded(choice, _next++));
            }
            else if ((string.IsNullOrEmpty(detail.Data) ? detail.Signature : detail.Data) is { Length: > 0 } signature)
            {
                if (_kind != Kind.Reasoning || _signed)
                {
                    GrowReasoning(detail, "", into);
                }

                _signed = true;
                into.Add(new PartSigned(choice, _open, signature)
                {
                    Vendor = detail.Vendor,
                    Id = detail.Id,
                    Summary = Array.Exists(details, other => other.Kind == ReasoningDetailKind.Summary),
                });
            }
        }
    }

    private void GrowReasoning(ReasoningDetail detail, string text, ICollection<AnswerEvent> into)
    {
        if (_kind == Kind.Reasoning && (_signed || (detail.Index is not null && _detail.Index is not null && detail.Index != _detail.Index)))
        {
            Close(into);
        }

        if (_kind != Kind.Reasoning)
        {
            Open(Kind.Reasoning, new ReasoningPart("") { Vendor = detail.Vendor, Id = detail.Id, Summary = detail.Kind == ReasoningDetailKind.Summary }, into);
            _signed = false;
            _detail = detail;
        }

        Grow(Kind.Reasoning, text, into);
    }

    private void ReadContent(JsonNode content, ICollection<AnswerEvent> into)
    {
        if (content.AsText is { Length: > 0 } text)
        {
            Grow(Kind.Text, text, into);
        }

        foreach (var item in content.AsItems())
        {
            switch (item[W.Type].AsText)
            {
                case "thinking":
                    Grow(Kind.Reasoning, PartReader.ReadThinking(item[W.Thinking]), into);
                    break;
                case "text":
                    Grow(Kind.Text, item[W.Text].AsText, into);
                    break;
            }
        }
    }

    private void ReadMedia(JsonNode delta, ICollection<AnswerEvent> into)
    {
        foreach (var image in delta[W.Images].AsItems().Select(AnswerReader.ReadMedia).OfType<Part>())
        {
            Whole(image, into);
        }

        if (AnswerReader.IsSound(delta[W.Audio]))
        {
            Whole(AnswerReader.ReadAudio(delta[W.Audio]), into);
        }
    }

    private void ReadCalls(JsonNode delta, ICollection<AnswerEvent> into)
    {
        foreach (var call in AnswerReader.CallsOf(delta[W.ToolCalls]).Where(call => call.IsObject))
        {
            Close(into);
            _calls.Read(call, ref _next, into);
        }

        if (delta[W.FunctionCall] is { IsObject: true } legacy && AnswerReader.IsCall(legacy))
        {
            Close(into);
            _calls.ReadLegacy(legacy, ref _next, into);
        }
    }

    private void Whole(Part part, ICollection<AnswerEvent> into)
    {
        Close(into);
        into.Add(new PartBegan(choice, _next, part));
        into.Add(new PartEnded(choice, _next++));
    }

    private void Grow(Kind kind, string? text, ICollection<AnswerEvent> into)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        if (_kind != kind)
        {
            Open(kind, kind switch
            {
                Kind.Text => new TextPart(""),
                Kind.Refusal => new RefusalPart(""),
                _ => new ReasoningPart(""),
            }, into);
            _signed = false;
            _detail = default;
        }

        // A character beyond 16 bits may be cut in two by a delta's end: its first half waits for the other.
        text = _half + text;
        _half = char.IsHighSurrogate(text[^1]) ? text[^1..] : "";
        if (text.Length > _half.Length)
        {
            into.Add(new PartGrew(choice, _open, text[..^_half.Length]));
        }
    }

    private void Open(Kind kind, Part seed, ICollection<AnswerEvent> into)
    {
        Close(into);
        (_kind, _open) = (kind, _next++);
        _lastText = kind == Kind.Text ? _open : _lastText;
        into.Add(new PartBegan(choice, _open, seed));
    }

    private void Close(ICollection<AnswerEvent> into)
    {
        if (_kind != Kind.None)
        {
            if (_half.Length > 0)
            {
                into.Add(new PartGrew(choice, _open, _half));
                _half = "";
            }

            into.Add(new PartEnded(choice, _open));
            (_kind, _open) = (Kind.None, -1);
        }
    }
}
