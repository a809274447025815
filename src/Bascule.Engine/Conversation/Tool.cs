namespace Bascule.Engine.Conversation;

/// <summary>Something the model may call.</summary>
public abstract record Tool
{
    public CacheMark? Cache { get; init; }

    /// <summary>Members of the tool that only their own dialect understands.</summary>
    public IReadOnlyList<ForeignField> Foreign { get; init; } = [];
}

/// <summary>A function with a JSON schema for its arguments, byte for byte as the caller wrote it.</summary>
public sealed record FunctionTool(string Name, string? Description, RawJson Parameters) : Tool
{
    public bool? Strict { get; init; }
}

/// <summary>A tool that takes free text; <paramref name="Format"/> is its grammar as written.</summary>
public sealed record CustomTool(string Name, string? Description, RawJson Format) : Tool;

/// <summary>A tool the vendor runs itself (web search, code, ...), kept raw.</summary>
public sealed record ForeignTool(string Dialect, string Type, RawJson Json) : Tool;

/// <summary>Whether and what the model must call. <paramref name="Name"/> is set for <see cref="ToolChoiceKind.Named"/>.</summary>
public sealed record ToolChoice(ToolChoiceKind Kind, string? Name = null)
{
    /// <summary>If any: only these of the request's tools may be called.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];
}

public enum ToolChoiceKind
{
    Auto,
    None,
    Required,
    Named,
}
