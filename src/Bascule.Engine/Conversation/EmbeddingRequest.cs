namespace Bascule.Engine.Conversation;

/// <summary>Texts to be turned into vectors, in no vendor's words.</summary>
public sealed record EmbeddingRequest
{
    public required string Model { get; init; }

    public required IReadOnlyList<EmbeddingInput> Inputs { get; init; }

    /// <summary>The caller asked for one vector, not for a list of them.</summary>
    public bool IsOne { get; init; }

    /// <summary>How long each vector shall be; null: as the model makes them.</summary>
    public long? Dimensions { get; init; }

    /// <summary>The vectors are wanted as base64 of little-endian 32-bit floats.</summary>
    public bool Base64 { get; init; }

    public EmbeddingUse? Use { get; init; }

    /// <summary>The title of the document that the texts are of.</summary>
    public string? Title { get; init; }

    public string? User { get; init; }

    /// <summary>What the caller calls the members that not every dialect has a place for.</summary>
    public required EmbeddingNames Names { get; init; }

    public IReadOnlyList<ForeignField> Foreign { get; init; } = [];
}

/// <summary>One thing to embed: text, or token numbers as the caller wrote them.</summary>
public readonly record struct EmbeddingInput(string? Text, RawJson Tokens = default);

/// <summary>What vectors are for: some models make different ones.</summary>
public enum EmbeddingUse
{
    Query,
    Document,
    Similarity,
    Classification,
    Clustering,
    QuestionAnswering,
    FactVerification,
    CodeQuery,
}

/// <summary>A dialect's own member names, by which a caller is told what had no place.</summary>
public sealed record EmbeddingNames(string Dimensions, string Use, string Title = "title", string User = "user");
