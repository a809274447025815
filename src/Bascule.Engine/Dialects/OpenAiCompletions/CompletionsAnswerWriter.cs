using System.Text.Json;
using Bascule.Engine.Conversation;
using C = Bascule.Engine.Dialects.OpenAiCompletions.CompletionsWire;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiCompletions;

/// <summary>Writes a whole answer as <c>text_completion</c>. Thinking has no place: a client would take it for the text.</summary>
internal static class CompletionsAnswerWriter
{
    public static void Write(Utf8JsonWriter json, Answer answer)
    {
        json.WriteStartObject();
        WriteHead(json, answer.Id, answer.Created, answer.Model);
        json.WriteStartArray(W.Choices);
        foreach (var choice in answer.Choices)
        {
            WriteChoice(json, choice.Index, string.Concat(choice.Parts.Select(WordsOf)), choice.Stop.Reason);
        }

        json.WriteEndArray();
        if (answer.Usage is { } usage)
        {
            OpenAiChat.AnswerWriter.WriteUsage(json, usage);
        }

        json.WriteEndObject();
    }

    public static void WriteHead(Utf8JsonWriter json, string id, long? created, string model)
    {
        json.WriteString(W.Id, id);
        json.WriteString(W.Object, C.TextCompletion);
        json.WriteNumber(W.Created, created ?? 0);
        json.WriteString(W.Model, model);
    }

    /// <param name="stop">Null: it goes on.</param>
    public static void WriteChoice(Utf8JsonWriter json, int index, string text, StopReason? stop)
    {
        json.WriteStartObject();
        json.WriteString(W.Text, text);
        json.WriteNumber(W.Index, index);
        json.WriteNull(W.Logprobs);
        switch (stop)
        {
            case null:
                json.WriteNull(W.FinishReason);
                break;
            case StopReason.ToolUse:
                json.WriteString(W.FinishReason, "stop"u8);    // there are no tools here
                break;
            default:
                json.WriteString(W.FinishReason, OpenAiChat.StopWords.Write(stop.Value, refused: false));
                break;
        }

        json.WriteEndObject();
    }

    public static string? WordsOf(Part part) => part switch
    {
        TextPart text => text.Text,
        RefusalPart refusal => refusal.Text,
        AudioPart audio => audio.Transcript,
        _ => null,
    };
}
