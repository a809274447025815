namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Every name of the wire format: members as bytes, words of <c>type</c> as text.</summary>
internal static class ResponsesWire
{
    public static ReadOnlySpan<byte> Model => "model"u8;
    public static ReadOnlySpan<byte> Input => "input"u8;
    public static ReadOnlySpan<byte> Instructions => "instructions"u8;
    public static ReadOnlySpan<byte> Role => "role"u8;
    public static ReadOnlySpan<byte> Type => "type"u8;
    public static ReadOnlySpan<byte> Content => "content"u8;
    public static ReadOnlySpan<byte> Text => "text"u8;
    public static ReadOnlySpan<byte> Id => "id"u8;
    public static ReadOnlySpan<byte> Object => "object"u8;
    public static ReadOnlySpan<byte> Status => "status"u8;
    public static ReadOnlySpan<byte> Output => "output"u8;
    public static ReadOnlySpan<byte> Usage => "usage"u8;
    public static ReadOnlySpan<byte> Error => "error"u8;
    public static ReadOnlySpan<byte> Message => "message"u8;
    public static ReadOnlySpan<byte> Code => "code"u8;
    public static ReadOnlySpan<byte> Param => "param"u8;
    public static ReadOnlySpan<byte> Name => "name"u8;
    public static ReadOnlySpan<byte> Arguments => "arguments"u8;
    public static ReadOnlySpan<byte> CallId => "call_id"u8;
    public static ReadOnlySpan<byte> Summary => "summary"u8;
    public static ReadOnlySpan<byte> GenerateSummary => "generate_summary"u8;
    public static ReadOnlySpan<byte> EncryptedContent => "encrypted_content"u8;
    public static ReadOnlySpan<byte> Refusal => "refusal"u8;
    public static ReadOnlySpan<byte> Annotations => "annotations"u8;
    public static ReadOnlySpan<byte> Logprobs => "logprobs"u8;
    public static ReadOnlySpan<byte> ImageUrl => "image_url"u8;
    public static ReadOnlySpan<byte> FileId => "file_id"u8;
    public static ReadOnlySpan<byte> FileUrl => "file_url"u8;
    public static ReadOnlySpan<byte> FileData => "file_data"u8;
    public static ReadOnlySpan<byte> Filename => "filename"u8;
    public static ReadOnlySpan<byte> Detail => "detail"u8;
    public static ReadOnlySpan<byte> PromptCacheBreakpoint => "prompt_cache_breakpoint"u8;
    public static ReadOnlySpan<byte> Tools => "tools"u8;
    public static ReadOnlySpan<byte> ToolChoice => "tool_choice"u8;
    public static ReadOnlySpan<byte> ParallelToolCalls => "parallel_tool_calls"u8;
    public static ReadOnlySpan<byte> Description => "description"u8;
    public static ReadOnlySpan<byte> Parameters => "parameters"u8;
    public static ReadOnlySpan<byte> Strict => "strict"u8;
    public static ReadOnlySpan<byte> Format => "format"u8;
    public static ReadOnlySpan<byte> Schema => "schema"u8;
    public static ReadOnlySpan<byte> Mode => "mode"u8;
    public static ReadOnlySpan<byte> Reasoning => "reasoning"u8;
    public static ReadOnlySpan<byte> Effort => "effort"u8;
    public static ReadOnlySpan<byte> MaxOutputTokens => "max_output_tokens"u8;
    public static ReadOnlySpan<byte> Include => "include"u8;
    public static ReadOnlySpan<byte> Store => "store"u8;
    public static ReadOnlySpan<byte> PreviousResponseId => "previous_response_id"u8;
    public static ReadOnlySpan<byte> Conversation => "conversation"u8;
    public static ReadOnlySpan<byte> Prompt => "prompt"u8;
    public static ReadOnlySpan<byte> Truncation => "truncation"u8;
    public static ReadOnlySpan<byte> Background => "background"u8;
    public static ReadOnlySpan<byte> Metadata => "metadata"u8;
    public static ReadOnlySpan<byte> User => "user"u8;
    public static ReadOnlySpan<byte> SafetyIdentifier => "safety_identifier"u8;
    public static ReadOnlySpan<byte> ServiceTier => "service_tier"u8;
    public static ReadOnlySpan<byte> Temperature => "temperature"u8;
    public static ReadOnlySpan<byte> TopP => "top_p"u8;
    public static ReadOnlySpan<byte> TopLogprobs => "top_logprobs"u8;
    public static ReadOnlySpan<byte> Stream => "stream"u8;
    public static ReadOnlySpan<byte> CreatedAt => "created_at"u8;
    public static ReadOnlySpan<byte> IncompleteDetails => "incomplete_details"u8;
    public static ReadOnlySpan<byte> Reason => "reason"u8;
    public static ReadOnlySpan<byte> InputTokens => "input_tokens"u8;
    public static ReadOnlySpan<byte> OutputTokens => "output_tokens"u8;
    public static ReadOnlySpan<byte> TotalTokens => "total_tokens"u8;
    public static ReadOnlySpan<byte> InputTokensDetails => "input_tokens_details"u8;
    public static ReadOnlySpan<byte> OutputTokensDetails => "output_tokens_details"u8;
    public static ReadOnlySpan<byte> CachedTokens => "cached_tokens"u8;
    public static ReadOnlySpan<byte> CacheWriteTokens => "cache_write_tokens"u8;
    public static ReadOnlySpan<byte> ReasoningTokens => "reasoning_tokens"u8;
    public static ReadOnlySpan<byte> Response => "response"u8;
    public static ReadOnlySpan<byte> Item => "item"u8;
    public static ReadOnlySpan<byte> ItemId => "item_id"u8;
    public static ReadOnlySpan<byte> Part => "part"u8;
    public static ReadOnlySpan<byte> Delta => "delta"u8;
    public static ReadOnlySpan<byte> Annotation => "annotation"u8;
    public static ReadOnlySpan<byte> SequenceNumber => "sequence_number"u8;
    public static ReadOnlySpan<byte> OutputIndex => "output_index"u8;
    public static ReadOnlySpan<byte> ContentIndex => "content_index"u8;
    public static ReadOnlySpan<byte> SummaryIndex => "summary_index"u8;
    public static ReadOnlySpan<byte> AnnotationIndex => "annotation_index"u8;
    public static ReadOnlySpan<byte> Url => "url"u8;
    public static ReadOnlySpan<byte> Title => "title"u8;
    public static ReadOnlySpan<byte> StartIndex => "start_index"u8;
    public static ReadOnlySpan<byte> EndIndex => "end_index"u8;
    public static ReadOnlySpan<byte> Result => "result"u8;

    /// <summary>Types of the items of input and output.</summary>
    public static class Items
    {
        public const string Message = "message";
        public const string FunctionCall = "function_call";
        public const string FunctionCallOutput = "function_call_output";
        public const string CustomToolCall = "custom_tool_call";
        public const string CustomToolCallOutput = "custom_tool_call_output";
        public const string Reasoning = "reasoning";
        public const string ItemReference = "item_reference";
        public const string ImageGenerationCall = "image_generation_call";
    }

    /// <summary>Types of the parts of content.</summary>
    public static class Parts
    {
        public const string InputText = "input_text";
        public const string OutputText = "output_text";
        public const string InputImage = "input_image";
        public const string InputFile = "input_file";
        public const string Refusal = "refusal";
        public const string SummaryText = "summary_text";
        public const string ReasoningText = "reasoning_text";
        public const string UrlCitation = "url_citation";
    }

    /// <summary>What <c>status</c> says.</summary>
    public static class Statuses
    {
        public const string InProgress = "in_progress";
        public const string Completed = "completed";
        public const string Incomplete = "incomplete";
        public const string Failed = "failed";
        public const string Cancelled = "cancelled";
    }

    /// <summary>What may be asked for in <c>include</c>.</summary>
    public static class Includes
    {
        public const string EncryptedReasoning = "reasoning.encrypted_content";
        public const string Logprobs = "message.output_text.logprobs";
    }

    /// <summary>Types of the events of a stream.</summary>
    public static class Events
    {
        public const string Error = "error";
        public const string Created = "response.created";
        public const string InProgress = "response.in_progress";
        public const string Queued = "response.queued";
        public const string Completed = "response.completed";
        public const string Incomplete = "response.incomplete";
        public const string Failed = "response.failed";
        public const string ItemAdded = "response.output_item.added";
        public const string ItemDone = "response.output_item.done";
        public const string PartAdded = "response.content_part.added";
        public const string PartDone = "response.content_part.done";
        public const string TextDelta = "response.output_text.delta";
        public const string TextDone = "response.output_text.done";
        public const string AnnotationAdded = "response.output_text.annotation.added";
        public const string RefusalDelta = "response.refusal.delta";
        public const string RefusalDone = "response.refusal.done";
        public const string ArgumentsDelta = "response.function_call_arguments.delta";
        public const string ArgumentsDone = "response.function_call_arguments.done";
        public const string InputDelta = "response.custom_tool_call_input.delta";
        public const string InputDone = "response.custom_tool_call_input.done";
        public const string SummaryPartAdded = "response.reasoning_summary_part.added";
        public const string SummaryPartDone = "response.reasoning_summary_part.done";
        public const string SummaryDelta = "response.reasoning_summary_text.delta";
        public const string SummaryDone = "response.reasoning_summary_text.done";
        public const string ReasoningDelta = "response.reasoning_text.delta";
        public const string ReasoningDone = "response.reasoning_text.done";
    }
}
