using System.Buffers;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Writes events as lines. A call goes out whole, since its arguments are an object; there is one choice.</summary>
internal sealed class OllamaStreamWriter : AnswerStreamWriter
{
    private readonly Utf8JsonWriter _json = JsonWriting.To(new ArrayBufferWriter<byte>(1));
    private readonly OllamaAnswerWriter _answer;
    private readonly Dictionary<int, (Part Seed, StringBuilder Arguments)> _open = [];
    private string _model = "";
    private long? _created;
    private Stop _stop;
    private Usage _usage;
    private int _calls;

    public OllamaStreamWriter(bool generate) => _answer = new OllamaAnswerWriter(_json, generate);

    public override void Write(AnswerEvent said, IBufferWriter<byte> into)
    {
        switch (said)
        {
            case AnswerBegan began:
                (_model, _created) = (began.Model, began.Created);
                break;
            case PartBegan { Choice: 0 } began:
                _open[began.Part] = (began.Seed, new StringBuilder((began.Seed as ToolCallPart)?.Arguments));
                Grow(began.Seed, SeedWords(began.Seed), into);
                break;
            case PartGrew { Choice: 0 } grew when _open.TryGetValue(grew.Part, out var part):
                if (part.Seed is ToolCallPart)
                {
                    part.Arguments.Append(grew.Text);
                }
                else
                {
                    Grow(part.Seed, grew.Text, into);
                }

                break;
            case PartEnded { Choice: 0 } ended when _open.Remove(ended.Part, out var part) && part.Seed is ToolCallPart call:
                Line(into, "", "", [call with { Arguments = part.Arguments.ToString() }]);
                _calls++;
                break;
            case LogProbabilitiesTold { Choice: 0, Json.IsAbsent: false } told:
                Line(into, "", "", [], told.Json);
                break;
            case ChoiceEnded { Choice: 0 } ended:
                _stop = ended.Stop;
                break;
            case UsageTold told:
                _usage = told.Usage;
                break;
            case AnswerEnded:
                Begin(into);
                _answer.WriteMessage("", "", []);
                _answer.WriteEnd(_stop, _usage, []);
                End(into);
                break;
        }
    }

    private static string SeedWords(Part seed) => seed switch
    {
        TextPart text => text.Text,
        ReasoningPart reasoning => reasoning.Text,
        RefusalPart refusal => refusal.Text,
        AudioPart audio => audio.Transcript ?? "",
        _ => "",
    };

    private void Grow(Part seed, string words, IBufferWriter<byte> into)
    {
        if (words.Length > 0)
        {
            Line(into, seed is ReasoningPart ? "" : words, seed is ReasoningPart ? words : "", []);
        }
    }

    private void Line(IBufferWriter<byte> into, string words, string thinking, ToolCallPart[] calls, RawJson logProbabilities = default)
    {
        Begin(into);
        _answer.WriteMessage(words, thinking, calls, _calls);
        _answer.WriteLogProbabilities(logProbabilities);
        _json.WriteBoolean(W.Done, false);
        End(into);
    }

    private void Begin(IBufferWriter<byte> into)
    {
        _json.Reset(into);
        _json.WriteStartObject();
        _answer.WriteHead(_model, _created);
    }

    private void End(IBufferWriter<byte> into)
    {
        _json.WriteEndObject();
        _json.Flush();
        into.Write("\n"u8);
    }
}
