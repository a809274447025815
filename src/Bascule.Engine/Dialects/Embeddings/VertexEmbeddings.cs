using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Embeddings;

/// <summary>Vertex AI's <c>predict</c>, by which its embedding models before the second Gemini one are asked.</summary>
public sealed class VertexEmbeddings : IEmbeddingDialect
{
    private VertexEmbeddings()
    {
    }

    public static VertexEmbeddings Instance { get; } = new();

    public string Name => "vertex";

    public string Path => ":predict";

    public RequestShape Shape { get; } = new("instances") { NamesModel = false };

    public Failure? WriteRequest(EmbeddingRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        if (request.Inputs.Any(input => input.Text is null))
        {
            return EmbeddingReading.NoTokens;
        }

        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        json.WriteStartArray("instances"u8);
        foreach (var input in request.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("content"u8, input.Text);
            json.OptionalText("task_type"u8, GeminiEmbeddings.WordOf(request.Use));
            json.OptionalText("title"u8, request.Title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (request.Dimensions is { } dimensions)
        {
            json.WriteStartObject("parameters"u8);
            json.WriteNumber("outputDimensionality"u8, dimensions);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        how.DropIf(request.User is not null, request.Names.User);
        EmbeddingReading.DropForeign(request, how, Name);
        return null;
    }

    public Read<EmbeddingAnswer> ReadAnswer(ReadOnlyMemory<byte> body) => EmbeddingReading.Read(body, static root =>
    {
        var predictions = root["predictions"u8].AsItems().Select(item => item["embeddings"u8]).ToArray();
        var tokens = predictions.Select(item => EmbeddingReading.Count(item["statistics"u8]["token_count"u8])).ToArray();
        return EmbeddingReading.Answer(predictions.Select(item => VectorText.Read(item["values"u8])), null, new Usage { Input = tokens.Length > 0 && tokens.All(count => count is not null) ? tokens.Sum() : null });
    });
}
