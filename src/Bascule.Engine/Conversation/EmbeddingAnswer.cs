namespace Bascule.Engine.Conversation;

/// <summary>Vectors in the order of the inputs, in no vendor's words.</summary>
public sealed record EmbeddingAnswer
{
    /// <summary>The model as the upstream names it; null where it does not.</summary>
    public string? Model { get; init; }

    public required IReadOnlyList<EmbeddingVector> Vectors { get; init; }

    public Usage Usage { get; init; }
}

/// <summary>
/// One vector as the upstream sent it: an array of numbers, whose digits are kept as they are, or base64 of 32-bit floats.
/// </summary>
public readonly record struct EmbeddingVector(RawJson Numbers, string? Base64 = null);
