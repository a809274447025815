using System.Globalization;

namespace Bascule.Engine.Resilience.Prompts;

/// <summary>Whose request it is, and what is remembered and put in for him.</summary>
public sealed record PromptAsking(DialogueTable Table, PrefixWatch Watch, TimeProvider Time)
{
    /// <summary>Letters of a conversation's name upstream: enough that no two meet.</summary>
    private const int NameLength = 32;

    /// <summary>Null: without keys.</summary>
    public string? Tenant { get; init; }

    /// <summary>The caller's own name for the conversation, or null.</summary>
    public string? Session { get; init; }

    /// <summary>The request's id.</summary>
    public string Request { get; init; } = "";

    /// <summary>The route's name in metrics.</summary>
    public string Route { get; init; } = "";

    /// <summary>The conversation is remembered; false: nothing but what the strategy goes by.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>The route's strategy goes by the blocks of prompts.</summary>
    public bool ReadsBlocks { get; init; }

    /// <summary>The route wants marks put in.</summary>
    public bool Marks { get; init; }

    /// <summary>Hides under the gateway's own key what a conversation is known by.</summary>
    public Func<string, string> Hide { get; init; } = static name => name;

    /// <summary>The name of a conversation that is told upstream: the same as long as it goes on, and nobody there can tell from it whose it is or what it says. Null: none is wanted.</summary>
    internal string? NameOf(in DialogueNames names)
    {
        if (!Marks)
        {
            return null;
        }

        var (high, low) = names.Session ?? names.Opening;
        var hidden = Hide(string.Create(CultureInfo.InvariantCulture, $"prompt {high:x16}{low:x16}"));
        return hidden.Length > NameLength ? hidden[..NameLength] : hidden;
    }
}
