using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Writes the items of an answer's output, whole ones and those still growing.</summary>
internal static class ResponsesItemWriter
{
    /// <summary>An item's id.</summary>
    public static string IdOf(Part part, string answer, int place) => part switch
    {
        ToolCallPart { Custom: true } => ResponsesIds.Item("ctc", answer, place),
        ToolCallPart => ResponsesIds.Item("fc", answer, place),
        ReasoningPart reasoning => ForeignSignature.IdOf(reasoning, ResponsesIds.Item("rs", answer, place)),
        ImagePart => ResponsesIds.Item("ig", answer, place),
        _ => ResponsesIds.Item("msg", answer, place),
    };

    /// <summary>An item other than a message.</summary>
    public static void Write(Utf8JsonWriter json, Part part, string id, string status)
    {
        if (part is ForeignPart foreign)
        {
            json.Raw(JsonWriting.OneLine(foreign.Json));
            return;
        }

        json.WriteStartObject();
        json.WriteString(W.Id, id);
        switch (part)
        {
            case ToolCallPart call:
                json.WriteString(W.Type, call.Custom ? W.Items.CustomToolCall : W.Items.FunctionCall);
                json.WriteString(W.Status, status);
                json.WriteString(call.Custom ? W.Input : W.Arguments, call.Arguments);
                json.WriteString(W.CallId, call.Id);
                json.WriteString(W.Name, call.Name);
                break;
            case ReasoningPart reasoning:
                json.WriteString(W.Type, W.Items.Reasoning);
                ResponsesAnswerWriter.WriteThoughts(json, reasoning);
                json.OptionalText(W.EncryptedContent, ForeignSignature.Of(reasoning));
                break;
            case ImagePart image:
                json.WriteString(W.Type, W.Items.ImageGenerationCall);
                json.WriteString(W.Status, status);
                json.WriteString(W.Result, image.Source.Base64);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>A message up to its content's beginning.</summary>
    public static void BeginMessage(Utf8JsonWriter json, string id, string status)
    {
        json.WriteStartObject();
        json.WriteString(W.Id, id);
        json.WriteString(W.Type, W.Items.Message);
        json.WriteString(W.Status, status);
        json.WriteString(W.Role, "assistant"u8);
        json.WriteStartArray(W.Content);
    }
}
