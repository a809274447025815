using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Writes <c>reasoning_details</c>, in requests and answers alike.</summary>
internal static class ReasoningWriter
{
    public static void WriteDetails(Utf8JsonWriter json, IReadOnlyList<ReasoningPart> parts)
    {
        json.WriteStartArray(W.ReasoningDetails);
        for (var index = 0; index < parts.Count; index++)
        {
            Write(json, parts[index], index);
        }

        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, ReasoningPart part, int index)
    {
        if (part.Redacted is { } redacted)
        {
            WriteEncrypted(json, part, redacted, index);
            return;
        }

        // Anthropic's models sign the text itself; others prove it by opaque data beside a summary.
        var signsText = part.Vendor is "anthropic" or "bedrock" or null;
        if (part.Text.Length > 0 || signsText)
        {
            json.WriteStartObject();
            json.WriteString(W.Type, part.Summary ? "reasoning.summary"u8 : "reasoning.text"u8);
            json.WriteString(part.Summary ? W.Summary : W.Text, part.Text);
            if (signsText)
            {
                json.OptionalText(W.Signature, part.Signature);
            }

            End(json, part, index);
        }

        if (!signsText && part.Signature is { } signature)
        {
            WriteEncrypted(json, part, signature, index);
        }
    }

    private static void WriteEncrypted(Utf8JsonWriter json, ReasoningPart part, string data, int index)
    {
        json.WriteStartObject();
        json.WriteString(W.Type, "reasoning.encrypted"u8);
        json.WriteString(W.Data, data);
        End(json, part, index);
    }

    private static void End(Utf8JsonWriter json, ReasoningPart part, int index)
    {
        json.OptionalText(W.Id, part.Id);
        json.WriteString(W.Format, ReasoningFormat.Of(part.Vendor));
        json.WriteNumber(W.Index, index);
        json.WriteEndObject();
    }
}
