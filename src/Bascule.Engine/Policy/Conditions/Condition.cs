using Bascule.Engine.Conversation;

namespace Bascule.Engine.Policy.Conditions;

/// <summary>One thing that must hold of a request. Pure: the same facts give the same answer, also on another replica. Compared by value, so that configs are.</summary>
public abstract record Condition
{
    public abstract bool Holds(in RequestFacts facts);

    /// <summary>The word it is written by in a config; empty where it only binds others together.</summary>
    public virtual string Word => "";

    /// <summary>What stands behind its word: values, or values by the name of a header or a tag.</summary>
    public virtual IReadOnlyList<WrittenValues> Written => [];

    /// <summary>The headers and tags it reads, to be kept with the request.</summary>
    public virtual IEnumerable<NamedFact> Reads => [];
}

/// <summary>Values as a config writes them; a list means any of them.</summary>
/// <param name="Name">The header or tag whose they are, or null.</param>
public sealed record WrittenValues(string? Name, ValueList<string> Values);

/// <summary>A fact that only some requests have, and that a condition names.</summary>
public readonly record struct NamedFact(NamedFactKind Kind, string Name);

/// <summary>Where a named fact stands.</summary>
public enum NamedFactKind
{
    Header,
    Tag,
}
