namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Every name of the wire format: members as bytes, the words that stand in values nested like their spec.</summary>
internal static class AnthropicWire
{
    public static ReadOnlySpan<byte> Type => "type"u8;
    public static ReadOnlySpan<byte> Model => "model"u8;
    public static ReadOnlySpan<byte> Messages => "messages"u8;
    public static ReadOnlySpan<byte> Role => "role"u8;
    public static ReadOnlySpan<byte> Content => "content"u8;
    public static ReadOnlySpan<byte> System => "system"u8;
    public static ReadOnlySpan<byte> Name => "name"u8;
    public static ReadOnlySpan<byte> Id => "id"u8;
    public static ReadOnlySpan<byte> MaxTokens => "max_tokens"u8;
    public static ReadOnlySpan<byte> StopSequences => "stop_sequences"u8;
    public static ReadOnlySpan<byte> StopSequence => "stop_sequence"u8;
    public static ReadOnlySpan<byte> StopReason => "stop_reason"u8;
    public static ReadOnlySpan<byte> Temperature => "temperature"u8;
    public static ReadOnlySpan<byte> TopP => "top_p"u8;
    public static ReadOnlySpan<byte> TopK => "top_k"u8;
    public static ReadOnlySpan<byte> Stream => "stream"u8;
    public static ReadOnlySpan<byte> Metadata => "metadata"u8;
    public static ReadOnlySpan<byte> UserId => "user_id"u8;
    public static ReadOnlySpan<byte> ServiceTier => "service_tier"u8;
    public static ReadOnlySpan<byte> Tools => "tools"u8;
    public static ReadOnlySpan<byte> ToolChoice => "tool_choice"u8;
    public static ReadOnlySpan<byte> InputSchema => "input_schema"u8;
    public static ReadOnlySpan<byte> Description => "description"u8;
    public static ReadOnlySpan<byte> Strict => "strict"u8;
    public static ReadOnlySpan<byte> DisableParallelToolUse => "disable_parallel_tool_use"u8;
    public static ReadOnlySpan<byte> Thinking => "thinking"u8;
    public static ReadOnlySpan<byte> BudgetTokens => "budget_tokens"u8;
    public static ReadOnlySpan<byte> Display => "display"u8;
    public static ReadOnlySpan<byte> Signature => "signature"u8;
    public static ReadOnlySpan<byte> Data => "data"u8;
    public static ReadOnlySpan<byte> RedactedThinking => "redacted_thinking"u8;
    public static ReadOnlySpan<byte> OutputConfig => "output_config"u8;
    public static ReadOnlySpan<byte> OutputFormat => "output_format"u8;
    public static ReadOnlySpan<byte> Effort => "effort"u8;
    public static ReadOnlySpan<byte> Format => "format"u8;
    public static ReadOnlySpan<byte> Schema => "schema"u8;
    public static ReadOnlySpan<byte> CacheControl => "cache_control"u8;
    public static ReadOnlySpan<byte> Ttl => "ttl"u8;
    public static ReadOnlySpan<byte> Text => "text"u8;
    public static ReadOnlySpan<byte> Citations => "citations"u8;
    public static ReadOnlySpan<byte> Citation => "citation"u8;
    public static ReadOnlySpan<byte> Enabled => "enabled"u8;
    public static ReadOnlySpan<byte> Title => "title"u8;
    public static ReadOnlySpan<byte> Context => "context"u8;
    public static ReadOnlySpan<byte> Source => "source"u8;
    public static ReadOnlySpan<byte> MediaType => "media_type"u8;
    public static ReadOnlySpan<byte> Url => "url"u8;
    public static ReadOnlySpan<byte> FileId => "file_id"u8;
    public static ReadOnlySpan<byte> Input => "input"u8;
    public static ReadOnlySpan<byte> ToolUseId => "tool_use_id"u8;
    public static ReadOnlySpan<byte> IsError => "is_error"u8;
    public static ReadOnlySpan<byte> Message => "message"u8;
    public static ReadOnlySpan<byte> Usage => "usage"u8;
    public static ReadOnlySpan<byte> InputTokens => "input_tokens"u8;
    public static ReadOnlySpan<byte> OutputTokens => "output_tokens"u8;
    public static ReadOnlySpan<byte> CacheReadInputTokens => "cache_read_input_tokens"u8;
    public static ReadOnlySpan<byte> CacheCreationInputTokens => "cache_creation_input_tokens"u8;
    public static ReadOnlySpan<byte> CacheCreation => "cache_creation"u8;
    public static ReadOnlySpan<byte> EphemeralHour => "ephemeral_1h_input_tokens"u8;
    public static ReadOnlySpan<byte> EphemeralMinutes => "ephemeral_5m_input_tokens"u8;
    public static ReadOnlySpan<byte> OutputTokensDetails => "output_tokens_details"u8;
    public static ReadOnlySpan<byte> ThinkingTokens => "thinking_tokens"u8;
    public static ReadOnlySpan<byte> Delta => "delta"u8;
    public static ReadOnlySpan<byte> Index => "index"u8;
    public static ReadOnlySpan<byte> ContentBlock => "content_block"u8;
    public static ReadOnlySpan<byte> PartialJson => "partial_json"u8;
    public static ReadOnlySpan<byte> Error => "error"u8;
    public static ReadOnlySpan<byte> RequestId => "request_id"u8;
    public static ReadOnlySpan<byte> CitedText => "cited_text"u8;
    public static ReadOnlySpan<byte> DocumentTitle => "document_title"u8;
    public static ReadOnlySpan<byte> EncryptedIndex => "encrypted_index"u8;
    public static ReadOnlySpan<byte> Code => "code"u8;
    public static ReadOnlySpan<byte> Detail => "detail"u8;
    public static ReadOnlySpan<byte> Details => "details"u8;

    /// <summary><c>messages[].role</c>.</summary>
    public static class Roles
    {
        public const string User = "user";
        public const string Assistant = "assistant";
        public const string System = "system";
    }

    /// <summary>Types of content blocks that the hub has a word for.</summary>
    public static class Blocks
    {
        public const string Text = "text";
        public const string Image = "image";
        public const string Document = "document";
        public const string ToolUse = "tool_use";
        public const string ToolResult = "tool_result";
        public const string Thinking = "thinking";
        public const string RedactedThinking = "redacted_thinking";
    }

    /// <summary><c>source.type</c>.</summary>
    public static class Sources
    {
        public const string Base64 = "base64";
        public const string Url = "url";
        public const string File = "file";
        public const string Text = "text";
        public const string Content = "content";
    }

    /// <summary><c>tool_choice.type</c>.</summary>
    public static class Choices
    {
        public const string Auto = "auto";
        public const string Any = "any";
        public const string Tool = "tool";
        public const string None = "none";
    }

    /// <summary><c>thinking.type</c> and <c>thinking.display</c>.</summary>
    public static class Thoughts
    {
        public const string Enabled = "enabled";
        public const string Disabled = "disabled";
        public const string Adaptive = "adaptive";
        public const string Summarized = "summarized";
    }

    /// <summary><c>stop_reason</c>.</summary>
    public static class Stops
    {
        public const string EndTurn = "end_turn";
        public const string MaxTokens = "max_tokens";
        public const string StopSequence = "stop_sequence";
        public const string ToolUse = "tool_use";
        public const string PauseTurn = "pause_turn";
        public const string Refusal = "refusal";
        public const string ModelContextWindowExceeded = "model_context_window_exceeded";
    }

    /// <summary><c>delta.type</c>.</summary>
    public static class Deltas
    {
        public const string TextDelta = "text_delta";
        public const string ThinkingDelta = "thinking_delta";
        public const string SignatureDelta = "signature_delta";
        public const string InputJsonDelta = "input_json_delta";
        public const string CitationsDelta = "citations_delta";
    }

    /// <summary><c>error.type</c>.</summary>
    public static class ErrorTypes
    {
        public const string InvalidRequestError = "invalid_request_error";
        public const string AuthenticationError = "authentication_error";
        public const string BillingError = "billing_error";
        public const string PermissionError = "permission_error";
        public const string NotFoundError = "not_found_error";
        public const string RequestTooLarge = "request_too_large";
        public const string RateLimitError = "rate_limit_error";
        public const string ApiError = "api_error";
        public const string OverloadedError = "overloaded_error";
        public const string TimeoutError = "timeout_error";
    }

    /// <summary>Other words that stand in values.</summary>
    public static class Words
    {
        public const string Dialect = "anthropic";
        public const string Message = "message";
        public const string Error = "error";
        public const string Custom = "custom";
        public const string Ephemeral = "ephemeral";
        public const string JsonSchema = "json_schema";
        public const string AutoTier = "auto";
        public const string StandardOnly = "standard_only";
        public const string WebCitation = "web_search_result_location";
    }

    /// <summary>Stream events, as <c>event:</c> and as <c>type</c>.</summary>
    public static class Events
    {
        public static ReadOnlySpan<byte> MessageStart => "message_start"u8;
        public static ReadOnlySpan<byte> ContentBlockStart => "content_block_start"u8;
        public static ReadOnlySpan<byte> ContentBlockDelta => "content_block_delta"u8;
        public static ReadOnlySpan<byte> ContentBlockStop => "content_block_stop"u8;
        public static ReadOnlySpan<byte> MessageDelta => "message_delta"u8;
        public static ReadOnlySpan<byte> MessageStop => "message_stop"u8;
        public static ReadOnlySpan<byte> Error => "error"u8;
    }
}
