using Bascule.Sandbox.Rules;

namespace Bascule.Sandbox.Gemini;

/// <summary>The members of a request and their kinds; protobuf refuses every other.</summary>
internal static class GeminiRules
{
    private static readonly Rule Part = Rule.Object(
        ("text", Rule.Text()), ("thought", Rule.Flag), ("thoughtSignature", Rule.Text()), ("partMetadata", Rule.Map),
        ("inlineData", Rule.Object(("mimeType", Rule.Text()), ("data", Rule.Text()), ("displayName", Rule.Text()))),
        ("fileData", Rule.Object(("mimeType", Rule.Text()), ("fileUri", Rule.Text()), ("displayName", Rule.Text()))),
        ("functionCall", Rule.Object(("id", Rule.Text()), ("name", Rule.Text()), ("args", Rule.Map), ("partialArgs", Rule.Any), ("willContinue", Rule.Flag))),
        ("functionResponse", Rule.Object(("id", Rule.Text()), ("name", Rule.Text()), ("response", Rule.Map), ("parts", Rule.List(Rule.Map)), ("willContinue", Rule.Flag), ("scheduling", Rule.Text()))),
        ("executableCode", Rule.Map), ("codeExecutionResult", Rule.Map), ("toolCall", Rule.Map), ("toolResponse", Rule.Map), ("videoMetadata", Rule.Map), ("mediaResolution", Rule.Any));

    private static readonly Rule Content = Rule.Object(("role", Rule.Text()), ("parts", Rule.List(Part)));

    private static readonly Rule Function = Rule.Object(
        ("name", Rule.Text()), ("description", Rule.Text()), ("behavior", Rule.Text()), ("parameters", new GeminiSchemaRule()), ("parametersJsonSchema", Rule.Any),
        ("response", new GeminiSchemaRule()), ("responseJsonSchema", Rule.Any));

    private static readonly Rule Tool = Rule.Object(
        ("functionDeclarations", Rule.List(Function)), ("googleSearch", Rule.Map), ("googleSearchRetrieval", Rule.Map), ("codeExecution", Rule.Map), ("urlContext", Rule.Map), ("computerUse", Rule.Map),
        ("fileSearch", Rule.Map), ("googleMaps", Rule.Map), ("retrieval", Rule.Map), ("enterpriseWebSearch", Rule.Map), ("mcpServers", Rule.Any));

    private static readonly Rule Config = Rule.Object(
        ("temperature", Rule.Number()), ("topP", Rule.Number()), ("topK", Rule.Number()), ("candidateCount", Rule.Whole()), ("maxOutputTokens", Rule.Whole()), ("stopSequences", Rule.List(Rule.Text())),
        ("responseMimeType", Rule.Text()), ("responseSchema", new GeminiSchemaRule()), ("responseJsonSchema", Rule.Any), ("responseModalities", Rule.List(Rule.Text())), ("seed", Rule.Whole()),
        ("presencePenalty", Rule.Number()), ("frequencyPenalty", Rule.Number()), ("responseLogprobs", Rule.Flag), ("logprobs", Rule.Whole()), ("enableEnhancedCivicAnswers", Rule.Flag), ("speechConfig", Rule.Map),
        ("thinkingConfig", Rule.Object(("includeThoughts", Rule.Flag), ("thinkingBudget", Rule.Whole()), ("thinkingLevel", Rule.Text()))), ("imageConfig", Rule.Map), ("mediaResolution", Rule.Text()),
        ("audioTimestamp", Rule.Flag), ("routingConfig", Rule.Map), ("modelSelectionConfig", Rule.Map), ("responseFormat", Rule.Any));

    public static Rule Body { get; } = Rule.Object(
        ("model", Rule.Text()), ("contents", Rule.List(Content)), ("systemInstruction", Rule.Either(Content, Rule.Text())), ("tools", Rule.List(Tool)),
        ("toolConfig", Rule.Object(("functionCallingConfig", Rule.Object(("mode", Rule.Text()), ("allowedFunctionNames", Rule.List(Rule.Text())), ("streamFunctionCallArguments", Rule.Flag))),
            ("retrievalConfig", Rule.Map), ("includeServerSideToolInvocations", Rule.Flag))),
        ("safetySettings", Rule.List(Rule.Object(("category", Rule.Text()), ("threshold", Rule.Text()), ("method", Rule.Text())))),
        ("generationConfig", Config), ("cachedContent", Rule.Text()), ("serviceTier", Rule.Text()), ("store", Rule.Flag), ("labels", Rule.Map), ("modelArmorConfig", Rule.Map));
}
