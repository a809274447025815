using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Embeddings;

/// <summary>Gemini's <c>embedContent</c> and <c>batchEmbedContents</c>: one vector, or a list of them. The address names the model.</summary>
public sealed class GeminiEmbeddings : ICallerEmbeddingDialect
{
    private static readonly EmbeddingNames Names = new("outputDimensionality", "taskType");

    private static readonly (EmbeddingUse Use, string Word)[] Uses =
    [
        (EmbeddingUse.Query, "RETRIEVAL_QUERY"), (EmbeddingUse.Document, "RETRIEVAL_DOCUMENT"), (EmbeddingUse.Similarity, "SEMANTIC_SIMILARITY"),
        (EmbeddingUse.Classification, "CLASSIFICATION"), (EmbeddingUse.Clustering, "CLUSTERING"), (EmbeddingUse.QuestionAnswering, "QUESTION_ANSWERING"),
        (EmbeddingUse.FactVerification, "FACT_VERIFICATION"), (EmbeddingUse.CodeQuery, "CODE_RETRIEVAL_QUERY"),
    ];

    private readonly bool _oneByOne;

    private GeminiEmbeddings(bool oneByOne) => _oneByOne = oneByOne;

    public static GeminiEmbeddings Instance { get; } = new(oneByOne: false);

    /// <summary>For a provider that takes no batches.</summary>
    public static GeminiEmbeddings OneByOne { get; } = new(oneByOne: true);

    public string Name => "gemini";

    public string Path => _oneByOne ? ":embedContent" : ":batchEmbedContents";

    public RequestShape Shape { get; } = new("content")
    {
        TurnsOfAnyKind = true, TurnsElse = RequestShape.Names("requests"), Words = RequestShape.Names("requests"), NamesModel = false, TurnsMend = "Send the text in content.parts.",
    };

    /// <summary>Google's word for what vectors are for, or null.</summary>
    public static string? WordOf(EmbeddingUse? use) => Array.Find(Uses, known => known.Use == use).Word;

    public Read<EmbeddingRequest> ReadRequest(ReadOnlyMemory<byte> body, CallAddress? address)
    {
        using var reading = JsonReading.TryParse(body);
        if (reading is null)
        {
            return JsonReading.NoJson;
        }

        var root = reading.Root;
        var batch = root["requests"u8];
        var asked = batch.Exists ? batch.Items().ToArray() : [root];
        var first = asked.Length > 0 ? asked[0] : root;
        foreach (var other in asked.Skip(1))
        {
            foreach (var name in new[] { "taskType", "title", "outputDimensionality" })
            {
                var utf8 = System.Text.Encoding.UTF8.GetBytes(name);
                if (other[utf8].Raw != first[utf8].Raw)
                {
                    other[utf8].Refuse("must be the same in every request of the batch for this deployment");
                }
            }
        }

        var members = first.Taking();
        members.Take("content"u8);
        members.Take("model"u8);
        var use = members.Take("taskType"u8).Text;
        var request = new EmbeddingRequest
        {
            Model = address?.Model ?? "",
            Inputs = [.. asked.Select(one => new EmbeddingInput(TextOf(one["content"u8])))],
            IsOne = !batch.Exists,
            Dimensions = members.Take("outputDimensionality"u8).Integer,
            Use = Array.Find(Uses, known => known.Word == use) is { Word: not null } found ? found.Use : null,
            Title = members.Take("title"u8).Text,
            Names = Names,
            Foreign = members.RestAsForeign(Name),
        };
        return reading.Failure is { } failure ? failure : request;
    }

    public Failure? WriteRequest(EmbeddingRequest request, RequestWriting how, IBufferWriter<byte> into)
    {
        if (request.Inputs.Any(input => input.Text is null))
        {
            return EmbeddingReading.NoTokens;
        }

        if (_oneByOne && request.Inputs.Count != 1)
        {
            return new Failure(Blame.Caller, FailureKind.Malformed, "invalid_request", "This deployment embeds one text at a time.") { Param = "input", Mend = "Send each text by itself." };
        }

        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        if (_oneByOne)
        {
            WriteContent(json, request, request.Inputs[0]);
        }
        else
        {
            json.WriteStartArray("requests"u8);
            foreach (var input in request.Inputs)
            {
                json.WriteStartObject();
                json.WriteString("model"u8, "models/" + how.Model);
                WriteContent(json, request, input);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        how.DropIf(request.User is not null, request.Names.User);
        EmbeddingReading.DropForeign(request, how, Name);
        return null;
    }

    public Read<EmbeddingAnswer> ReadAnswer(ReadOnlyMemory<byte> body) => EmbeddingReading.Read(body, static root =>
    {
        var one = root["embedding"u8];
        var items = one.IsObject ? [one] : root["embeddings"u8].AsItems();
        return EmbeddingReading.Answer(items.Select(item => VectorText.Read(item["values"u8])), null, new Usage { Input = EmbeddingReading.Count(root["usageMetadata"u8]["promptTokenCount"u8]) });
    });

    public Failure? WriteAnswer(EmbeddingAnswer answer, EmbeddingRequest asked, IBufferWriter<byte> into)
    {
        using var json = JsonWriting.To(into);
        json.WriteStartObject();
        if (!asked.IsOne)
        {
            json.WriteStartArray("embeddings"u8);
        }

        foreach (var vector in answer.Vectors)
        {
            if (asked.IsOne)
            {
                json.WritePropertyName("embedding"u8);
            }

            json.WriteStartObject();
            json.WritePropertyName("values"u8);
            if (VectorText.WriteNumbers(json, vector) is { } trouble)
            {
                return trouble;
            }

            json.WriteEndObject();
        }

        if (!asked.IsOne)
        {
            json.WriteEndArray();
        }

        if (answer.Usage.Input is { } tokens)
        {
            json.WriteStartObject("usageMetadata"u8);
            json.WriteNumber("promptTokenCount"u8, tokens);
            json.WriteNumber("totalTokenCount"u8, tokens);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return null;
    }

    private static void WriteContent(Utf8JsonWriter json, EmbeddingRequest request, EmbeddingInput input)
    {
        json.WriteStartObject("content"u8);
        json.WriteStartArray("parts"u8);
        json.WriteStartObject();
        json.WriteString("text"u8, input.Text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.OptionalText("taskType"u8, WordOf(request.Use));
        json.OptionalText("title"u8, request.Title);
        json.OptionalInteger("outputDimensionality"u8, request.Dimensions);
    }

    private static string TextOf(JsonNode content)
    {
        var texts = new List<string>();
        foreach (var part in content.ObjectHere(required: true)["parts"u8].Items())
        {
            if (part["text"u8].IsText)
            {
                texts.Add(part["text"u8].AsText!);
            }
            else
            {
                part.Refuse("must hold text for this deployment");
            }
        }

        return string.Join('\n', texts);
    }
}
