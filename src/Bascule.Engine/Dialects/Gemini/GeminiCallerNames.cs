namespace Bascule.Engine.Dialects.Gemini;

/// <summary>What a caller's dialect calls the things that have no place here; a dialect not listed is named in OpenAI's words.</summary>
internal sealed record GeminiCallerNames(string Reasoning, string Signature, string Parallel, string Stop, string User, string Image, string File)
{
    private static readonly GeminiCallerNames Chat = new("reasoning_effort", "reasoning_details", "parallel_tool_calls", "stop", "user", "image_url", "file");

    private static readonly GeminiCallerNames Responses = Chat with { Reasoning = "reasoning", Signature = "reasoning" };

    private static readonly GeminiCallerNames Anthropic = new("thinking", "thinking", "disable_parallel_tool_use", "stop_sequences", "metadata.user_id", "image", "document");

    private static readonly GeminiCallerNames Own = new("thinkingConfig", "thoughtSignature", "parallelToolCalls", "stopSequences", "user", "fileData", "fileData");

    public static GeminiCallerNames Of(string dialect) => dialect switch
    {
        GeminiWire.Dialect => Own,
        "anthropic" => Anthropic,
        "openai-responses" => Responses,
        _ => Chat,
    };
}
