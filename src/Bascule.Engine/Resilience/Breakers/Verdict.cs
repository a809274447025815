using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Breakers;

/// <summary>What an attempt's end says about its deployment.</summary>
internal enum Verdict
{
    /// <summary>Nothing: the caller's own trouble or leave, ours, or a refusal of the words.</summary>
    None,

    Passed,

    Failed,

    /// <summary>It has too much to do and does not say for how long: half a failure.</summary>
    Busy,

    /// <summary>It said how long it wants to be left alone.</summary>
    Limited,
}

/// <summary>Reads a verdict off an attempt.</summary>
internal static class Verdicts
{
    public static Verdict Of(AttemptReport attempt) => attempt.Failure switch
    {
        null => Verdict.Passed,
        { Kind: FailureKind.RateLimit, RetryAfter: { } wait } when wait > TimeSpan.Zero => Verdict.Limited,
        { Kind: FailureKind.RateLimit } => Verdict.Busy,

        var failure when IsCallersTime(failure) => Verdict.None,
        { Blame: Blame.Provider, Kind: FailureKind.UpstreamError or FailureKind.Overloaded or FailureKind.Unreachable or FailureKind.Broken or FailureKind.Timeout } => Verdict.Failed,
        _ => Verdict.None,
    };

    /// <summary>The caller's own time limit passed: how long he waits is his to say, and says nothing about who was asked.</summary>
    public static bool IsCallersTime(Failure? failure) => failure is { Kind: FailureKind.Timeout, Param: not null };
}
