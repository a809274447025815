namespace Bascule.Engine.Conversation;

/// <summary>What a caller asks a chat model, in no vendor's words. Every dialect reads into it and writes from it.</summary>
public sealed record ChatRequest
{
    /// <summary>The model name as the caller wrote it.</summary>
    public required string Model { get; init; }

    /// <summary>What stands before the conversation: system or developer text, in order.</summary>
    public IReadOnlyList<Part> Instructions { get; init; } = [];

    public IReadOnlyList<Turn> Turns { get; init; } = [];

    public IReadOnlyList<Tool> Tools { get; init; } = [];

    public ToolChoice? ToolChoice { get; init; }

    /// <summary>False: at most one tool call a turn.</summary>
    public bool? ParallelToolCalls { get; init; }

    public Sampling Sampling { get; init; } = new();

    public OutputFormat? Output { get; init; }

    public ReasoningWish? Reasoning { get; init; }

    /// <summary>The most tokens the answer may have, reasoning included.</summary>
    public long? MaxOutputTokens { get; init; }

    public bool Stream { get; init; }

    /// <summary>On a stream: whether the caller's dialect was asked to report usage.</summary>
    public bool StreamUsage { get; init; }

    /// <summary>How many alternative answers.</summary>
    public int Choices { get; init; } = 1;

    /// <summary>The end user's id, as the caller's application knows him.</summary>
    public string? User { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    public string? ServiceTier { get; init; }

    /// <summary>Bascule keeps this turn, so that the caller may go on from its answer's id.</summary>
    public bool KeptByGateway { get; init; }

    /// <summary>The id of the kept answer that this turn goes on from, where Bascule has put the turns before it in its place.</summary>
    public string? GoesOnFrom { get; init; }

    /// <summary>The last turn, the assistant's, is the beginning of the answer, which is to go on right behind it.</summary>
    public bool Continues { get; init; }

    /// <summary>Members the hub has no word for, kept raw: the same dialect writes them back, another names them as dropped.</summary>
    public IReadOnlyList<ForeignField> Foreign { get; init; } = [];
}

/// <summary>One turn: who speaks and what.</summary>
public sealed record Turn(Role Role, IReadOnlyList<Part> Parts)
{
    /// <summary>The speaker's name where a dialect has one.</summary>
    public string? Name { get; init; }
}

/// <summary>Who speaks. Tool results stand in turns of <see cref="Tool"/>; <see cref="System"/> is instruction text in the middle of a conversation.</summary>
public enum Role
{
    User,
    Assistant,
    Tool,
    System,
}

/// <summary>How tokens are drawn. Null: the model's default.</summary>
public sealed record Sampling
{
    public double? Temperature { get; init; }

    public double? TopP { get; init; }

    public int? TopK { get; init; }

    public double? MinP { get; init; }

    public double? FrequencyPenalty { get; init; }

    public double? PresencePenalty { get; init; }

    public long? Seed { get; init; }

    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>Whether log probabilities are wanted.</summary>
    public bool? LogProbabilities { get; init; }

    public int? TopLogProbabilities { get; init; }

    /// <summary>Token biases as the caller wrote them (object).</summary>
    public RawJson LogitBias { get; init; }
}

/// <summary>The form the answer must have.</summary>
public sealed record OutputFormat(OutputKind Kind)
{
    /// <summary>A name for the schema where the dialect has one.</summary>
    public string? Name { get; init; }

    public string? Description { get; init; }

    /// <summary>The JSON schema, byte for byte as the caller wrote it.</summary>
    public RawJson Schema { get; init; }

    public bool? Strict { get; init; }
}

public enum OutputKind
{
    Text,
    JsonObject,
    JsonSchema,
}

/// <summary>How much the model shall think first: a word, a budget, or both.</summary>
public sealed record ReasoningWish
{
    /// <summary>False: switched off. Null: as the model does by itself or as the other members say.</summary>
    public bool? Enabled { get; init; }

    /// <summary><c>none minimal low medium high xhigh max</c>.</summary>
    public string? Effort { get; init; }

    public long? BudgetTokens { get; init; }

    /// <summary>Whether a readable summary is wanted: <c>auto concise detailed</c>.</summary>
    public string? Summary { get; init; }

    /// <summary>The model decides how much (Anthropic <c>adaptive</c>).</summary>
    public bool Adaptive { get; init; }
}

/// <summary>A member of a request or answer that only its own dialect understands.</summary>
public sealed record ForeignField(string Dialect, string Name, RawJson Value)
{
    /// <summary>Left out, the request would mean something else (a conversation that its provider keeps): it can be asked in its own dialect only.</summary>
    public bool Binding { get; init; }
}
