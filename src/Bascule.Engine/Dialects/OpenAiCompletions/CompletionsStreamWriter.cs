using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiCompletions;

/// <summary>Writes events as chunks of <c>text_completion</c>, all with one id, time and model.</summary>
internal sealed class CompletionsStreamWriter(bool usageWanted) : AnswerStreamWriter
{
    private readonly Utf8JsonWriter _json = JsonWriting.To(new ArrayBufferWriter<byte>(1));
    private readonly HashSet<(int Choice, int Part)> _texts = [];
    private AnswerBegan _began = new("", "", null);
    private Usage _usage;

    public override void Write(AnswerEvent said, IBufferWriter<byte> into)
    {
        switch (said)
        {
            case AnswerBegan began:
                _began = began;
                break;
            case PartBegan { Seed: TextPart or RefusalPart or AudioPart } began:
                _texts.Add((began.Choice, began.Part));
                WriteText(began.Choice, CompletionsAnswerWriter.WordsOf(began.Seed), into);
                break;
            case PartGrew grew when _texts.Contains((grew.Choice, grew.Part)):
                WriteText(grew.Choice, grew.Text, into);
                break;
            case PartEnded ended:
                _texts.Remove((ended.Choice, ended.Part));
                break;
            case ChoiceEnded ended:
                WriteChunk(ended.Choice, "", ended.Stop.Reason, into);
                break;
            case UsageTold told:
                _usage = told.Usage;
                break;
            case AnswerEnded:
                WriteEnd(into);
                break;
        }
    }

    private void WriteText(int choice, string? text, IBufferWriter<byte> into)
    {
        if (!string.IsNullOrEmpty(text))
        {
            WriteChunk(choice, text, null, into);
        }
    }

    private void WriteChunk(int choice, string text, StopReason? stop, IBufferWriter<byte> into)
    {
        Begin(into);
        CompletionsAnswerWriter.WriteChoice(_json, choice, text, stop);
        _json.WriteEndArray();
        if (usageWanted)
        {
            _json.WriteNull(W.Usage);
        }

        End(into);
    }

    private void WriteEnd(IBufferWriter<byte> into)
    {
        if (usageWanted && !_usage.IsEmpty)
        {
            Begin(into);
            _json.WriteEndArray();
            OpenAiChat.AnswerWriter.WriteUsage(_json, _usage);
            End(into);
        }

        into.Write("data: [DONE]\n\n"u8);
    }

    private void Begin(IBufferWriter<byte> into)
    {
        into.Write("data: "u8);
        _json.Reset(into);
        _json.WriteStartObject();
        CompletionsAnswerWriter.WriteHead(_json, _began.Id, _began.Created, _began.Model);
        _json.WriteStartArray(W.Choices);
    }

    private void End(IBufferWriter<byte> into)
    {
        _json.WriteEndObject();
        _json.Flush();
        into.Write("\n\n"u8);
    }
}
