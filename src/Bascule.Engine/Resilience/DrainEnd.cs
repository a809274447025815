using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience;

/// <summary>When a drain's time is up. The host sets it; every attempt under way ends by it.</summary>
public sealed record DrainEnd(CancellationToken Reached)
{
    /// <summary>What a request is told that comes too late, or that did not end in time. A second is what another replica needs to be asked, and about what a restart takes.</summary>
    public static Failure Refusal { get; } = new(Blame.Gateway, FailureKind.Draining, "draining", "The gateway is shutting down.")
    {
        IsOurs = true,
        Mend = "Ask again: another one answers, or this one when it is back.",
        RetryAfter = TimeSpan.FromSeconds(1),
    };
}
