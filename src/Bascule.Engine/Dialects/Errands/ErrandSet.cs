using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Errands;

/// <summary>Everything that may be asked besides a chat, fixed at start.</summary>
public static class ErrandSet
{
    private const string OpenAi = "openai-chat";

    private static readonly RequestShape Rerank = new("documents") { TurnsOfAnyKind = true, Words = RequestShape.Names("query"), TurnsMend = "Send a list of texts." };

    private static readonly RequestShape Prompt = new("prompt") { TurnsOfAnyKind = true, DefaultModel = "dall-e-2", TurnsMend = "Say what the image shall show." };

    // The image itself comes in a member or a part of its own.
    private static readonly RequestShape Image = new("image") { TurnsOfAnyKind = true, TurnsElse = RequestShape.Names("images", "prompt"), Words = RequestShape.Names("prompt"), DefaultModel = "dall-e-2", TurnsMend = "Send an image." };

    private static readonly RequestShape Speech = new("input") { TurnsOfAnyKind = true, TurnsMend = "Send the text to be spoken." };

    private static readonly RequestShape Audio = new("file") { TurnsOfAnyKind = true, TurnsMend = "Send the recording as the part 'file' of a form." };

    public static Errand OpenAiEmbed { get; } = new(ErrandKind.Embeddings, OpenAi, OpenAiEmbeddings.Instance.Path) { Address = "/v1/embeddings", Shape = OpenAiEmbeddings.Instance.Shape, Embeddings = OpenAiEmbeddings.Instance };

    public static Errand Moderations { get; } = new(ErrandKind.Moderations, OpenAi, "/moderations")
    {
        Address = "/v1/moderations", Shape = new RequestShape("input") { TurnsOfAnyKind = true, DefaultModel = "omni-moderation-latest", TurnsMend = "Send a text or a list of texts." },
    };

    public static Errand GeminiEmbed { get; } = Of(GeminiEmbeddings.Instance, ":embedContent") with { ModelDepth = 1 };

    public static Errand GeminiEmbedBatch { get; } = Of(GeminiEmbeddings.Instance, GeminiEmbeddings.Instance.Path) with { ModelDepth = 3 };

    public static Errand AnthropicCount { get; } = new(ErrandKind.CountTokens, "anthropic", "/v1/messages/count_tokens")
    {
        Address = "/v1/messages/count_tokens", Shape = RequestShape.Messages, WriteCount = static (tokens, into) => Write(into, json => json.WriteNumber("input_tokens"u8, tokens)),
    };

    public static Errand GeminiCount { get; } = new(ErrandKind.CountTokens, "gemini", ":countTokens")
    {
        ModelDepth = 2,
        Shape = new RequestShape("contents")
        {
            TurnsOfAnyKind = true, TurnsElse = RequestShape.Names("generateContentRequest"), Words = RequestShape.Names("systemInstruction", "system_instruction", "generateContentRequest"), NamesModel = false,
        },
        WriteCount = static (tokens, into) => Write(into, json => json.WriteNumber("totalTokens"u8, tokens)),
    };

    public static Errand ResponsesCount { get; } = new(ErrandKind.CountTokens, "openai-responses", "/responses/input_tokens")
    {
        Address = "/v1/responses/input_tokens", Shape = OpenAiResponses.OpenAiResponsesDialect.Instance.Shape,
        WriteCount = static (tokens, into) => Write(into, json =>
        {
            json.WriteString("object"u8, "response.input_tokens"u8);
            json.WriteNumber("input_tokens"u8, tokens);
        }),
    };

    /// <summary>Those that have an address of their own.</summary>
    public static IReadOnlyList<Errand> Addressed { get; } =
    [
        OpenAiEmbed,
        ResponsesCount,
        Moderations,
        new(ErrandKind.Rerank, OpenAi, "/rerank") { Address = "/v1/rerank", Shape = Rerank },
        new(ErrandKind.Rerank, OpenAi, "/rerank") { Address = "/v2/rerank", Shape = Rerank },
        new(ErrandKind.Images, OpenAi, "/images/generations") { Address = "/v1/images/generations", Shape = Prompt },
        new(ErrandKind.Images, OpenAi, "/images/edits") { Address = "/v1/images/edits", Shape = Image, Bodies = ErrandBodies.Json | ErrandBodies.Form },
        new(ErrandKind.Images, OpenAi, "/images/variations") { Address = "/v1/images/variations", Shape = Image, Bodies = ErrandBodies.Form },
        new(ErrandKind.Speech, OpenAi, "/audio/speech") { Address = "/v1/audio/speech", Shape = Speech },
        new(ErrandKind.Transcriptions, OpenAi, "/audio/transcriptions") { Address = "/v1/audio/transcriptions", Shape = Audio, Bodies = ErrandBodies.Form },
        new(ErrandKind.Translations, OpenAi, "/audio/translations") { Address = "/v1/audio/translations", Shape = Audio, Bodies = ErrandBodies.Form },
        AnthropicCount,
        Of(OllamaEmbeddings.Instance, OllamaEmbeddings.Instance.Path) with { Address = OllamaEmbeddings.Instance.Path },
        Of(OllamaEmbeddings.Old, OllamaEmbeddings.Old.Path) with { Address = OllamaEmbeddings.Old.Path, Caller = OllamaEmbeddings.Instance.Name },
    ];

    private static Errand Of(ICallerEmbeddingDialect embeddings, string path) => new(ErrandKind.Embeddings, embeddings.Name, path) { Shape = embeddings.Shape, Embeddings = embeddings };

    private static void Write(IBufferWriter<byte> into, Action<Utf8JsonWriter> member)
    {
        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        member(json);
        json.WriteEndObject();
    }
}
