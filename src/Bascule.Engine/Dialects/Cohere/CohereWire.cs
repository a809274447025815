namespace Bascule.Engine.Dialects.Cohere;

/// <summary>The names of Cohere's chat, version 2, as their bytes.</summary>
internal static class CohereWire
{
    public static ReadOnlySpan<byte> Model => "model"u8;
    public static ReadOnlySpan<byte> Messages => "messages"u8;
    public static ReadOnlySpan<byte> Role => "role"u8;
    public static ReadOnlySpan<byte> Content => "content"u8;
    public static ReadOnlySpan<byte> Type => "type"u8;
    public static ReadOnlySpan<byte> Text => "text"u8;
    public static ReadOnlySpan<byte> Thinking => "thinking"u8;
    public static ReadOnlySpan<byte> TokenBudget => "token_budget"u8;
    public static ReadOnlySpan<byte> ImageUrl => "image_url"u8;
    public static ReadOnlySpan<byte> Url => "url"u8;
    public static ReadOnlySpan<byte> Detail => "detail"u8;
    public static ReadOnlySpan<byte> ToolPlan => "tool_plan"u8;
    public static ReadOnlySpan<byte> ToolCalls => "tool_calls"u8;
    public static ReadOnlySpan<byte> ToolCallId => "tool_call_id"u8;
    public static ReadOnlySpan<byte> Id => "id"u8;
    public static ReadOnlySpan<byte> Function => "function"u8;
    public static ReadOnlySpan<byte> Name => "name"u8;
    public static ReadOnlySpan<byte> Description => "description"u8;
    public static ReadOnlySpan<byte> Parameters => "parameters"u8;
    public static ReadOnlySpan<byte> Arguments => "arguments"u8;
    public static ReadOnlySpan<byte> Tools => "tools"u8;
    public static ReadOnlySpan<byte> ToolChoice => "tool_choice"u8;
    public static ReadOnlySpan<byte> StrictTools => "strict_tools"u8;
    public static ReadOnlySpan<byte> ResponseFormat => "response_format"u8;
    public static ReadOnlySpan<byte> JsonSchema => "json_schema"u8;
    public static ReadOnlySpan<byte> MaxTokens => "max_tokens"u8;
    public static ReadOnlySpan<byte> Temperature => "temperature"u8;
    public static ReadOnlySpan<byte> P => "p"u8;
    public static ReadOnlySpan<byte> K => "k"u8;
    public static ReadOnlySpan<byte> Seed => "seed"u8;
    public static ReadOnlySpan<byte> FrequencyPenalty => "frequency_penalty"u8;
    public static ReadOnlySpan<byte> PresencePenalty => "presence_penalty"u8;
    public static ReadOnlySpan<byte> StopSequences => "stop_sequences"u8;
    public static ReadOnlySpan<byte> Logprobs => "logprobs"u8;
    public static ReadOnlySpan<byte> Stream => "stream"u8;
    public static ReadOnlySpan<byte> Message => "message"u8;
    public static ReadOnlySpan<byte> Delta => "delta"u8;
    public static ReadOnlySpan<byte> Index => "index"u8;
    public static ReadOnlySpan<byte> FinishReason => "finish_reason"u8;
    public static ReadOnlySpan<byte> Error => "error"u8;
    public static ReadOnlySpan<byte> Usage => "usage"u8;
    public static ReadOnlySpan<byte> Tokens => "tokens"u8;
    public static ReadOnlySpan<byte> BilledUnits => "billed_units"u8;
    public static ReadOnlySpan<byte> InputTokens => "input_tokens"u8;
    public static ReadOnlySpan<byte> OutputTokens => "output_tokens"u8;
    public static ReadOnlySpan<byte> ReasoningTokens => "reasoning_tokens"u8;
    public static ReadOnlySpan<byte> CachedTokens => "cached_tokens"u8;
    public static ReadOnlySpan<byte> Citations => "citations"u8;
    public static ReadOnlySpan<byte> Sources => "sources"u8;
    public static ReadOnlySpan<byte> Document => "document"u8;
    public static ReadOnlySpan<byte> Title => "title"u8;
    public static ReadOnlySpan<byte> Start => "start"u8;
    public static ReadOnlySpan<byte> End => "end"u8;

    /// <summary>Members of a request that a chat caller may have written for Cohere.</summary>
    public static readonly string[] OwnMembers = ["documents", "citation_options", "safety_mode", "strict_tools", "priority", "k", "p"];
}
