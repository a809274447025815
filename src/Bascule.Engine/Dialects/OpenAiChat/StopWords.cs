using System.Text;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>The words of <c>finish_reason</c>, of all who speak this dialect.</summary>
internal static class StopWords
{
    /// <summary>The word of an upstream that failed in the middle of an answer.</summary>
    public const string Error = "error";

    /// <summary>No word is longer.</summary>
    private const int Longest = 32;

    /// <summary>Many say <c>stop</c> when tools were called: what was said decides.</summary>
    public static Stop Read(string? word, bool calledTools, bool refused)
    {
        var reason = ReasonOf(word.AsSpan());
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

    /// <summary>The reason by the word alone, in any case.</summary>
    public static StopReason ReasonOf(ReadOnlySpan<byte> word)
    {
        Span<char> letters = stackalloc char[Longest];
        return word.Length <= Longest ? ReasonOf(letters[..Encoding.Latin1.GetChars(word, letters)]) : StopReason.Unknown;
    }

    private static StopReason ReasonOf(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[Longest];
        return word.Length > Longest ? StopReason.Unknown : lower[..word.ToLowerInvariant(lower)] switch
        {
            "" or "stop" or "eos" or "eos_token" or "end_turn" or "complete" => StopReason.EndTurn,
            "stop_sequence" => StopReason.StopSequence,
            "length" or "max_tokens" or "model_length" or "max_output_tokens" => StopReason.MaxTokens,
            "tool_calls" or "function_call" or "tool_use" or "tool_call" => StopReason.ToolUse,
            "content_filter" or "safety" => StopReason.ContentFilter,
            "refusal" => StopReason.Refusal,
            _ => StopReason.Unknown,
        };
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
