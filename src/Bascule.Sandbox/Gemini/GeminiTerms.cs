namespace Bascule.Sandbox.Gemini;

/// <summary>What, beside the body, decides whether Gemini takes a request.</summary>
internal sealed record GeminiTerms
{
    /// <summary>The model that the address names; those of the third generation want their signatures back, and so does the sandbox's closed one.</summary>
    public string? Model { get; init; }

    /// <summary>Takes any signature that is not empty, for recorded requests that the real vendor signed.</summary>
    public bool TakesForeignSignatures { get; init; }

    public bool WantsSignatures => Model is { } name && (name.StartsWith("gemini-3", StringComparison.Ordinal) || name.StartsWith("sandbox-frontier", StringComparison.Ordinal));
}
