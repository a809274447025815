namespace Bascule.Engine.Conversation;

/// <summary>One piece of what is said.</summary>
public abstract record Part
{
    /// <summary>Set where the caller marks the prompt up to here as worth caching.</summary>
    public CacheMark? Cache { get; init; }
}

/// <summary>Words.</summary>
public sealed record TextPart(string Text) : Part
{
    public IReadOnlyList<Citation> Citations { get; init; } = [];

    /// <summary>A signature that stands on text (Gemini), to come back unchanged.</summary>
    public string? Signature { get; init; }
}

/// <summary>A picture.</summary>
public sealed record ImagePart(MediaSource Source) : Part
{
    /// <summary><c>auto low high original</c>.</summary>
    public string? Detail { get; init; }
}

/// <summary>Sound. <paramref name="Format"/> as OpenAI names it: <c>wav mp3 ...</c>.</summary>
public sealed record AudioPart(MediaSource Source, string? Format) : Part
{
    public string? Transcript { get; init; }

    /// <summary>The vendor's id of an earlier audio answer.</summary>
    public string? Id { get; init; }
}

/// <summary>A document.</summary>
public sealed record FilePart(MediaSource Source) : Part
{
    public string? Name { get; init; }

    public string? Context { get; init; }

    /// <summary>Whether the answer shall cite the document.</summary>
    public bool? Cite { get; init; }
}

/// <summary>The model wants a tool called. <paramref name="Arguments"/> is the text as the model wrote it: JSON for a function, invalid JSON when it was cut, anything for a custom tool; an absent object is <c>{}</c>. <paramref name="Id"/> is empty where the dialect gives none: see <see cref="MadeIds"/>.</summary>
public sealed record ToolCallPart(string Id, string Name, string Arguments) : Part
{
    public bool Custom { get; init; }

    /// <summary>A signature that stands on the call (Gemini), to come back unchanged.</summary>
    public string? Signature { get; init; }
}

/// <summary>What a tool gave back.</summary>
public sealed record ToolResultPart(string CallId, IReadOnlyList<Part> Content) : Part
{
    public bool? IsError { get; init; }

    /// <summary>The tool's name where the dialect says it.</summary>
    public string? Name { get; init; }
}

/// <summary>The model's thinking, readable or opaque. A signature is only ever shown to the vendor that made it.</summary>
public sealed record ReasoningPart(string Text) : Part
{
    /// <summary>The opaque proof that must come back unchanged over a tool loop (Anthropic <c>signature</c>, OpenAI <c>encrypted_content</c>).</summary>
    public string? Signature { get; init; }

    /// <summary>Thinking that was withheld: opaque data instead of text (Anthropic <c>redacted_thinking</c>).</summary>
    public string? Redacted { get; init; }

    /// <summary>Whose signature or redaction it is: <c>anthropic</c>, <c>openai</c>, <c>google</c>, ... or null.</summary>
    public string? Vendor { get; init; }

    public string? Id { get; init; }

    /// <summary>The text is a summary, not the thinking itself.</summary>
    public bool Summary { get; init; }
}

/// <summary>The model declines, in words of its own.</summary>
public sealed record RefusalPart(string Text) : Part;

/// <summary>Something only its own dialect understands (a server tool's call or result, ...), kept raw.</summary>
public sealed record ForeignPart(string Dialect, string Type, RawJson Json) : Part;

/// <summary>Where media bytes are. Exactly one of <paramref name="Url"/>, <paramref name="Base64"/>, <paramref name="FileId"/>, <paramref name="Text"/> is set.</summary>
public sealed record MediaSource(string? Url = null, string? Base64 = null, string? FileId = null, string? Text = null, string? MediaType = null);

/// <summary>The prompt up to the marked part is worth caching; <paramref name="Ttl"/> as the vendor writes it (<c>5m</c>, <c>1h</c>) or null.</summary>
public sealed record CacheMark(string? Ttl);

/// <summary>Where words come from. Positions in characters of the part's text where known.</summary>
public sealed record Citation
{
    public string? Url { get; init; }

    public string? Title { get; init; }

    public string? Quote { get; init; }

    public int? Start { get; init; }

    public int? End { get; init; }

    /// <summary>The citation as its own dialect wrote it.</summary>
    public ForeignField? Raw { get; init; }
}
