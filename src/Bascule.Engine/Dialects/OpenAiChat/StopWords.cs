using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>The words of <c>finish_reason</c>, of all who speak this dialect.</summary>
internal static class StopWords
{
    /// <summary>The word of an upstream that failed in the middle of an answer.</summary>
    public const string Error = "error";

    /// <summary>Many say <c>stop</c> when tools were called: what was said decides.</summary>
    public static Stop Read(string? word, bool calledTools, bool refused)
    {
        var reason = word?.ToLowerInvariant() switch
        {
            null or "" or "stop" or "eos" or "eos_token" or "end_turn" or "complete" => StopReason.EndTurn,
            "stop_sequence" => StopReason.StopSequence,
            "length" or "max_tokens" or "model_length" or "max_output_tokens" => StopReason.MaxTokens,
            "tool_calls" or "function_call" or "tool_use" or "tool_call" => StopReason.ToolUse,
            "content_filter" or "safety" => StopReason.ContentFilter,
            "refusal" => StopReason.Refusal,
            _ => StopReason.Unknown,
        };
        if (calledTools && reason is (StopReason.EndTurn or StopReason.Unknown))
        {
            reason = StopReason.ToolUse;
        }
        else if (refused && reason == StopReason.EndTurn)
        {
            reason = StopReason.Refusal;
        }

        return new Stop(reason, Raw: string.IsNullOrEmpty(word) ? null : word);
    }

    public static ReadOnlySpan<byte> Write(StopReason reason, bool refused) => reason switch
    {
        StopReason.MaxTokens or StopReason.ContextFull => "length"u8,
        StopReason.ToolUse => "tool_calls"u8,
        StopReason.ContentFilter => "content_filter"u8,
        StopReason.Refusal when !refused => "content_filter"u8,
        _ => "stop"u8,
    };
}
