namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>What a caller's dialect calls the things that have no place here; a dialect not listed is named in OpenAI's words.</summary>
internal sealed record ResponsesCallerNames(string Reasoning, string Stop, string TopK, string FrequencyPenalty, string PresencePenalty, string Choices, string SignedReasoning)
{
    private static readonly ResponsesCallerNames OpenAi = new("reasoning_effort", "stop", "top_k", "frequency_penalty", "presence_penalty", "n", "reasoning_details");
    private static readonly ResponsesCallerNames Own = OpenAi with { Reasoning = "reasoning", SignedReasoning = "reasoning.encrypted_content" };
    private static readonly ResponsesCallerNames Anthropic = OpenAi with { Reasoning = "thinking", Stop = "stop_sequences", SignedReasoning = "thinking" };
    private static readonly ResponsesCallerNames Gemini = new("thinkingConfig", "stopSequences", "topK", "frequencyPenalty", "presencePenalty", "candidateCount", "thoughtSignature");
    private static readonly ResponsesCallerNames Ollama = OpenAi with { Reasoning = "think" };

    public static ResponsesCallerNames Of(string dialect) => dialect switch
    {
        OpenAiResponsesDialect.DialectName => Own,
        "anthropic" => Anthropic,
        "gemini" => Gemini,
        "ollama" => Ollama,
        _ => OpenAi,
    };
}
