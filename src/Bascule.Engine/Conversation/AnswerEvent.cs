namespace Bascule.Engine.Conversation;

/// <summary>One step of a streamed answer in no vendor's words. Parts are numbered per choice from 0 in order of their beginning; several may be open at once.</summary>
public abstract record AnswerEvent;

/// <summary>First event: who answers.</summary>
public sealed record AnswerBegan(string Id, string Model, long? Created) : AnswerEvent
{
    /// <inheritdoc cref="Answer.Fingerprint"/>
    public string? Fingerprint { get; init; }
}

/// <summary>A part begins. <paramref name="Seed"/> holds what is known of it (kind, call id and name, redacted data); its text is what grows.</summary>
public sealed record PartBegan(int Choice, int Part, Part Seed) : AnswerEvent;

/// <summary>A part's text grows: words, thinking, refusal, or a piece of a tool call's arguments.</summary>
public sealed record PartGrew(int Choice, int Part, string Text) : AnswerEvent;

/// <summary>A part's opaque signature, whole (reasoning, Gemini text and calls).</summary>
public sealed record PartSigned(int Choice, int Part, string Signature) : AnswerEvent
{
    /// <summary>Whose signature it is, where that was not yet known when the part began.</summary>
    public string? Vendor { get; init; }

    /// <summary>The reasoning's id, likewise.</summary>
    public string? Id { get; init; }

    /// <summary>The signed reasoning turned out to be a summary.</summary>
    public bool Summary { get; init; }

    public ReasoningPart Sign(ReasoningPart part) =>
        part with { Signature = Signature, Vendor = part.Vendor ?? Vendor, Id = part.Id ?? Id, Summary = part.Summary || Summary };
}

/// <summary>A citation for the part's text so far.</summary>
public sealed record PartCited(int Choice, int Part, Citation Citation) : AnswerEvent;

/// <summary>A part is complete.</summary>
public sealed record PartEnded(int Choice, int Part) : AnswerEvent;

/// <summary>Log probabilities of the text just told, raw.</summary>
public sealed record LogProbabilitiesTold(int Choice, RawJson Json) : AnswerEvent;

/// <summary>A choice is complete; all its parts have ended. Told once a choice.</summary>
public sealed record ChoiceEnded(int Choice, Stop Stop) : AnswerEvent;

/// <summary>Usage so far; a later one replaces it, never adds.</summary>
public sealed record UsageTold(Usage Usage) : AnswerEvent;

/// <summary>The upstream failed in-band. Nothing follows.</summary>
public sealed record AnswerFailed(Failure Failure) : AnswerEvent;

/// <summary>The terminal proof was seen. Nothing follows.</summary>
public sealed record AnswerEnded : AnswerEvent;
