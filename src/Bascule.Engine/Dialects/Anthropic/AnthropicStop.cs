using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Why the model stopped, between this wire's words and the hub's.</summary>
internal static class AnthropicStop
{
    public static Stop Read(JsonNode reason, JsonNode sequence) => new(ReasonOf(reason.AsText), sequence.AsText, reason.AsText);

    public static string Write(Stop stop, bool calledTool, bool refused) => stop.Reason switch
    {
        _ when refused => Wire.Stops.Refusal,
        StopReason.EndTurn => calledTool ? Wire.Stops.ToolUse : Wire.Stops.EndTurn,
        StopReason.MaxTokens => Wire.Stops.MaxTokens,
        StopReason.StopSequence => Wire.Stops.StopSequence,
        StopReason.ToolUse => Wire.Stops.ToolUse,
        StopReason.ContentFilter or StopReason.Refusal => Wire.Stops.Refusal,
        StopReason.PauseTurn => Wire.Stops.PauseTurn,
        StopReason.ContextFull => Wire.Stops.ModelContextWindowExceeded,
        _ when !string.IsNullOrEmpty(stop.Raw) => stop.Raw,
        _ => calledTool ? Wire.Stops.ToolUse : Wire.Stops.EndTurn,
    };

    /// <summary>The reason that the word alone says.</summary>
    public static StopReason ReasonOf(ReadOnlySpan<byte> word)
    {
        const int Longest = 32;
        Span<char> letters = stackalloc char[Longest];
        return word.Length <= Longest ? ReasonOf(letters[..Encoding.Latin1.GetChars(word, letters)]) : StopReason.Unknown;
    }

    private static StopReason ReasonOf(ReadOnlySpan<char> word) => word switch
    {
        Wire.Stops.EndTurn => StopReason.EndTurn,
        Wire.Stops.MaxTokens => StopReason.MaxTokens,
        Wire.Stops.StopSequence => StopReason.StopSequence,
        Wire.Stops.ToolUse => StopReason.ToolUse,
        Wire.Stops.PauseTurn => StopReason.PauseTurn,
        Wire.Stops.Refusal => StopReason.Refusal,
        Wire.Stops.ModelContextWindowExceeded => StopReason.ContextFull,
        _ => StopReason.Unknown,
    };
}
