using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Embeddings;

/// <summary>What the readers of all the shapes share.</summary>
internal static class EmbeddingReading
{
    /// <summary>An answer past this is larger than any vendor's limits on inputs and dimensions make, written as numbers.</summary>
    public const int MaxAnswerBytes = 64 * 1024 * 1024;

    /// <summary>More tokens than any request has.</summary>
    private const long MaxTokens = 1L << 40;

    public static Failure NoTokens { get; } = new(Blame.Caller, FailureKind.Malformed, "invalid_request", "This deployment embeds texts, not token numbers.")
    {
        Param = "input",
        Mend = "Send the texts themselves, or ask for a deployment whose provider takes tokens.",
    };

    private static Failure NoVectors { get; } = new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "The upstream's answer holds no vectors.");

    /// <summary>One text, one list of token numbers, or a list of either.</summary>
    public static IReadOnlyList<EmbeddingInput> Inputs(JsonNode input, out bool isOne)
    {
        isOne = true;
        if (input.IsText)
        {
            return [new(input.AsText)];
        }

        var items = input.Items().ToArray();
        if (items.Length > 0 && items[0].Kind == JsonValueKind.Number)
        {
            return [new(null, input.Raw)];
        }

        isOne = false;
        return [.. items.Select(Input)];
    }

    /// <summary>An answer of these vectors, or why it is none.</summary>
    public static Read<EmbeddingAnswer> Answer(IEnumerable<EmbeddingVector?> read, string? model, Usage usage)
    {
        var vectors = new List<EmbeddingVector>();
        foreach (var vector in read)
        {
            if (vector is not { } sound)
            {
                return NoVectors;
            }

            vectors.Add(sound);
        }

        return vectors.Count == 0 ? NoVectors : new EmbeddingAnswer { Vectors = vectors, Model = model, Usage = usage };
    }

    /// <summary>Reads an answer's body.</summary>
    public static Read<EmbeddingAnswer> Read(ReadOnlyMemory<byte> body, Func<JsonNode, Read<EmbeddingAnswer>> read)
    {
        using var reading = JsonReading.TryParse(body, paths: false);
        return reading is null ? NoVectors : read(reading.Root);
    }

    /// <summary>How many tokens were read; null: what is told is no count, or one that would overflow a sum.</summary>
    public static long? Count(JsonNode tokens) => tokens.AsLong is >= 0 and <= MaxTokens and var count ? count : null;

    public static void DropForeign(EmbeddingRequest request, RequestWriting how, string own)
    {
        foreach (var field in request.Foreign.Where(field => field.Dialect != own))
        {
            how.Drop(field.Name);
        }
    }

    private static EmbeddingInput Input(JsonNode item)
    {
        if (item.IsArray)
        {
            return new(null, item.Raw);
        }

        if (!item.IsText)
        {
            item.Refuse("must be a text or a list of token numbers");
        }

        return new(item.AsText ?? "");
    }
}
