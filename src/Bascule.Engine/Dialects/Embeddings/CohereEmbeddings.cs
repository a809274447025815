using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Embeddings;

/// <summary>Cohere's <c>/v2/embed</c>. Its models since the third want to know what the vectors are for.</summary>
public sealed class CohereEmbeddings : IEmbeddingDialect
{
    private CohereEmbeddings()
    {
    }

    public static CohereEmbeddings Instance { get; } = new();

    public string Name => "cohere";

    public string Path => "/v2/embed";

    public RequestShape Shape { get; } = new("texts");

    public Failure? WriteRequest(EmbeddingRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        if (request.Inputs.Any(input => input.Text is null))
        {
            return EmbeddingReading.NoTokens;
        }

        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        json.WriteString("model"u8, how.Model);
        json.WriteStartArray("texts"u8);
        foreach (var input in request.Inputs)
        {
            json.WriteStringValue(input.Text);
        }

        json.WriteEndArray();
        json.WriteString("input_type"u8, request.Use switch
        {
            EmbeddingUse.Query or EmbeddingUse.QuestionAnswering or EmbeddingUse.FactVerification or EmbeddingUse.CodeQuery => "search_query",
            EmbeddingUse.Classification => "classification",
            EmbeddingUse.Clustering or EmbeddingUse.Similarity => "clustering",
            _ => "search_document",    // it must be said, and most texts are embedded to be found
        });
        json.WriteStartArray("embedding_types"u8);
        json.WriteStringValue("float"u8);
        json.WriteEndArray();
        json.OptionalInteger("output_dimension"u8, request.Dimensions);
        json.WriteEndObject();
        how.DropIf(request.Title is not null, request.Names.Title);
        how.DropIf(request.User is not null, request.Names.User);
        EmbeddingReading.DropForeign(request, how, Name);
        return null;
    }

    public Read<EmbeddingAnswer> ReadAnswer(ReadOnlyMemory<byte> body) => EmbeddingReading.Read(body, static root =>
    {
        var embeddings = root["embeddings"u8];
        var items = embeddings.IsArray ? embeddings.AsItems() : embeddings["float"u8].AsItems();
        return EmbeddingReading.Answer(items.Select(VectorText.Read), null, new Usage { Input = EmbeddingReading.Count(root["meta"u8]["billed_units"u8]["input_tokens"u8]) });
    });
}
