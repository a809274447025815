using System.Globalization;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Why the model stopped, between this wire's words and the hub's. It says STOP also where tools are called: that is told by the content.</summary>
internal static class GeminiStop
{
    /// <summary>The words in the order of their numbers, which Vertex sends in their place where it is asked to.</summary>
    private static readonly string[] Words =
    [
        "FINISH_REASON_UNSPECIFIED", Wire.Finishes.Stop, Wire.Finishes.MaxTokens, Wire.Finishes.Safety, "RECITATION", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
        "MALFORMED_FUNCTION_CALL", "MODEL_ARMOR", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER", "UNEXPECTED_TOOL_CALL", "NO_IMAGE",
    ];

    /// <summary>The word; null: it has not stopped yet.</summary>
    public static string? WordOf(JsonNode reason)
    {
        var word = reason.AsText ?? (reason.AsLong is { } number and >= 0 ? number < Words.Length ? Words[number] : number.ToString(CultureInfo.InvariantCulture) : null);
        return string.IsNullOrEmpty(word) || word == Words[0] ? null : word;
    }

    /// <summary>The reason at which the reader stands; null: it has not stopped yet. What is neither its own end nor the limit of tokens is not told apart.</summary>
    public static StopReason? ReasonOf(in Utf8JsonReader reason)
    {
        var word = reason.TokenType is JsonTokenType.String or JsonTokenType.Number ? reason.ValueSpan : default;
        return word.IsEmpty || word.SequenceEqual("FINISH_REASON_UNSPECIFIED"u8) || word.SequenceEqual("0"u8) ? null
            : word.SequenceEqual("STOP"u8) || word.SequenceEqual("1"u8) ? StopReason.EndTurn
            : word.SequenceEqual("MAX_TOKENS"u8) || word.SequenceEqual("2"u8) ? StopReason.MaxTokens
            : StopReason.Unknown;
    }

    public static Stop Read(string? word, bool calledTools)
    {
        var reason = word switch
        {
            null => StopReason.Unknown,
            Wire.Finishes.Stop => StopReason.EndTurn,
            Wire.Finishes.MaxTokens => StopReason.MaxTokens,
            _ when Filters(word) => StopReason.ContentFilter,
            _ => StopReason.Unknown,
        };
        return new Stop(calledTools && reason == StopReason.EndTurn ? StopReason.ToolUse : reason, Raw: word);
    }

    /// <summary>A prompt that was not answered at all.</summary>
    public static Stop Blocked(JsonNode reason) => new(StopReason.ContentFilter, Raw: reason.AsText ?? reason.AsLong?.ToString(CultureInfo.InvariantCulture) ?? "BLOCKED");

    public static string Write(Stop stop, bool refused)
    {
        if (stop.Raw is { } raw && Array.IndexOf(Words, raw) > 0 && Read(raw, false).Reason == stop.Reason)
        {
            return raw;
        }

        return stop.Reason switch
        {
            _ when refused => Wire.Finishes.Safety,
            StopReason.MaxTokens or StopReason.ContextFull => Wire.Finishes.MaxTokens,
            StopReason.ContentFilter or StopReason.Refusal => Wire.Finishes.Safety,
            _ => Wire.Finishes.Stop,
        };
    }

    private static bool Filters(string word) => word is Wire.Finishes.Safety or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "MODEL_ARMOR"
        or "IMAGE_SAFETY" or "IMAGE_PROHIBITED_CONTENT" or "IMAGE_RECITATION";
}
