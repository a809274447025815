using Bascule.Engine.Conversation;

namespace Bascule.Engine.Keeping;

/// <summary>One request's part in a kept conversation.</summary>
public sealed class OpenTurn
{
    /// <summary>Where this turn is kept.</summary>
    public required StateMode Mode { get; init; }

    /// <summary>Whether it is kept at all: the caller may not want it.</summary>
    public bool Keeps { get; set; }

    /// <summary>What it goes on from, or null.</summary>
    public KeptResponse? Previous { get; init; }

    /// <summary>Whose words this turn's are.</summary>
    public WordOwner Owner { get; set; } = WordOwner.Nobody;

    /// <summary>The class of what was said before, or null.</summary>
    public DataClass? DataClass => Previous?.DataClass;

    /// <summary>The deployment that alone knows what was said before, or null.</summary>
    public string? Pinned => Mode == StateMode.Upstream ? Previous?.Deployment : null;

    /// <summary>The body to be asked in the place of the caller's, or null.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The items of this turn's own input, as a JSON array's inside.</summary>
    public byte[] Items { get; init; } = [];
}
