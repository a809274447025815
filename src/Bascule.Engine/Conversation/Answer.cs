namespace Bascule.Engine.Conversation;

/// <summary>A whole answer in no vendor's words.</summary>
public sealed record Answer
{
    public required string Id { get; init; }

    /// <summary>The model as the upstream names it.</summary>
    public required string Model { get; init; }

    /// <summary>Seconds since 1970, or null where the dialect does not say.</summary>
    public long? Created { get; init; }

    /// <summary>What the upstream says of the system that answered, or null: for the ledger, not for callers.</summary>
    public string? Fingerprint { get; init; }

    public IReadOnlyList<Choice> Choices { get; init; } = [];

    public Usage? Usage { get; init; }

    public string? ServiceTier { get; init; }

    public IReadOnlyList<ForeignField> Foreign { get; init; } = [];
}

/// <summary>One alternative of an answer.</summary>
public sealed record Choice(int Index, IReadOnlyList<Part> Parts, Stop Stop)
{
    public RawJson LogProbabilities { get; init; }
}

/// <summary>Why the model stopped. <paramref name="Sequence"/>: the stop sequence that was met; <paramref name="Raw"/>: the upstream's own word.</summary>
public readonly record struct Stop(StopReason Reason, string? Sequence = null, string? Raw = null);

/// <summary>Reasons of several choices taken together.</summary>
internal static class StopReasons
{
    /// <summary>The first that is not the model's own accord.</summary>
    public static StopReason Of(StopReason? before, StopReason next) => before is null or StopReason.EndTurn ? next : before.Value;

    /// <summary>That of a whole answer; null: it has no choice.</summary>
    public static StopReason? Of(Answer answer)
    {
        StopReason? ended = null;
        foreach (var choice in answer.Choices)
        {
            ended = Of(ended, choice.Stop.Reason);
        }

        return ended;
    }
}

public enum StopReason
{
    Unknown,
    EndTurn,
    MaxTokens,
    StopSequence,
    ToolUse,
    ContentFilter,
    Refusal,
    PauseTurn,
    ContextFull,
}

/// <summary>Tokens of one answer. Input holds cached input and cache writes; output holds reasoning. Null: the upstream did not say.</summary>
public readonly record struct Usage
{
    public long? Input { get; init; }

    public long? CachedInput { get; init; }

    /// <summary>All cache writes.</summary>
    public long? CacheWrite { get; init; }

    /// <summary>Of the cache writes, those kept for an hour.</summary>
    public long? CacheWriteHour { get; init; }

    public long? Output { get; init; }

    public long? Reasoning { get; init; }

    public long? AudioInput { get; init; }

    public long? AudioOutput { get; init; }

    /// <summary>What is billed of the input and the output where that is less than what was read and written (Cohere's own preamble is free).</summary>
    public long? BilledInput { get; init; }

    public long? BilledOutput { get; init; }

    public bool IsEmpty => Input is null && Output is null;

    /// <summary>The tokens of two answers to one request; what neither tells stays untold.</summary>
    public static Usage Sum(Usage one, Usage other) => new()
    {
        Input = Sum(one.Input, other.Input),
        CachedInput = Sum(one.CachedInput, other.CachedInput),
        CacheWrite = Sum(one.CacheWrite, other.CacheWrite),
        CacheWriteHour = Sum(one.CacheWriteHour, other.CacheWriteHour),
        Output = Sum(one.Output, other.Output),
        Reasoning = Sum(one.Reasoning, other.Reasoning),
        AudioInput = Sum(one.AudioInput, other.AudioInput),
        AudioOutput = Sum(one.AudioOutput, other.AudioOutput),
        BilledInput = (one.BilledInput ?? other.BilledInput) is null ? null : Sum(one.BilledInput ?? one.Input, other.BilledInput ?? other.Input),
        BilledOutput = (one.BilledOutput ?? other.BilledOutput) is null ? null : Sum(one.BilledOutput ?? one.Output, other.BilledOutput ?? other.Output),
    };

    private static long? Sum(long? one, long? other) => one is null ? other : one + (other ?? 0);
}
