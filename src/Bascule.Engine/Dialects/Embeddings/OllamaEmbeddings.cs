using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Embeddings;

/// <summary>Ollama's own embeddings: <c>/api/embed</c>, and the older <c>/api/embeddings</c> with one prompt and one vector.</summary>
public sealed class OllamaEmbeddings : ICallerEmbeddingDialect
{
    /// <summary>The name under which both forms keep what only Ollama knows, so that the old one loses nothing in the new one.</summary>
    private const string Foreign = "ollama";

    private static readonly EmbeddingNames Names = new("dimensions", "input_type");

    private readonly bool _old;

    private OllamaEmbeddings(bool old)
    {
        _old = old;
        Shape = new RequestShape(old ? "prompt" : "input") { TurnsOfAnyKind = true, TurnsMend = "Send the text." };
    }

    public static OllamaEmbeddings Instance { get; } = new(old: false);

    /// <summary>The older form. Providers are asked in the newer one.</summary>
    public static OllamaEmbeddings Old { get; } = new(old: true);

    public string Name => _old ? "ollama-prompt" : "ollama";

    public string Path => _old ? "/api/embeddings" : "/api/embed";

    public RequestShape Shape { get; }

    public Read<EmbeddingRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address)
    {
        using var reading = JsonReading.TryParse(body);
        if (reading is null)
        {
            return JsonReading.NoJson;
        }

        var root = reading.Root.Taking();
        var isOne = true;
        var request = new EmbeddingRequest
        {
            Model = root.Take("model"u8).RequiredText(),
            Inputs = _old ? [new(root.Take("prompt"u8).RequiredText())] : EmbeddingReading.Inputs(root.Take("input"u8), out isOne),
            IsOne = isOne,
            Dimensions = root.Take("dimensions"u8).Integer,
            Names = Names,
            Foreign = root.RestAsForeign(Foreign),
        };
        return reading.Failure is { } failure ? failure : request;
    }

    public Failure? WriteRequest(EmbeddingRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        if (request.Inputs.Any(input => input.Text is null))
        {
            return EmbeddingReading.NoTokens;
        }

        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        json.WriteString("model"u8, how.Model);
        json.WriteStartArray("input"u8);
        foreach (var input in request.Inputs)
        {
            json.WriteStringValue(input.Text);
        }

        json.WriteEndArray();
        json.OptionalInteger("dimensions"u8, request.Dimensions);
        json.Foreign(request.Foreign, Foreign);
        json.WriteEndObject();
        how.DropIf(request.Use is not null, request.Names.Use);
        how.DropIf(request.Title is not null, request.Names.Title);
        how.DropIf(request.User is not null, request.Names.User);
        EmbeddingReading.DropForeign(request, how, Foreign);
        return null;
    }

    public Read<EmbeddingAnswer> ReadAnswer(ReadOnlyMemory<byte> body) => EmbeddingReading.Read(body, static root =>
    {
        var one = root["embedding"u8];
        var items = one.IsArray ? [one] : root["embeddings"u8].AsItems();
        return EmbeddingReading.Answer(items.Select(VectorText.Read), root["model"u8].AsText, new Usage { Input = EmbeddingReading.Count(root["prompt_eval_count"u8]) });
    });

    public Failure? WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest asked, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        if (!_old)
        {
            json.WriteString("model"u8, answer.Model);
            json.WriteStartArray("embeddings"u8);
        }

        foreach (var vector in answer.Vectors)
        {
            if (_old)
            {
                json.WritePropertyName("embedding"u8);
            }

            if (VectorText.WriteNumbers(json, vector) is { } trouble)
            {
                return trouble;
            }
        }

        if (!_old)
        {
            json.WriteEndArray();
            json.OptionalInteger("prompt_eval_count"u8, answer.Usage.Input);
        }

        json.WriteEndObject();
        return null;
    }
}
