using System.Buffers;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>One item of a streamed output being written. It keeps its words for the events that repeat them, no more than one answer holds.</summary>
/// <param name="told">The id it has with the caller already, or null.</param>
internal sealed class ResponsesItemWriting(ResponsesStreamWriter stream, Part seed, int place, string? told, string answer)
{
    private readonly string _id = told ?? ResponsesItemWriter.IdOf(seed, answer, place);
    private readonly List<Growing> _parts = [];
    private readonly List<RawJson> _logprobs = [];
    private bool _closing;
    private bool _closed;

    public string Status { get; set; } = W.Statuses.Completed;

    private bool IsMessage => seed is TextPart or RefusalPart;

    public void Open(IBufferWriter<byte> into) => stream.WriteEvent(
        W.Events.ItemAdded,
        json =>
        {
            json.WriteNumber(W.OutputIndex, place);
            json.WritePropertyName(W.Item);
            if (IsMessage)
            {
                ResponsesItemWriter.BeginMessage(json, _id, W.Statuses.InProgress);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            else
            {
                ResponsesItemWriter.Write(json, Empty(seed), _id, W.Statuses.InProgress);
            }
        },
        into);

    public void Begin(int number, Part part, IBufferWriter<byte> into)
    {
        var growing = new Growing(number, Empty(part), _parts.Count);
        _parts.Add(growing);
        if (IsMessage)
        {
            WritePart(W.Events.PartAdded, growing, growing.Part, into);
        }

        Grow(number, WordsOf(part), into);
        foreach (var citation in (part as TextPart)?.Citations ?? [])
        {
            Cite(number, citation, into);
        }
    }

    public void Grow(int number, string text, IBufferWriter<byte> into)
    {
        if (text.Length == 0 || Find(number) is not { } part)
        {
            return;
        }

        if (part.Words.Length == 0 && part.Part is ReasoningPart begun)
        {
            WriteThoughtPart(begun.Summary ? W.Events.SummaryPartAdded : W.Events.PartAdded, begun, "", into);
        }

        part.Words.Append(text);
        stream.WriteEvent(DeltaOf(part.Part), json => WriteAt(json, part, () =>
        {
            json.WriteString(W.Delta, text);
            WriteNoLogprobs(json, part.Part);
        }), into);
    }

    public void Sign(PartSigned signed)
    {
        if (Find(signed.Part) is { Part: ReasoningPart reasoning } part)
        {
            // How it was told so far decides whether it is a summary.
            part.Part = signed.Sign(reasoning) with { Summary = part.Words.Length == 0 ? signed.Summary || reasoning.Summary : reasoning.Summary };
        }
    }

    public void Cite(int number, Citation citation, IBufferWriter<byte> into)
    {
        if (Find(number) is not { Part: TextPart text } part || !ResponsesAnswerWriter.HasPlace(citation))
        {
            return;
        }

        var index = text.Citations.Count;
        part.Part = text with { Citations = [.. text.Citations, citation] };
        stream.WriteEvent(W.Events.AnnotationAdded, json => WriteAt(json, part, () =>
        {
            json.WriteNumber(W.AnnotationIndex, index);
            json.WritePropertyName(W.Annotation);
            ResponsesAnswerWriter.WriteCitation(json, citation, part.Words.Length);
        }), into);
    }

    /// <summary>They are told behind their words, so they go out with a delta of none.</summary>
    public void TellLogprobs(RawJson told, IBufferWriter<byte> into)
    {
        if (_parts is [.., { Part: TextPart, Ended: false } part])
        {
            _logprobs.Add(told);
            stream.WriteEvent(W.Events.TextDelta, json => WriteAt(json, part, () =>
            {
                json.WriteString(W.Delta, "");
                ResponsesAnswerWriter.WriteLogprobs(json, told);
            }), into);
        }
    }

    public void EndPart(int number, IBufferWriter<byte> into)
    {
        if (Find(number) is not { Ended: false } part)
        {
            return;
        }

        if (part is { Part: ToolCallPart { Custom: false }, Words.Length: 0 })
        {
            Grow(number, "{}", into);
        }

        part.Ended = true;
        var whole = part.Whole();
        if (DoneOf(whole) is { } done && (whole is not ReasoningPart || part.Words.Length > 0))
        {
            stream.WriteEvent(done, json => WriteAt(json, part, () => WriteDone(json, whole)), into);
        }

        if (IsMessage)
        {
            WritePart(W.Events.PartDone, part, whole, into);
        }
        else if (whole is ReasoningPart { Text.Length: > 0 } thought)
        {
            WriteThoughtPart(thought.Summary ? W.Events.SummaryPartDone : W.Events.PartDone, thought, thought.Text, into);
        }

        if (!IsMessage || _closing)
        {
            CloseWhenEnded(into);
        }
    }

    /// <summary>No further part comes: the item is done with the last of its parts.</summary>
    public void CloseWhenEnded(IBufferWriter<byte> into)
    {
        _closing = true;
        if (!_closed && _parts.TrueForAll(part => part.Ended))
        {
            _closed = true;
            stream.WriteEvent(W.Events.ItemDone, json =>
            {
                json.WriteNumber(W.OutputIndex, place);
                json.WritePropertyName(W.Item);
                WriteItem(json);
            }, into);
        }
    }

    public void WriteItem(Utf8JsonWriter json)
    {
        if (!IsMessage)
        {
            var whole = _parts is [var only] ? only.Whole() : seed;
            // Whose it is may come with the proof, at the end: then only the whole item says so.
            var late = told is null && seed is ReasoningPart { Vendor: null } && whole is ReasoningPart { Vendor: not null };
            ResponsesItemWriter.Write(json, whole, late ? ResponsesItemWriter.IdOf(whole, answer, place) : _id, Status);
            return;
        }

        ResponsesItemWriter.BeginMessage(json, _id, Status);
        var logprobs = Logprobs();
        foreach (var part in _parts)
        {
            ResponsesAnswerWriter.WriteWords(json, part.Whole(), logprobs);
            logprobs = default;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteDone(Utf8JsonWriter json, Part whole)
    {
        switch (whole)
        {
            case TextPart text:
                json.WriteString(W.Text, text.Text);
                ResponsesAnswerWriter.WriteLogprobs(json, Logprobs());
                break;
            case RefusalPart refusal:
                json.WriteString(W.Refusal, refusal.Text);
                break;
            case ToolCallPart { Custom: true } call:
                json.WriteString(W.Input, call.Arguments);
                break;
            case ToolCallPart call:
                json.WriteString(W.Name, call.Name);
                json.WriteString(W.Arguments, call.Arguments);
                break;
            case ReasoningPart reasoning:
                json.WriteString(W.Text, reasoning.Text);
                break;
        }
    }

    private void WritePart(string type, Growing part, Part whole, IBufferWriter<byte> into) => stream.WriteEvent(type, json => WriteAt(json, part, () =>
    {
        json.WritePropertyName(W.Part);
        ResponsesAnswerWriter.WriteWords(json, whole, type == W.Events.PartDone ? Logprobs() : default);
    }), into);

    /// <summary>A thought or its summary stands in a part of its own: OpenAI's client has no place for a piece of one that was not announced.</summary>
    private void WriteThoughtPart(string type, ReasoningPart thought, string text, IBufferWriter<byte> into) => stream.WriteEvent(
        type,
        json =>
        {
            json.WriteString(W.ItemId, _id);
            json.WriteNumber(W.OutputIndex, place);
            json.WriteNumber(thought.Summary ? W.SummaryIndex : W.ContentIndex, 0);
            json.WritePropertyName(W.Part);
            ResponsesAnswerWriter.WriteThought(json, thought.Summary ? W.Parts.SummaryText : W.Parts.ReasoningText, text);
        },
        into);

    private void WriteAt(Utf8JsonWriter json, Growing part, Action rest)
    {
        json.WriteString(W.ItemId, _id);
        json.WriteNumber(W.OutputIndex, place);
        if (part.Part is TextPart or RefusalPart or ReasoningPart { Summary: false })
        {
            json.WriteNumber(W.ContentIndex, part.Index);
        }
        else if (part.Part is ReasoningPart)
        {
            json.WriteNumber(W.SummaryIndex, 0);
        }

        rest();
    }

    private static void WriteNoLogprobs(Utf8JsonWriter json, Part part)
    {
        if (part is TextPart)
        {
            ResponsesAnswerWriter.WriteLogprobs(json, default);
        }
    }

    private static string DeltaOf(Part part) => part switch
    {
        TextPart => W.Events.TextDelta,
        RefusalPart => W.Events.RefusalDelta,
        ToolCallPart { Custom: true } => W.Events.InputDelta,
        ToolCallPart => W.Events.ArgumentsDelta,
        ReasoningPart { Summary: true } => W.Events.SummaryDelta,
        _ => W.Events.ReasoningDelta,
    };

    private static string? DoneOf(Part part) => part switch
    {
        TextPart => W.Events.TextDone,
        RefusalPart => W.Events.RefusalDone,
        ToolCallPart { Custom: true } => W.Events.InputDone,
        ToolCallPart => W.Events.ArgumentsDone,
        ReasoningPart { Summary: true } => W.Events.SummaryDone,
        ReasoningPart => W.Events.ReasoningDone,
        _ => null,
    };

    private static string WordsOf(Part part) => part switch
    {
        TextPart text => text.Text,
        RefusalPart refusal => refusal.Text,
        ToolCallPart call => call.Arguments,
        ReasoningPart reasoning => reasoning.Text,
        _ => "",
    };

    private static Part Empty(Part part) => part switch
    {
        TextPart text => text with { Text = "", Citations = [] },
        RefusalPart => new RefusalPart(""),
        ToolCallPart call => call with { Arguments = "" },
        ReasoningPart reasoning => reasoning with { Text = "" },
        _ => part,
    };

    /// <summary>What was told piece by piece as one list, in the form of chat completions.</summary>
    private RawJson Logprobs()
    {
        var items = new List<string>();
        foreach (var told in _logprobs)
        {
            using var reading = JsonReading.TryParse(told.Utf8, paths: false);
            items.AddRange(reading?.Root[W.Content].AsItems().Select(item => item.Raw.ToString()) ?? []);
        }

        return items.Count == 0 ? default : RawJson.FromText($$"""{"content":[{{string.Join(',', items)}}]}""");
    }

    private Growing? Find(int number) => _parts.Find(part => part.Number == number);

    /// <summary>A part, and what it holds so far.</summary>
    private sealed class Growing(int number, Part seed, int index)
    {
        public int Number => number;

        public int Index => index;

        public Part Part { get; set; } = seed;

        public bool Ended { get; set; }

        public StringBuilder Words { get; } = new();

        public Part Whole() => Part switch
        {
            TextPart text => text with { Text = Words.ToString() },
            RefusalPart => new RefusalPart(Words.ToString()),
            ToolCallPart call => call with { Arguments = Words.ToString() },
            ReasoningPart reasoning => reasoning with { Text = Words.ToString() },
            _ => Part,
        };
    }
}
