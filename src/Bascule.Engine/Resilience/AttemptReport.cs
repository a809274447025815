using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience.Paying;
using Bascule.Engine.Resilience.Prompts;
using Bascule.Engine.Resilience.Rescue;

namespace Bascule.Engine.Resilience;

/// <summary>What one attempt came to.</summary>
public sealed class AttemptReport(Target target, DateTimeOffset started)
{
    /// <summary>What was decided after it: the same deployment again.</summary>
    public const string ThenRetry = "retry";

    /// <summary>What was decided after it: the next candidate.</summary>
    public const string ThenNext = "next";

    /// <summary>What was decided after it: another carries its stream on.</summary>
    public const string ThenRescue = "rescue";

    /// <summary>What was decided after it: the same deployment with the provider's next key.</summary>
    public const string ThenNextKey = "next_key";

    public Target Target => target;

    /// <summary>Which of the provider's keys signed it.</summary>
    public int Key { get; } = target.Provider.Key;

    /// <summary>It failed by its key, and another may be used at once.</summary>
    public bool HasNextKey { get; set; }

    public DateTimeOffset Started => started;

    public AttemptKind Kind { get; init; }

    /// <summary>How long the call waited before it, because the one before it failed.</summary>
    public int WaitedMs { get; init; }

    /// <summary>What was decided after it failed; null: nothing more was done.</summary>
    public string? Then { get; set; }

    /// <summary>The wire format it was asked in, by name.</summary>
    public string? DialectOut { get; set; }

    /// <summary>The upstream's status; 0 when none came.</summary>
    public int Status { get; set; }

    public Failure? Failure { get; set; }

    public int? FirstTokenMs { get; set; }

    public int TotalMs { get; set; }

    public Usage Usage { get; set; }

    /// <summary>Nobody upstream told the usage: it is our estimate.</summary>
    public bool UsageEstimated { get; set; }

    /// <summary>The model as the upstream said.</summary>
    public string? Model { get; set; }

    public string? UpstreamRequestId { get; set; }

    /// <summary>The answer's id as the upstream said.</summary>
    public string? AnswerId { get; set; }

    /// <summary>What the upstream said of the system that answered, where its dialect has a word for it.</summary>
    public string? Fingerprint { get; set; }

    /// <summary>Why the answer ended; null: nobody said.</summary>
    public StopReason? Ended { get; set; }

    /// <summary>The caller's own names of what had no place.</summary>
    public IReadOnlyList<string> Dropped { get; set; } = [];

    /// <summary>The splices made, by name.</summary>
    public IReadOnlyList<string> Edits { get; set; } = [];

    /// <summary>The request may have reached the upstream: a caller who leaves now has it billed all the same.</summary>
    public bool Sent { get; set; }

    /// <summary>The answer came as a stream, so the time after its first token tells a speed.</summary>
    public bool Streamed { get; set; }

    /// <summary>Events of a stream that were written for the caller.</summary>
    public long Events { get; set; }

    /// <summary>What the caller has of its stream, where the route carries broken ones on.</summary>
    internal AnswerRecord? Record { get; set; }

    /// <summary>The stream that it carries on, or null.</summary>
    internal CarryingOn? CarriesOn { get; set; }

    /// <summary>The deployments that carried its stream on, in order.</summary>
    public List<string> CarriedOnBy { get => field ??= []; }

    /// <summary>Why its broken stream was not carried on to the end, where the route would have it; null: it was, or did not break.</summary>
    public string? NotCarriedOn { get; set; }

    /// <summary>What it sent of its conversation's prompt; null: nothing is remembered of it.</summary>
    internal PromptTrace? Prompt { get; set; }

    /// <summary>Blocks of the prompt that should have been in its deployment's cache when it took it.</summary>
    internal int MatchedBlocks { get; set; }

    /// <summary>When they were last used before.</summary>
    internal long BlocksUsed { get; set; }

    /// <summary>What was reserved for it, where something bounds what may be spent.</summary>
    internal Reservation? Reservation { get; set; }

    /// <summary>What it took from its deployment's breaker.</summary>
    internal Breakers.Pass BreakerPass { get; set; }

    /// <summary>What it took from its provider's credential.</summary>
    internal Breakers.Pass CredentialPass { get; set; }

    /// <summary>Some of the answer was produced: a cut or cancelled attempt costs its input and what it sent.</summary>
    public bool Produced { get; set; }
}
