using System.Buffers;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Writes events as <c>chat.completion.chunk</c>, all with one id, time and model.</summary>
internal sealed class ChatStreamWriter(bool usageWanted) : AnswerStreamWriter
{
    private readonly Dictionary<(int Choice, int Part), OpenPart> _open = [];
    private readonly Dictionary<int, ChoiceWriting> _choices = [];
    private readonly Utf8JsonWriter _json = JsonWriting.To(new ArrayBufferWriter<byte>(1));
    private string _id = "";
    private string _model = "";
    private long _created;
    private Usage _usage;

    public override void Write(AnswerEvent said, IBufferWriter<byte> into)
    {
        switch (said)
        {
            case AnswerBegan began:
                (_id, _model, _created) = (began.Id, began.Model, began.Created ?? 0);
                Choice(0, into);
                break;
            case PartBegan began:
                Begin(began, Choice(began.Choice, into), into);
                break;
            case PartGrew grew when _open.TryGetValue((grew.Choice, grew.Part), out var part):
                Grow(grew, part, into);
                break;
            case PartSigned signed when _open.TryGetValue((signed.Choice, signed.Part), out var part) && part.Seed is ReasoningPart seed:
                WriteDetails(signed.Choice, signed.Sign(seed with { Text = part.Words.ToString() }), into);
                break;
            case PartSigned signed when _open.TryGetValue((signed.Choice, signed.Part), out var part):
                WriteSignature(signed.Choice, part.Seed switch
                {
                    ToolCallPart call => call with { Signature = signed.Signature },
                    TextPart text => text with { Signature = signed.Signature },
                    var other => other,
                }, into);
                break;
            case PartCited cited when cited.Citation.Url is not null:
                WriteCitation(cited, into);
                break;
            case PartEnded ended:
                End(ended, into);
                break;
            case LogProbabilitiesTold { Json.IsAbsent: false } told:
                Choice(told.Choice, into);
                BeginChunk(told.Choice, into);
                EndChunk(into, told.Json);
                break;
            case ChoiceEnded ended:
                var refused = Choice(ended.Choice, into).Refused;
                BeginChunk(ended.Choice, into);
                EndChunk(into, finish: ended.Stop.Reason, refused: refused);
                break;
            case UsageTold told:
                _usage = told.Usage;
                break;
            case AnswerEnded:
                WriteEnd(into);
                break;
        }
    }

    private ChoiceWriting Choice(int index, IBufferWriter<byte> into)
    {
        if (!_choices.TryGetValue(index, out var choice))
        {
            _choices[index] = choice = new ChoiceWriting();
            BeginChunk(index, into);
            _json.WriteString(W.Role, "assistant"u8);
            _json.WriteString(W.Content, ""u8);
            EndChunk(into);
        }

        return choice;
    }

    private void Begin(PartBegan began, ChoiceWriting choice, IBufferWriter<byte> into)
    {
        var part = new OpenPart(began.Seed, began.Seed is ToolCallPart ? choice.Calls++ : 0);
        _open[(began.Choice, began.Part)] = part;
        choice.Refused |= began.Seed is RefusalPart;
        WriteSignature(began.Choice, began.Seed, into);
        switch (began.Seed)
        {
            case TextPart { Text.Length: > 0 } text:
                WriteWords(began.Choice, W.Content, text.Text, into);
                break;
            case RefusalPart { Text.Length: > 0 } refusal:
                WriteWords(began.Choice, W.Refusal, refusal.Text, into);
                break;
            case ReasoningPart reasoning:
                BeginReasoning(began.Choice, reasoning, part, into);
                break;
            case ToolCallPart call:
                BeginChunk(began.Choice, into);
                BeginCall(part.CallIndex);
                _json.WriteString(W.Id, call.Id);
                ToolCallWriter.WriteCall(_json, call.Custom, call.Name, call.Arguments);
                EndCall(into);
                break;
            case ImagePart image:
                BeginChunk(began.Choice, into);
                _json.WriteStartArray(W.Images);
                AnswerWriter.WriteImage(_json, image);
                _json.WriteEndArray();
                EndChunk(into);
                break;
            case AudioPart audio:
                BeginChunk(began.Choice, into);
                AnswerWriter.WriteAudio(_json, audio);
                EndChunk(into);
                break;
        }
    }

    private void BeginReasoning(int choice, ReasoningPart reasoning, OpenPart part, IBufferWriter<byte> into)
    {
        if (_choices[choice].Reasonings++ > 0 && reasoning.Redacted is null)
        {
            part.Gap = true;
        }

        if (reasoning.Text.Length > 0)
        {
            Grow(new PartGrew(choice, 0, reasoning.Text), part, into);
        }

        if (AnswerWriter.IsOpaque(reasoning))
        {
            WriteDetails(choice, reasoning, into);
        }
    }

    private void Grow(PartGrew grew, OpenPart part, IBufferWriter<byte> into)
    {
        switch (part.Seed)
        {
            case TextPart:
                WriteWords(grew.Choice, W.Content, grew.Text, into);
                break;
            case RefusalPart:
                WriteWords(grew.Choice, W.Refusal, grew.Text, into);
                break;
            case ReasoningPart:
                part.Words.Append(grew.Text);
                WriteWords(grew.Choice, W.ReasoningContent, part.Gap ? "\n\n" + grew.Text : grew.Text, into);
                part.Gap = false;
                break;
            case ToolCallPart call:
                BeginChunk(grew.Choice, into);
                BeginCall(part.CallIndex);
                _json.WriteStartObject(call.Custom ? W.Custom : W.Function);
                _json.WriteString(call.Custom ? W.Input : W.Arguments, grew.Text);
                _json.WriteEndObject();
                EndCall(into);
                break;
        }
    }

    private void End(PartEnded ended, IBufferWriter<byte> into)
    {
        if (_open.Remove((ended.Choice, ended.Part), out var part) && part.Seed is TextPart text)
        {
            foreach (var citation in text.Citations.Where(citation => citation.Url is not null))
            {
                WriteCitation(new PartCited(ended.Choice, ended.Part, citation), into);
            }
        }
    }

    private void WriteSignature(int choice, Part part, IBufferWriter<byte> into)
    {
        if (GoogleSignatures.Of(part) is { } signature)
        {
            WriteDetails(choice, signature, into);
        }
    }

    private void WriteDetails(int choice, ReasoningPart part, IBufferWriter<byte> into)
    {
        BeginChunk(choice, into);
        _json.WriteStartArray(W.ReasoningDetails);
        ReasoningWriter.Write(_json, part, _choices[choice].Details++);
        _json.WriteEndArray();
        EndChunk(into);
    }

    private void WriteCitation(PartCited cited, IBufferWriter<byte> into)
    {
        BeginChunk(cited.Choice, into);
        _json.WriteStartArray(W.Annotations);
        AnswerWriter.WriteCitation(_json, cited.Citation, 0);
        _json.WriteEndArray();
        EndChunk(into);
    }

    private void WriteWords(int choice, ReadOnlySpan<byte> member, string words, IBufferWriter<byte> into)
    {
        BeginChunk(choice, into);
        _json.WriteString(member, words);
        EndChunk(into);
    }

    private void BeginCall(int index)
    {
        _json.WriteStartArray(W.ToolCalls);
        _json.WriteStartObject();
        _json.WriteNumber(W.Index, index);
    }

    private void EndCall(IBufferWriter<byte> into)
    {
        _json.WriteEndObject();
        _json.WriteEndArray();
        EndChunk(into);
    }

    private void WriteHead(IBufferWriter<byte> into)
    {
        into.Write("data: "u8);
        _json.Reset(into);
        _json.WriteStartObject();
        _json.WriteString(W.Id, _id);
        _json.WriteString(W.Object, "chat.completion.chunk"u8);
        _json.WriteNumber(W.Created, _created);
        _json.WriteString(W.Model, _model);
        _json.WriteStartArray(W.Choices);
    }

    private void WriteTail(IBufferWriter<byte> into)
    {
        _json.WriteEndObject();
        _json.Flush();
        into.Write("\n\n"u8);
    }

    private void BeginChunk(int choice, IBufferWriter<byte> into)
    {
        WriteHead(into);
        _json.WriteStartObject();
        _json.WriteNumber(W.Index, choice);
        _json.WriteStartObject(W.Delta);
    }

    private void EndChunk(IBufferWriter<byte> into, RawJson logProbabilities = default, StopReason? finish = null, bool refused = false)
    {
        _json.WriteEndObject();
        _json.OptionalRaw(W.Logprobs, JsonWriting.OneLine(logProbabilities));
        if (finish is { } reason)
        {
            _json.WriteString(W.FinishReason, StopWords.Write(reason, refused));
        }
        else
        {
            _json.WriteNull(W.FinishReason);
        }

        _json.WriteEndObject();
        _json.WriteEndArray();
        if (usageWanted)
        {
            _json.WriteNull(W.Usage);
        }

        WriteTail(into);
    }

    private void WriteEnd(IBufferWriter<byte> into)
    {
        if (usageWanted && !_usage.IsEmpty)
        {
            WriteHead(into);
            _json.WriteEndArray();
            AnswerWriter.WriteUsage(_json, _usage);
            WriteTail(into);
        }

        into.Write("data: [DONE]\n\n"u8);
    }

    /// <summary>What a choice has had so far.</summary>
    private sealed class ChoiceWriting
    {
        public int Calls { get; set; }

        public int Reasonings { get; set; }

        public int Details { get; set; }

        public bool Refused { get; set; }
    }

    /// <summary>A part being written; a signature goes out with the words it signs, so those are kept (no more than one answer holds).</summary>
    private sealed class OpenPart(Part seed, int callIndex)
    {
        public Part Seed => seed;

        public int CallIndex => callIndex;

        public StringBuilder Words { get; } = new();

        /// <summary>A blank line is owed, since this is not the first reasoning.</summary>
        public bool Gap { get; set; }
    }
}
