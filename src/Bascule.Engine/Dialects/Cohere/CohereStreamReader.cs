using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.Cohere.CohereWire;

namespace Bascule.Engine.Dialects.Cohere;

/// <summary>Reads a streamed answer. Only <c>message-end</c> proves the end; some add <c>[DONE]</c>. A call's <c>tool_calls</c> is an object here, not a list.</summary>
internal sealed class CohereStreamReader : AnswerStreamReader
{
    /// <summary>Parts open at once past this are no answer.</summary>
    private const int MaxOpen = 1_000;

    private const int PlanIndex = -1;

    private readonly Dictionary<(Kind Kind, long Index), Open> _open = [];
    private int _parts;
    private int _lastText = -1;
    private bool _began;
    private bool _called;
    private bool _over;

    private enum Kind
    {
        Content,
        Plan,
        Call,
    }

    public override void Read(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, ICollection<AnswerEvent> into)
    {
        if (_over || data.IsEmpty || ChatStreamScan.IsDone(data))
        {
            return;    // a [DONE] without message-end proves nothing
        }

        using var reading = JsonReading.TryParse(data.ToArray(), paths: false);
        if (reading is not { Root.IsObject: true })
        {
            Fail(ChatStreamReader.Unreadable, into);
            return;
        }

        var root = reading.Root;
        var type = root[W.Type].AsText;
        if (type is null or "error" || root[W.Error].Exists)
        {
            Fail(ErrorReader.Read(null, data), into);
            return;
        }

        ReadEvent(type, root, into);
    }

    public override void End(ICollection<AnswerEvent> into)
    {
        if (!_over)
        {
            Fail(ChatStreamReader.Cut, into);
        }
    }

    private void ReadEvent(string type, JsonNode root, ICollection<AnswerEvent> into)
    {
        if (!_began)
        {
            _began = true;
            into.Add(new AnswerBegan(root[W.Id].AsText ?? "", "", null));
        }

        var index = root[W.Index].AsLong ?? 0;
        var message = root[W.Delta][W.Message];
        switch (type)
        {
            case "content-start" or "content-delta":
                ReadContent(index, message[W.Content], into);
                break;
            case "content-end":
                Close((Kind.Content, index), into);
                break;
            case "tool-plan-delta":
                Grow((Kind.Plan, PlanIndex), new ReasoningPart(""), message[W.ToolPlan].AsText, into);
                break;
            case "tool-call-start":
                Close((Kind.Plan, PlanIndex), into);
                BeginCall(index, message[W.ToolCalls], into);
                break;
            case "tool-call-delta" when _open.TryGetValue((Kind.Call, index), out var call):
                Grow(call, AnswerReader.ReadArguments(message[W.ToolCalls][W.Function][W.Arguments]), into);
                break;
            case "tool-call-end":
                Close((Kind.Call, index), into);
                break;
            case "citation-start" when _lastText >= 0:
                into.Add(new PartCited(0, _lastText, CohereAnswerReader.ReadCitation(message[W.Citations])));
                break;
            case "message-end":
                Finish(root[W.Delta], into);
                break;
        }
    }

    private void ReadContent(long index, JsonNode content, ICollection<AnswerEvent> into)
    {
        if (content[W.Thinking].IsText)
        {
            Grow((Kind.Content, index), new ReasoningPart(""), content[W.Thinking].AsText, into);
        }
        else if (content[W.Text].IsText)
        {
            Grow((Kind.Content, index), new TextPart(""), content[W.Text].AsText, into);
        }
    }

    private void BeginCall(long index, JsonNode told, ICollection<AnswerEvent> into)
    {
        var call = told.IsArray ? told.AsItems().FirstOrDefault() : told;
        var function = call[W.Function];
        _called = true;
        Close((Kind.Call, index), into);
        var seed = new ToolCallPart(call[W.Id].AsText is { Length: > 0 } id ? id : AnswerReader.NewCallId(), function[W.Name].AsText ?? "", "");
        Grow((Kind.Call, index), seed, AnswerReader.ReadArguments(function[W.Arguments]), into, beginsEmpty: true);
    }

    /// <summary>The part grows; one that has not begun begins with its first words.</summary>
    private void Grow((Kind Kind, long Index) at, Part seed, string? text, ICollection<AnswerEvent> into, bool beginsEmpty = false)
    {
        if (!_open.TryGetValue(at, out var open))
        {
            if ((string.IsNullOrEmpty(text) && !beginsEmpty) || _open.Count >= MaxOpen)
            {
                return;
            }

            _open[at] = open = new Open(_parts++, seed is ToolCallPart);
            _lastText = seed is TextPart ? open.Part : _lastText;
            into.Add(new PartBegan(0, open.Part, seed));
        }

        Grow(open, text, into);
    }

    private static void Grow(Open open, string? text, ICollection<AnswerEvent> into)
    {
        if (!string.IsNullOrEmpty(text))
        {
            open.Grew = true;
            into.Add(new PartGrew(0, open.Part, text));
        }
    }

    private void Close((Kind Kind, long Index) at, ICollection<AnswerEvent> into)
    {
        if (!_open.Remove(at, out var open))
        {
            return;
        }

        if (open is { IsCall: true, Grew: false })
        {
            into.Add(new PartGrew(0, open.Part, "{}"));
        }

        _lastText = _lastText == open.Part ? -1 : _lastText;
        into.Add(new PartEnded(0, open.Part));
    }

    private void Finish(JsonNode delta, ICollection<AnswerEvent> into)
    {
        var word = delta[W.FinishReason].AsText;
        if (CohereAnswerReader.HasFailed(word))
        {
            Fail(AnswerReader.EndedInError, into);
            return;
        }

        foreach (var at in _open.Keys.ToArray())
        {
            Close(at, into);
        }

        into.Add(new ChoiceEnded(0, CohereAnswerReader.ReadStop(word, _called)));
        var usage = CohereAnswerReader.ReadUsage(delta[W.Usage]);
        if (!usage.IsEmpty)
        {
            into.Add(new UsageTold(usage));
        }

        _over = true;
        into.Add(new AnswerEnded());
    }

    private void Fail(Failure failure, ICollection<AnswerEvent> into)
    {
        _over = true;
        into.Add(new AnswerFailed(failure));
    }

    /// <summary>A part being told, and its number.</summary>
    private sealed class Open(int part, bool isCall)
    {
        public int Part => part;

        public bool IsCall => isCall;

        public bool Grew { get; set; }
    }
}
