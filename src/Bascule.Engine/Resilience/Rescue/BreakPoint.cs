namespace Bascule.Engine.Resilience.Rescue;

/// <summary>Where a stream stood when it broke, as the caller saw it.</summary>
internal sealed record BreakPoint
{
    /// <summary>All words so far; empty: none, and what is asked is asked anew.</summary>
    public string Text { get; init; } = "";

    /// <summary>The text part that is open, or -1.</summary>
    public int TextPart { get; init; } = -1;

    /// <summary>Characters that this part holds.</summary>
    public int TextPartLength { get; init; }

    /// <summary>The number of the next part to begin.</summary>
    public int NextPart { get; init; }

    /// <summary>Parts that began and did not end, the open text part not among them.</summary>
    public IReadOnlyList<int> OpenParts { get; init; } = [];

    /// <summary>
    /// What a model is given to go on from. White space at the end is not taken by some vendors and cut by other's templates, and half a character is no text:
    /// both stand in <see cref="Tail"/>, and whoever goes on says them again.
    /// </summary>
    public string Beginning => Text[..^Tail.Length];

    /// <inheritdoc cref="Beginning"/>
    public string Tail
    {
        get
        {
            var whole = Text.Length > 0 && char.IsHighSurrogate(Text[^1]) ? Text.AsSpan(0, Text.Length - 1) : Text;
            return Text[whole.TrimEnd().Length..];
        }
    }
}
