using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience.Hedging;

namespace Bascule.Engine.Resilience;

/// <summary>Asks the planned deployments until one commits an answer or nobody is left to ask: in one lane, or in two where a route hedges.</summary>
public static class AttemptLoop
{
    /// <summary>Runs the call. A failure before any commit is left for the caller's dialect to tell; one after it was told in the stream already.</summary>
    /// <param name="plan">The candidates in order, none drained.</param>
    /// <param name="report">What the call comes to; it holds every attempt also when a bug ends it.</param>
    public static async Task RunAsync(Call call, CallReport report, IReadOnlyList<Target> plan, CancellationToken cancel)
    {
        var (queue, begun) = (new CandidateQueue(plan, call), call.Time.GetTimestamp());
        var end = call is { Hedge: { } hedge, Errand: null }
            ? await RaceAsync(call, report, hedge, queue, begun, cancel)
            : await new Lane(call, report, queue, begun, cancel).RunAsync();
        if (report.IsCommitted)
        {
            return;
        }

        report.Failure = cancel.IsCancellationRequested ? Cancelled : end == LaneEnd.OutOfTime ? OutOfTime : Sum(report.Attempts) ?? (call.Draining.IsCancellationRequested ? DrainEnd.Refusal : NoCapacity(report.RoomAfter));
        report.Spent = end == LaneEnd.RanOut && report.Failure is { Kind: not (FailureKind.RateLimit or FailureKind.Limit or FailureKind.Draining) } or { Code: "budget_exceeded", RetryAfter: null };
    }

    private static Failure Cancelled { get; } = new(Blame.Caller, FailureKind.Cancelled, "cancelled", "The caller closed the connection.");

    private static Failure OutOfTime { get; } = new(Blame.Provider, FailureKind.Timeout, "upstream_timeout", "The time limit 'x-bascule-timeout' passed before a candidate answered.") { Param = "x-bascule-timeout" };

    private static Failure NoCapacity(TimeSpan roomAfter) =>
        new(Blame.Gateway, FailureKind.Limit, "no_capacity", "Every deployment that could answer is full.") { RetryAfter = roomAfter };

    private static async Task<LaneEnd> RaceAsync(Call call, CallReport report, HedgeOptions hedge, CandidateQueue queue, long begun, CancellationToken cancel)
    {
        using var race = new Race(call, report, hedge, queue, begun, cancel);
        return await race.RunAsync();
    }

    /// <summary>The last candidate's trouble, unless it could not be asked this at all: then what went wrong before it says more.</summary>
    private static Failure? Sum(List<AttemptReport> attempts)
    {
        Failure? sum = null;
        foreach (var attempt in attempts)
        {
            sum = attempt.Failure is { IsOfCandidate: true } && sum is not null ? sum : attempt.Failure;
        }

        return sum;
    }
}
