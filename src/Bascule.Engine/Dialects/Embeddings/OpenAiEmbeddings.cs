using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Embeddings;

/// <summary>OpenAI's embeddings, as OpenAI, most vendors and every engine speak them.</summary>
public sealed class OpenAiEmbeddings : ICallerEmbeddingDialect
{
    private static readonly EmbeddingNames Names = new("dimensions", "input_type");

    private OpenAiEmbeddings()
    {
    }

    public static OpenAiEmbeddings Instance { get; } = new();

    public string Name => "openai-chat";

    public string Path => "/embeddings";

    public RequestShape Shape { get; } = new("input") { TurnsOfAnyKind = true, TurnsMend = "Send a text or a list of texts." };

    public Read<EmbeddingRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address)
    {
        using var reading = JsonReading.TryParse(body);
        if (reading is null)
        {
            return JsonReading.NoJson;
        }

        var root = reading.Root.Taking();
        var dimensions = root.Take("dimensions"u8);
        var request = new EmbeddingRequest
        {
            Model = root.Take("model"u8).RequiredText(),
            Inputs = EmbeddingReading.Inputs(root.Take("input"u8), out var isOne),
            IsOne = isOne,
            Dimensions = dimensions.Integer ?? root.Take("output_dimension"u8).Integer,
            Base64 = root.Take("encoding_format"u8).Text == "base64",
            Use = UseOf(root.Take("input_type"u8).Text),
            User = root.Take("user"u8).Text,
            Names = Names,
            Foreign = root.RestAsForeign(Name),
        };
        return reading.Failure is { } failure ? failure : request;
    }

    public Failure? WriteRequest(EmbeddingRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        json.WriteString("model"u8, how.Model);
        json.WriteStartArray("input"u8);
        foreach (var input in request.Inputs)
        {
            if (input.Text is { } text)
            {
                json.WriteStringValue(text);
            }
            else
            {
                json.Raw(input.Tokens);
            }
        }

        json.WriteEndArray();
        json.OptionalInteger("dimensions"u8, request.Dimensions);
        json.OptionalText("user"u8, request.User);
        json.WriteEndObject();
        how.DropIf(request.Use is not null, request.Names.Use);
        how.DropIf(request.Title is not null, request.Names.Title);
        EmbeddingReading.DropForeign(request, how, Name);
        return null;
    }

    public Read<EmbeddingAnswer> ReadAnswer(ReadOnlyMemory<byte> body) => EmbeddingReading.Read(body, static root =>
    {
        var usage = root["usage"u8];
        var items = root["data"u8].AsItems().Select((item, at) => (Vector: VectorText.Read(item["embedding"u8]), Index: item["index"u8].AsLong ?? at));
        return EmbeddingReading.Answer(
            items.OrderBy(item => item.Index).Select(item => item.Vector),
            root["model"u8].AsText,
            new Usage { Input = EmbeddingReading.Count(usage["prompt_tokens"u8]) ?? EmbeddingReading.Count(usage["input_tokens"u8]) ?? EmbeddingReading.Count(usage["total_tokens"u8]) });
    });

    public Failure? WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest asked, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < answer.Vectors.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("object"u8, "embedding"u8);
            json.WriteNumber("index"u8, i);
            json.WritePropertyName("embedding"u8);
            var trouble = asked.Base64 ? VectorText.WriteBase64(json, answer.Vectors[i]) : VectorText.WriteNumbers(json, answer.Vectors[i]);
            if (trouble is not null)
            {
                return trouble;
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("model"u8, answer.Model);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, answer.Usage.Input ?? 0);
        json.WriteNumber("total_tokens"u8, answer.Usage.Input ?? 0);
        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    /// <summary>What those who copy this shape add to it: Voyage, NVIDIA, Cohere's compatible address.</summary>
    private static EmbeddingUse? UseOf(string? word) => word switch
    {
        "query" or "search_query" => EmbeddingUse.Query,
        "document" or "passage" or "search_document" => EmbeddingUse.Document,
        "classification" => EmbeddingUse.Classification,
        "clustering" => EmbeddingUse.Clustering,
        _ => null,
    };
}
