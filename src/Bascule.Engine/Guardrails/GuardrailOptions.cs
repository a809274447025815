using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;

namespace Bascule.Engine.Guardrails;

/// <summary>One guardrail as the operator wrote it: what is looked for in the words, and what happens then. Compared by value.</summary>
/// <param name="Name">What decisions and refusals call it.</param>
public sealed record GuardrailOptions(string Name)
{
    /// <summary>How long a remote one may take where the operator says nothing: a caller waits for it.</summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromSeconds(5);

    public GuardrailSide On { get; init; } = GuardrailSide.Input;

    public GuardrailAction Action { get; init; }

    /// <summary>The detectors, custom ones among them; empty: a remote one is asked.</summary>
    public ValueList<string> Detect { get; init; } = [];

    public ValueList<CustomOptions> Custom { get; init; } = [];

    /// <summary>The class that <see cref="GuardrailAction.Classify"/> raises to; null: a webhook says it itself.</summary>
    public DataClass? As { get; init; }

    /// <summary>The class of a request with parts that detectors cannot read; null: they raise nothing.</summary>
    public DataClass? Unreadable { get; init; }

    /// <summary>The requests it looks at; null: all.</summary>
    public Condition? When { get; init; }

    /// <summary>The deployment that a remote one asks, or null.</summary>
    public string? Deployment { get; init; }

    /// <summary>Without its answer the request is refused.</summary>
    public bool Required { get; init; }

    /// <summary>How long a remote one may take.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Hosts that addresses in an answer may lead to; empty: any.</summary>
    public ValueList<string> Hosts { get; init; } = [];

    /// <summary>The JSON schema that an answer must fit, or null.</summary>
    public string? Schema { get; init; }

    /// <summary>Bytes of text that a streamed answer is held back; null: as much as is usual.</summary>
    public int? Window { get; init; }

    public bool ReadsInput => (On & GuardrailSide.Input) != 0;

    public bool ReadsOutput => (On & GuardrailSide.Output) != 0;
}

/// <summary>A detector of the operator's own: a pattern, or words.</summary>
public sealed record CustomOptions(string Name, string? Regex, ValueList<string> Words);

/// <summary>Which words a guardrail reads.</summary>
[Flags]
public enum GuardrailSide
{
    Input = 1,
    Output = 2,
    Both = Input | Output,
}

/// <summary>What happens where something is found.</summary>
public enum GuardrailAction
{
    /// <summary>It is noted, and nothing else.</summary>
    Flag,

    /// <summary>The request's data class rises.</summary>
    Classify,

    /// <summary>What was found is replaced by placeholders.</summary>
    Mask,

    /// <summary>The request is refused.</summary>
    Block,
}
