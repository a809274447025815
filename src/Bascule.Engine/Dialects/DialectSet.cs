namespace Bascule.Engine.Dialects;

/// <summary>The wire formats by name, fixed at start.</summary>
public static class DialectSet
{
    private static readonly IDialect[] Known =
    [
        OpenAiChat.OpenAiChatDialect.Instance, OpenAiResponses.OpenAiResponsesDialect.Instance, OpenAiCompletions.OpenAiCompletionsDialect.Instance,
        Anthropic.AnthropicDialect.Instance, Gemini.GeminiDialect.Instance, Ollama.OllamaDialect.Instance, Ollama.OllamaGenerateDialect.Instance,
        Mistral.MistralDialect.Instance, Bedrock.BedrockDialect.Instance, Cohere.CohereDialect.Instance, Tgi.TgiDialect.Instance,
    ];

    /// <summary>Every wire format a provider may speak.</summary>
    public static IReadOnlyList<IDialect> All => Known;

    /// <summary>Those that callers speak too.</summary>
    public static IReadOnlyList<ICallerDialect> Callers { get; } = [.. Known.OfType<ICallerDialect>()];

    /// <summary>The dialect of that name, or null.</summary>
    public static IDialect? Find(string name) => Array.Find(Known, dialect => dialect.Name == name);

    /// <summary>The callers' dialect of that name, or null.</summary>
    public static ICallerDialect? FindCaller(string name) => Callers.FirstOrDefault(dialect => dialect.Name == name);
}
