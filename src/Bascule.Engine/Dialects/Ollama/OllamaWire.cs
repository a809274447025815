namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Every name of Ollama's own wire format: members as bytes, the words that stand in values nested.</summary>
internal static class OllamaWire
{
    public static ReadOnlySpan<byte> Model => "model"u8;
    public static ReadOnlySpan<byte> CreatedAt => "created_at"u8;
    public static ReadOnlySpan<byte> Messages => "messages"u8;
    public static ReadOnlySpan<byte> Message => "message"u8;
    public static ReadOnlySpan<byte> Role => "role"u8;
    public static ReadOnlySpan<byte> Content => "content"u8;
    public static ReadOnlySpan<byte> Thinking => "thinking"u8;
    public static ReadOnlySpan<byte> Images => "images"u8;
    public static ReadOnlySpan<byte> ToolCalls => "tool_calls"u8;
    public static ReadOnlySpan<byte> ToolName => "tool_name"u8;
    public static ReadOnlySpan<byte> ToolCallId => "tool_call_id"u8;
    public static ReadOnlySpan<byte> Id => "id"u8;
    public static ReadOnlySpan<byte> Index => "index"u8;
    public static ReadOnlySpan<byte> Type => "type"u8;
    public static ReadOnlySpan<byte> Function => "function"u8;
    public static ReadOnlySpan<byte> Name => "name"u8;
    public static ReadOnlySpan<byte> Description => "description"u8;
    public static ReadOnlySpan<byte> Parameters => "parameters"u8;
    public static ReadOnlySpan<byte> Arguments => "arguments"u8;
    public static ReadOnlySpan<byte> Tools => "tools"u8;
    public static ReadOnlySpan<byte> Stream => "stream"u8;
    public static ReadOnlySpan<byte> Format => "format"u8;
    public static ReadOnlySpan<byte> Think => "think"u8;
    public static ReadOnlySpan<byte> Options => "options"u8;
    public static ReadOnlySpan<byte> NumPredict => "num_predict"u8;
    public static ReadOnlySpan<byte> Temperature => "temperature"u8;
    public static ReadOnlySpan<byte> TopP => "top_p"u8;
    public static ReadOnlySpan<byte> TopK => "top_k"u8;
    public static ReadOnlySpan<byte> MinP => "min_p"u8;
    public static ReadOnlySpan<byte> Seed => "seed"u8;
    public static ReadOnlySpan<byte> Stop => "stop"u8;
    public static ReadOnlySpan<byte> FrequencyPenalty => "frequency_penalty"u8;
    public static ReadOnlySpan<byte> PresencePenalty => "presence_penalty"u8;
    public static ReadOnlySpan<byte> Logprobs => "logprobs"u8;
    public static ReadOnlySpan<byte> TopLogprobs => "top_logprobs"u8;
    public static ReadOnlySpan<byte> Prompt => "prompt"u8;
    public static ReadOnlySpan<byte> System => "system"u8;
    public static ReadOnlySpan<byte> Response => "response"u8;
    public static ReadOnlySpan<byte> Done => "done"u8;
    public static ReadOnlySpan<byte> DoneReason => "done_reason"u8;
    public static ReadOnlySpan<byte> PromptEvalCount => "prompt_eval_count"u8;
    public static ReadOnlySpan<byte> EvalCount => "eval_count"u8;
    public static ReadOnlySpan<byte> Error => "error"u8;

    /// <summary>Nanoseconds of the phases of an answer.</summary>
    public static IReadOnlyList<string> Durations { get; } = ["total_duration", "load_duration", "prompt_eval_duration", "eval_duration"];

    /// <summary>Words that stand in values.</summary>
    public static class Words
    {
        public const string Dialect = "ollama";
        public const string GenerateDialect = "ollama-generate";
        public const string Json = "json";
        public const string Length = "length";
        public const string StopWord = "stop";
        public const string FunctionType = "function";
    }

    /// <summary>Prefixes under which members inside others are kept, so that another dialect names them in the caller's own words.</summary>
    public static class Under
    {
        public const string Options = "options.";
        public const string Messages = "messages[].";
    }
}
