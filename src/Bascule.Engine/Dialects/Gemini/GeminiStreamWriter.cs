using System.Buffers;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>
/// Writes a streamed answer as chunks, as events or as the elements of one array. A tool call has one chunk, so it waits for its arguments; the finish reasons stand in the last
/// chunk, with the usage.
/// </summary>
internal sealed class GeminiStreamWriter(bool asArray) : AnswerStreamWriter
{
    private readonly Dictionary<(int Choice, int Part), OpenPart> _open = [];
    private readonly SortedDictionary<int, Ended> _ended = [];
    private readonly Utf8JsonWriter _json = JsonWriting.To(new ArrayBufferWriter<byte>(1));
    private string _id = "";
    private string _model = "";
    private Usage _usage;
    private bool _first = true;

    public override void Write(AnswerEvent said, IBufferWriter<byte> into)
    {
        switch (said)
        {
            case AnswerBegan began:
                (_id, _model) = (began.Id, began.Model);
                if (asArray)
                {
                    // The array is begun with an element, so that whatever comes behind it, an error too, may start with a comma.
                    WritePart(0, new TextPart(""), into);
                }

                break;
            case PartBegan began:
                Begin(began, into);
                break;
            case PartGrew { Text.Length: > 0 } grew when _open.TryGetValue((grew.Choice, grew.Part), out var part):
                Grow(grew, part, into);
                break;
            case PartSigned signed when _open.TryGetValue((signed.Choice, signed.Part), out var part):
                Sign(signed, part, into);
                break;
            case PartCited cited:
                Choice(cited.Choice).Citations.Add(cited.Citation);
                break;
            case PartEnded ended when _open.Remove((ended.Choice, ended.Part), out var part):
                End(ended.Choice, part, into);
                break;
            case ChoiceEnded ended:
                Choice(ended.Choice).Stop = ended.Stop;
                break;
            case UsageTold told:
                _usage = told.Usage;
                break;
            case AnswerEnded:
                WriteEnd(into);
                break;
        }
    }

    private Ended Choice(int index)
    {
        if (!_ended.TryGetValue(index, out var choice))
        {
            _ended[index] = choice = new Ended();
        }

        return choice;
    }

    private void Begin(PartBegan began, IBufferWriter<byte> into)
    {
        var part = new OpenPart(began.Seed);
        _open[(began.Choice, began.Part)] = part;
        Choice(began.Choice).Refused |= began.Seed is RefusalPart;
        switch (began.Seed)
        {
            case ToolCallPart call:
                part.Words.Append(call.Arguments);
                break;
            case TextPart text:
                Choice(began.Choice).Citations.AddRange(text.Citations);
                WriteCarried(began.Choice, text, into);
                break;
            default:
                WriteCarried(began.Choice, began.Seed, into);
                break;
        }
    }

    private void Grow(PartGrew grew, OpenPart part, IBufferWriter<byte> into)
    {
        if (part.Seed is ToolCallPart)
        {
            part.Words.Append(grew.Text);
            return;
        }

        // The two halves of a character may come in two pieces; UTF-8 cannot carry one alone.
        var text = part.Half + grew.Text;
        part.Half = char.IsHighSurrogate(text[^1]) ? text[^1..] : "";
        text = text[..^part.Half.Length];
        if (text.Length > 0 && part.Seed is TextPart or RefusalPart or ReasoningPart)
        {
            WritePart(grew.Choice, part.Seed is ReasoningPart ? new ReasoningPart(text) : new TextPart(text), into);
        }
    }

    private void Sign(PartSigned signed, OpenPart part, IBufferWriter<byte> into)
    {
        switch (part.Seed)
        {
            case TextPart:
                WritePart(signed.Choice, new TextPart("") { Signature = signed.Signature }, into);
                break;
            case ToolCallPart call:
                part.Seed = call with { Signature = signed.Signature };
                break;
            case ReasoningPart reasoning when (reasoning.Vendor ?? signed.Vendor) == Wire.Vendor:
                WritePart(signed.Choice, new ReasoningPart("") { Signature = signed.Signature, Vendor = Wire.Vendor }, into);
                break;
        }
    }

    private void End(int choice, OpenPart part, IBufferWriter<byte> into)
    {
        if (part.Seed is ToolCallPart call)
        {
            WritePart(choice, call with { Arguments = OneLine(part.Words.ToString()) }, into);
        }
    }

    private void WriteCarried(int choice, Part seed, IBufferWriter<byte> into)
    {
        if (GeminiAnswerWriter.Carry(seed) is { } part)
        {
            WritePart(choice, part is ForeignPart foreign ? foreign with { Json = JsonWriting.OneLine(foreign.Json) } : part, into);
        }
    }

    /// <summary>An event's data must hold no line end; within the strings of an object there is none.</summary>
    private static string OneLine(string arguments) =>
        arguments.AsSpan().TrimStart().StartsWith("{") ? JsonWriting.OneLine(RawJson.FromText(arguments)).ToString() : arguments;

    private void WritePart(int choice, Part part, IBufferWriter<byte> into)
    {
        BeginChunk(into);
        GeminiAnswerWriter.BeginCandidate(_json, [part]);
        GeminiAnswerWriter.EndCandidate(_json, choice, null);
        EndChunk(into, withUsage: false);
    }

    private void WriteEnd(IBufferWriter<byte> into)
    {
        Choice(0);
        BeginChunk(into);
        foreach (var (index, choice) in _ended)
        {
            GeminiAnswerWriter.BeginCandidate(_json, [new TextPart("")]);
            GeminiGrounding.Write(_json, [("", choice.Citations)]);
            GeminiAnswerWriter.EndCandidate(_json, index, GeminiStop.Write(choice.Stop, choice.Refused));
        }

        EndChunk(into, withUsage: !_usage.IsEmpty);
        if (asArray)
        {
            into.Write("]"u8);
        }
    }

    private void BeginChunk(IBufferWriter<byte> into)
    {
        into.Write(!asArray ? "data: "u8 : _first ? "["u8 : ",\r\n"u8);
        _first = false;
        _json.Reset(into);
        _json.WriteStartObject();
        _json.WriteStartArray(Wire.Candidates);
    }

    private void EndChunk(IBufferWriter<byte> into, bool withUsage)
    {
        _json.WriteEndArray();
        if (withUsage)
        {
            GeminiUsage.Write(_json, _usage);
        }

        GeminiAnswerWriter.WriteHead(_json, _model, _id);
        _json.WriteEndObject();
        _json.Flush();
        if (!asArray)
        {
            into.Write("\r\n\r\n"u8);
        }
    }

    /// <summary>What is told of a choice in the last chunk.</summary>
    private sealed class Ended
    {
        public List<Citation> Citations { get; } = [];

        public Stop Stop { get; set; }

        public bool Refused { get; set; }
    }

    /// <summary>A part being written; the arguments of a call are kept until they are whole (no more than one answer holds).</summary>
    private sealed class OpenPart(Part seed)
    {
        public Part Seed { get; set; } = seed;

        public StringBuilder Words { get; } = new();

        public string Half { get; set; } = "";
    }
}
