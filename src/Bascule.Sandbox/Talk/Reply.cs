namespace Bascule.Sandbox.Talk;

/// <summary>A tool call with its arguments as JSON text, which a token limit may have cut.</summary>
internal sealed record ToolCall(string Id, string Name, string Arguments);

/// <summary>Why a reply ends; each dialect has its own word for it.</summary>
internal enum Ending
{
    Done,
    Length,
    StopSequence,
    ToolCalls,
    Filtered,
}

/// <summary>What the simulated model says, before any dialect writes it.</summary>
internal sealed record Reply(string Reasoning, string Text, IReadOnlyList<ToolCall> Calls, Ending Ending)
{
    public string? StopSequence { get; init; }

    public int ReasoningTokens => Tokens.Of(Reasoning);

    public int OutputTokens => Tokens.Of(Reasoning) + Tokens.Of(Text) + Calls.Sum(call => Tokens.Of(call.Name) + Tokens.Of(call.Arguments));
}
