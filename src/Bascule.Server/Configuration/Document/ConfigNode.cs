namespace Bascule.Server.Configuration.Document;

/// <summary>What a node of the document is.</summary>
internal enum NodeKind
{
    Null,
    Text,
    List,
    Map,
}

/// <summary>One node of the parsed document with its place; text has its variables filled in.</summary>
internal sealed class ConfigNode
{
    public required NodeKind Kind { get; init; }

    public required int Line { get; init; }

    public required int Column { get; init; }

    /// <summary>The text as it counts, variables filled in.</summary>
    public string Text { get; init; } = "";

    /// <summary>The text as it was written.</summary>
    public string Written { get; init; } = "";

    /// <summary>True when a variable without a value left <see cref="Text"/> meaningless; already reported.</summary>
    public bool Broken { get; init; }

    /// <summary>Nodes in and below this one, aliases counted each time they are used.</summary>
    public int Size { get; init; } = 1;

    public IReadOnlyList<ConfigNode> Items { get; init; } = [];

    public IReadOnlyList<ConfigMember> Members { get; init; } = [];

    /// <summary>Nothing is said here: no value, or empty text. It counts as unset.</summary>
    public bool IsUnset => Kind == NodeKind.Null || (Kind == NodeKind.Text && Text.Length == 0 && !Broken);

    /// <summary>True when the text, or some of it, came from a variable or a file.</summary>
    public bool IsFilled => Written.Contains("${", StringComparison.Ordinal);

    public ConfigNode? this[string name] => Members.FirstOrDefault(member => member.Name == name)?.Value;

    public static ConfigNode Empty { get; } = new() { Kind = NodeKind.Map, Line = 1, Column = 1 };
}

/// <summary>One entry of a mapping: its name, where the name stands, and its value.</summary>
internal sealed record ConfigMember(string Name, int Line, int Column, ConfigNode Value);
