using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>One item of a streamed output being read: a call or reasoning is one part, a message has one for each part of its content.</summary>
internal sealed class ResponsesItemReading(ResponsesPartCount count)
{
    /// <summary>More parts than any message has; those behind are told as one.</summary>
    private const int MaxParts = 4096;

    private readonly SortedDictionary<long, Growing> _parts = [];
    private string? _id;
    private long _summary;
    private bool _ended;

    /// <summary>What kinds of parts it told.</summary>
    public IEnumerable<Part> Told => _parts.Values.Select(part => part.Seed);

    public void Read(string type, JsonNode said, ICollection<AnswerEvent> into)
    {
        if (_ended)
        {
            return;
        }

        switch (type)
        {
            case W.Events.ItemAdded:
                Add(said[W.Item], into);
                break;
            case W.Events.ItemDone:
                ReadWhole(said[W.Item], into);
                break;
            case W.Events.PartAdded:
                ReadPart(said, into, whole: false);
                break;
            case W.Events.PartDone:
                ReadPart(said, into, whole: true);
                break;
            case W.Events.TextDelta:
                var text = Open(said[W.ContentIndex].AsLong ?? 0, new TextPart(""), into);
                Grow(text, said[W.Delta].AsText, into);
                if (ResponsesAnswerReader.ReadLogprobs(said[W.Logprobs]) is { IsAbsent: false } told)
                {
                    into.Add(new LogProbabilitiesTold(0, told));
                }

                break;
            case W.Events.TextDone:
                GrowUnsaid(Open(said[W.ContentIndex].AsLong ?? 0, new TextPart(""), into), said[W.Text].AsText, into);
                break;
            case W.Events.AnnotationAdded:
                Cite(Open(said[W.ContentIndex].AsLong ?? 0, new TextPart(""), into), said[W.Annotation], into);
                break;
            case W.Events.RefusalDelta:
                Grow(Open(said[W.ContentIndex].AsLong ?? 0, new RefusalPart(""), into), said[W.Delta].AsText, into);
                break;
            case W.Events.RefusalDone:
                GrowUnsaid(Open(said[W.ContentIndex].AsLong ?? 0, new RefusalPart(""), into), said[W.Refusal].AsText, into);
                break;
            case W.Events.ArgumentsDelta or W.Events.InputDelta when _parts.TryGetValue(0, out var call):
                Grow(call, said[W.Delta].AsText, into);
                break;
            case W.Events.ArgumentsDone when _parts.TryGetValue(0, out var call):
                GrowUnsaid(call, said[W.Arguments].AsText, into);
                break;
            case W.Events.InputDone when _parts.TryGetValue(0, out var call):
                GrowUnsaid(call, said[W.Input].AsText, into);
                break;
            case W.Events.SummaryDelta:
                GrowSummary(said[W.SummaryIndex].AsLong ?? 0, said[W.Delta].AsText, into);
                break;
            case W.Events.ReasoningDelta:
                Grow(Open(0, new ReasoningPart("") { Id = _id }, into), said[W.Delta].AsText, into);
                break;
        }
    }

    /// <summary>The item as it is in the end: what was not yet told of it is told.</summary>
    public void ReadWhole(JsonNode item, ICollection<AnswerEvent> into)
    {
        switch (item[W.Type].AsText)
        {
            case W.Items.Message:
                var index = 0L;
                foreach (var part in item[W.Content].AsItems().Where(part => part.IsObject))
                {
                    ReadPart(index++, part, into, whole: true);
                }

                break;
            case W.Items.FunctionCall or W.Items.CustomToolCall:
                Add(item, into);
                GrowUnsaid(_parts[0], Call(item).Arguments, into);
                break;
            case W.Items.Reasoning:
                SignReasoning(ResponsesItems.ReadReasoning(item, byForm: false), into);
                break;
            case { } other when _parts.Count == 0:
                Open(0, new ForeignPart(OpenAiResponsesDialect.DialectName, other, item.Raw), into);
                break;
        }

        End(into);
    }

    public void End(ICollection<AnswerEvent> into)
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        foreach (var part in _parts.Values)
        {
            if (!part.Grew && part.Seed is ToolCallPart { Custom: false })
            {
                Grow(part, "{}", into);
            }

            Close(part, into);
        }
    }

    private void Add(JsonNode item, ICollection<AnswerEvent> into)
    {
        switch (item[W.Type].AsText)
        {
            case W.Items.FunctionCall or W.Items.CustomToolCall:
                Open(0, Call(item) with { Arguments = "" }, into);
                break;
            case W.Items.Reasoning:
                // What is withheld is there from the beginning; a proof may yet grow.
                var begun = ForeignSignature.Read(new ReasoningPart("") { Id = item[W.Id].AsText }, item[W.EncryptedContent].AsText);
                _id = begun.Id;
                if (begun.Redacted is not null)
                {
                    Open(0, begun, into);
                }

                break;
        }
    }

    private static ToolCallPart Call(JsonNode item) => item[W.Type].AsText == W.Items.CustomToolCall ? ResponsesItems.ReadCustomCall(item) : ResponsesItems.ReadCall(item);

    private void ReadPart(JsonNode said, ICollection<AnswerEvent> into, bool whole) => ReadPart(said[W.ContentIndex].AsLong ?? 0, said[W.Part], into, whole);

    private void ReadPart(long index, JsonNode node, ICollection<AnswerEvent> into, bool whole)
    {
        if (!node.IsObject || node[W.Type].AsText is W.Parts.ReasoningText or W.Parts.SummaryText)
        {
            return;
        }

        var part = ResponsesPartReader.Read(node);
        var seed = part switch
        {
            TextPart text => text with { Text = "", Citations = [] },
            RefusalPart => new RefusalPart(""),
            _ => part,
        };
        if (part is ForeignPart && !whole)
        {
            return;
        }

        var open = Open(index, seed, into);
        if (whole)
        {
            GrowUnsaid(open, (part as TextPart)?.Text ?? (part as RefusalPart)?.Text, into);
            foreach (var citation in node[W.Annotations].AsItems().Skip(open.Cited).ToArray())
            {
                Cite(open, citation, into);
            }

            Close(open, into);
        }
    }

    private void SignReasoning(ReasoningPart whole, ICollection<AnswerEvent> into)
    {
        var open = Open(0, new ReasoningPart("") { Id = whole.Id, Summary = whole.Summary }, into);
        GrowUnsaid(open, whole.Text, into);
        if (whole.Signature is { } signature && !open.Closed)
        {
            into.Add(new PartSigned(0, open.Number, signature) { Vendor = whole.Vendor, Id = whole.Id, Summary = whole.Summary });
        }
    }

    private void GrowSummary(long index, string? text, ICollection<AnswerEvent> into)
    {
        var open = Open(0, new ReasoningPart("") { Id = _id, Summary = true }, into);
        var gap = index != _summary && open.Grew ? "\n\n" : "";
        _summary = index;
        Grow(open, gap + text, into);
    }

    private Growing Open(long index, Part seed, ICollection<AnswerEvent> into)
    {
        index = Math.Clamp(index, 0, MaxParts - 1);
        if (!_parts.TryGetValue(index, out var part))
        {
            _parts[index] = part = new Growing(count.Next(), seed);
            into.Add(new PartBegan(0, part.Number, seed));
        }

        return part;
    }

    private static void Grow(Growing part, string? text, ICollection<AnswerEvent> into)
    {
        if (!string.IsNullOrEmpty(text) && !part.Closed)
        {
            part.Grew = true;
            into.Add(new PartGrew(0, part.Number, text));
        }
    }

    private static void GrowUnsaid(Growing part, string? text, ICollection<AnswerEvent> into)
    {
        if (!part.Grew)
        {
            Grow(part, text, into);
        }
    }

    private static void Cite(Growing part, JsonNode annotation, ICollection<AnswerEvent> into)
    {
        if (annotation.IsObject && !part.Closed)
        {
            part.Cited++;
            into.Add(new PartCited(0, part.Number, ResponsesItems.ReadCitation(annotation)));
        }
    }

    private static void Close(Growing part, ICollection<AnswerEvent> into)
    {
        if (!part.Closed)
        {
            part.Closed = true;
            into.Add(new PartEnded(0, part.Number));
        }
    }

    /// <summary>A part and what was told of it.</summary>
    private sealed class Growing(int number, Part seed)
    {
        public int Number => number;

        public Part Seed => seed;

        public bool Grew { get; set; }

        public bool Closed { get; set; }

        public int Cited { get; set; }
    }
}
