using Bascule.Sandbox.Lineup;

namespace Bascule.Sandbox.Wire;

/// <summary>A task beside chat: embeddings, a count of tokens, a picture.</summary>
/// <param name="Refuse">What the real vendor would refuse, or null.</param>
/// <param name="Answer">The body of the answer.</param>
internal sealed record Errand(Func<Asked, Refusal?> Refuse, Func<Asked, SandboxModel, byte[]> Answer)
{
    public string ContentType { get; init; } = "application/json";

    /// <summary>The model where none is named; null: one must be.</summary>
    public string? UsualModel { get; init; }
}
