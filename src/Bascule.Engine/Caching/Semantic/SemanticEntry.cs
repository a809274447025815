using Bascule.Engine.Caching.Semantic.Guards;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Caching.Semantic;

/// <summary>A question that was answered: where its answer is kept, and what must be the same of another question before that answer may be its own. It holds no word of it.</summary>
public sealed record SemanticEntry
{
    /// <summary>About what one takes in memory beside its vector.</summary>
    public const int Bytes = 320;

    /// <summary>The exact cache's key of its answer.</summary>
    public required Digest Key { get; init; }

    /// <summary>Tenant, route, system prompt, settings and embedder: only questions of the same are compared.</summary>
    public required Digest Scope { get; init; }

    public required PromptMarks Marks { get; init; }

    /// <summary>Its answer is forgotten then.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Whose words it was made of.</summary>
    public WordOwner Owner { get; init; } = WordOwner.Nobody;

    /// <summary>The deployment that policy lets judge its answer; null: none.</summary>
    public string? Judge { get; init; }
}
