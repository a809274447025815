using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Writes parts, in requests and answers alike. What cannot be written here was left out before.</summary>
internal static class GeminiPartWriter
{
    /// <param name="signed">Whether signatures may be shown: to Google, and to callers of this wire.</param>
    public static void Write(Utf8JsonWriter json, Part part, bool signed)
    {
        if (part is ForeignPart foreign)
        {
            json.Raw(foreign.Json);
            return;
        }

        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString(Wire.Text, text.Text);
                Sign(json, signed ? text.Signature : null);
                break;
            case RefusalPart refusal:
                json.WriteString(Wire.Text, refusal.Text);
                break;
            case ReasoningPart reasoning:
                json.WriteString(Wire.Text, reasoning.Text);
                json.WriteBoolean(Wire.Thought, true);
                Sign(json, signed && reasoning.Vendor == Wire.Vendor ? reasoning.Signature : null);
                break;
            case ToolCallPart call:
                WriteCall(json, call);
                Sign(json, signed ? call.Signature : null);
                break;
            case ToolResultPart result:
                WriteResult(json, result);
                break;
            case ImagePart image:
                WriteMedia(json, image.Source, null);
                break;
            case AudioPart audio:
                WriteMedia(json, audio.Source, null);
                break;
            case FilePart file:
                WriteMedia(json, file.Source, file.Name);
                break;
        }

        json.WriteEndObject();
    }

    private static void Sign(Utf8JsonWriter json, string? signature) => json.OptionalText(Wire.ThoughtSignature, signature);

    private static void WriteCall(Utf8JsonWriter json, ToolCallPart call)
    {
        json.WriteStartObject(Wire.FunctionCall);
        WriteId(json, call.Id);
        json.WriteString(Wire.Name, call.Name);
        json.WritePropertyName(Wire.Args);
        ArgumentsText.WriteObject(json, call);
        json.WriteEndObject();
    }

    private static void WriteId(Utf8JsonWriter json, string id)
    {
        if (id.Length > 0)
        {
            json.WriteString(Wire.Id, id);
        }
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        var words = string.Join('\n', result.Content.OfType<TextPart>().Select(part => part.Text));
        json.WriteStartObject(Wire.FunctionResponse);
        WriteId(json, result.CallId);
        json.WriteString(Wire.Name, result.Name ?? result.CallId);
        json.WritePropertyName(Wire.Response);
        if (result.IsError is not true && IsObject(words, out var utf8))
        {
            json.Raw(new RawJson(utf8));
        }
        else
        {
            json.WriteStartObject();
            if (words.Length > 0 || result.IsError is true)
            {
                json.WriteString(result.IsError is true ? Wire.Error : Wire.Output, words);
            }

            json.WriteEndObject();
        }

        WriteMediaOf(json, result);
        json.WriteEndObject();
    }

    private static void WriteMediaOf(Utf8JsonWriter json, ToolResultPart result)
    {
        if (result.Content.All(part => part is TextPart))
        {
            return;
        }

        json.WriteStartArray(Wire.Parts);
        foreach (var part in result.Content.Where(part => part is not TextPart))
        {
            Write(json, part, signed: false);
        }

        json.WriteEndArray();
    }

    private static void WriteMedia(Utf8JsonWriter json, MediaSource source, string? name)
    {
        json.WriteStartObject(source.Base64 is null ? Wire.FileData : Wire.InlineData);
        json.OptionalText(Wire.MimeType, source.MediaType);
        json.OptionalText(Wire.DisplayName, name);
        json.WriteString(source.Base64 is null ? Wire.FileUri : Wire.Data, source.Base64 ?? source.Url ?? "");
        json.WriteEndObject();
    }

    private static bool IsObject(string text, out byte[] utf8)
    {
        utf8 = [];
        if (!text.AsSpan().TrimStart().StartsWith("{"))
        {
            return false;
        }

        utf8 = Encoding.UTF8.GetBytes(text);
        using var reading = JsonReading.TryParse(utf8, paths: false);
        return reading is { Root.IsObject: true };
    }
}
