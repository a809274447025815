using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>The words of <c>stopReason</c>.</summary>
internal static class BedrockStop
{
    public static Stop Read(string? word, string? sequence, bool calledTools)
    {
        var reason = word switch
        {
            "end_turn" or null => StopReason.EndTurn,
            "max_tokens" => StopReason.MaxTokens,
            "stop_sequence" => StopReason.StopSequence,
            "tool_use" => StopReason.ToolUse,
            "guardrail_intervened" or "content_filtered" => StopReason.ContentFilter,
            "model_context_window_exceeded" => StopReason.ContextFull,
            "refusal" => StopReason.Refusal,
            _ => StopReason.Unknown,
        };
        return new Stop(calledTools && reason == StopReason.EndTurn ? StopReason.ToolUse : reason, sequence, word);
    }
}
