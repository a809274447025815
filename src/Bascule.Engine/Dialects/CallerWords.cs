using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects;

/// <summary>What a caller's dialect calls the things that a provider may have no place for. Here are OpenAI's words, which count for every dialect that is not listed.</summary>
internal sealed record CallerWords
{
    private static readonly CallerWords Chat = new();

    private static readonly CallerWords Responses =
        new() { Image = "input_image", File = "input_file", Format = "text.format", Reasoning = "reasoning", Thoughts = "reasoning" };

    private static readonly CallerWords Anthropic = new()
    {
        Image = "image", File = "document", Format = "output_config.format", Reasoning = "thinking", Thoughts = "thinking", User = "metadata.user_id", Stop = "stop_sequences",
        Parallel = "tool_choice.disable_parallel_tool_use",
    };

    private static readonly CallerWords Gemini = new()
    {
        Image = "inlineData", File = "fileData", Audio = "inlineData", Format = "responseMimeType", Reasoning = "thinkingConfig", Thoughts = "thoughtSignature", Choices = "candidateCount",
        Stop = "stopSequences", TopK = "topK", FrequencyPenalty = "frequencyPenalty", PresencePenalty = "presencePenalty",
    };

    private static readonly CallerWords Ollama =
        new() { Image = "images", File = "images", Audio = "images", Format = "format", Reasoning = "think", Thoughts = "thinking" };

    /// <summary>A picture in a turn.</summary>
    public string Image { get; private init; } = "image_url";

    /// <summary>A document in a turn.</summary>
    public string File { get; private init; } = "file";

    /// <summary>Sound in a turn.</summary>
    public string Audio { get; private init; } = "input_audio";

    /// <summary>The form the answer must have.</summary>
    public string Format { get; private init; } = "response_format";

    /// <summary>The wish for thinking.</summary>
    public string Reasoning { get; private init; } = "reasoning_effort";

    /// <summary>Earlier thinking sent back.</summary>
    public string Thoughts { get; private init; } = "reasoning_details";

    /// <summary>How many alternatives.</summary>
    public string Choices { get; private init; } = "n";

    /// <summary>The end user's id.</summary>
    public string User { get; private init; } = "user";

    public string Stop { get; private init; } = "stop";

    public string TopK { get; private init; } = "top_k";

    public string FrequencyPenalty { get; private init; } = "frequency_penalty";

    public string PresencePenalty { get; private init; } = "presence_penalty";

    /// <summary>Whether several tools may be called at once.</summary>
    public string Parallel { get; private init; } = "parallel_tool_calls";

    public static CallerWords Of(string dialect) => dialect switch
    {
        "anthropic" => Anthropic,
        "openai-responses" => Responses,
        "gemini" => Gemini,
        "ollama" or "ollama-generate" => Ollama,
        _ => Chat,
    };

    /// <summary>A part of a message.</summary>
    public string Of(Part part) => part switch
    {
        ForeignPart foreign => foreign.Type,
        ImagePart => Image,
        AudioPart => Audio,
        FilePart => File,
        ReasoningPart => Thoughts,
        ToolCallPart => "tool_calls",
        ToolResultPart => "tool_result",
        _ => "content",
    };
}
