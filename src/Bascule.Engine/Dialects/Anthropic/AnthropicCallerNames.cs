namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>What a caller's dialect calls the things that have no place here; a dialect not listed is named in OpenAI's words.</summary>
internal sealed record AnthropicCallerNames(string Reasoning, string Format, string Stop, string User)
{
    private static readonly AnthropicCallerNames Chat = new("reasoning_effort", "response_format", "stop", "user");
    private static readonly AnthropicCallerNames Responses = new("reasoning", "text.format", "stop", "user");
    private static readonly AnthropicCallerNames Ollama = new("think", "format", "stop", "user");
    private static readonly AnthropicCallerNames Own = new("thinking", "output_config.format", "stop_sequences", "metadata.user_id");

    private static readonly AnthropicCallerNames Gemini = new("thinkingConfig", "responseMimeType", "stopSequences", "user");

    public static AnthropicCallerNames Of(string dialect) => dialect switch
    {
        AnthropicWire.Words.Dialect => Own,
        "openai-responses" => Responses,
        "ollama" or "ollama-generate" => Ollama,
        "gemini" => Gemini,
        _ => Chat,
    };
}
