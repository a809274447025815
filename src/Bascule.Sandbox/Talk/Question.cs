using System.Text.Json;
using Bascule.Sandbox.Lineup;

namespace Bascule.Sandbox.Talk;

/// <summary>A function the caller offers.</summary>
internal sealed record OfferedTool(string Name, JsonElement Schema);

/// <summary>How free a model is to call the tools it was offered.</summary>
internal enum ToolWish
{
    Auto,
    Must,
    Never,
}

/// <summary>What a request asks, whatever its dialect; the simulated model reads no more than this.</summary>
internal sealed record Question(SandboxModel Model, string Text)
{
    /// <summary>What the caller's tools answered, when that is the last turn.</summary>
    public string? ToolResult { get; init; }

    /// <summary>The beginning of the answer, which the caller has already; null: it is to begin anew.</summary>
    public string? Beginning { get; init; }

    /// <summary>The answer says its beginning again.</summary>
    public bool RepeatsBeginning { get; init; }

    public int Images { get; init; }

    public IReadOnlyList<OfferedTool> Tools { get; init; } = [];

    public ToolWish Wish { get; init; }

    public string? ForcedTool { get; init; }

    public bool OneToolOnly { get; init; }

    public JsonElement? OutputSchema { get; init; }

    public bool AnyJson { get; init; }

    public int? MaxTokens { get; init; }

    public IReadOnlyList<string> Stops { get; init; } = [];

    public bool Reasons { get; init; }

    public int InputTokens { get; init; }

    public bool Stream { get; init; }

    public bool StreamUsage { get; init; }

    public int Choices { get; init; } = 1;
}
