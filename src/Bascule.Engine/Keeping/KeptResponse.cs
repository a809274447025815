using Bascule.Engine.Conversation;

namespace Bascule.Engine.Keeping;

/// <summary>What is remembered of a response: whose it is, who made it, how private it is, and, where Bascule keeps turns itself, what was said.</summary>
public sealed record KeptResponse(string Tenant, string Id, string Deployment, DataClass DataClass, DateTimeOffset Until)
{
    /// <summary>The response it went on from, or null.</summary>
    public string? Previous { get; init; }

    /// <summary>What was put in and the answer, as one JSON object; empty: the upstream keeps them.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Whose words they are.</summary>
    public WordOwner Owner { get; init; } = WordOwner.Nobody;

    public bool IsOurs => !Content.IsEmpty;
}
