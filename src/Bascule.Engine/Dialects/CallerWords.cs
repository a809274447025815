namespace Bascule.Engine.Dialects;

/// <summary>What a caller's dialect calls the things that a provider may have no place for; a dialect not listed is named in OpenAI's words.</summary>
/// <param name="Image">A picture in a turn.</param>
/// <param name="File">A document in a turn.</param>
/// <param name="Audio">Sound in a turn.</param>
/// <param name="Format">The form the answer must have.</param>
/// <param name="Reasoning">The wish for thinking.</param>
/// <param name="Thoughts">Earlier thinking sent back.</param>
/// <param name="Choices">How many alternatives.</param>
/// <param name="User">The end user's id.</param>
internal sealed record CallerWords(string Image, string File, string Audio, string Format, string Reasoning, string Thoughts, string Choices, string User)
{
    private static readonly CallerWords Chat = new("image_url", "file", "input_audio", "response_format", "reasoning_effort", "reasoning_details", "n", "user");
    private static readonly CallerWords Responses = new("input_image", "input_file", "input_audio", "text.format", "reasoning", "reasoning", "n", "user");
    private static readonly CallerWords Anthropic = new("image", "document", "audio", "output_config.format", "thinking", "thinking", "n", "metadata.user_id");
    private static readonly CallerWords Gemini = new("inlineData", "fileData", "inlineData", "responseSchema", "thinkingConfig", "thoughtSignature", "candidateCount", "user");
    private static readonly CallerWords Ollama = new("images", "images", "images", "format", "think", "thinking", "n", "user");

    public static CallerWords Of(string dialect) => dialect switch
    {
        "anthropic" => Anthropic,
        "openai-responses" => Responses,
        "gemini" => Gemini,
        "ollama" or "ollama-generate" => Ollama,
        _ => Chat,
    };
}
