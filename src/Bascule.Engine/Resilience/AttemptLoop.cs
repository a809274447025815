using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience.Errands;

namespace Bascule.Engine.Resilience;

/// <summary>Asks the planned deployments in order until one commits an answer or nobody is left to ask.</summary>
public static class AttemptLoop
{
    /// <summary>Runs the call. A failure before any commit is left for the caller's dialect to tell; one after it was told in the stream already.</summary>
    /// <param name="plan">The candidates in order, none drained.</param>
    /// <param name="report">What the call comes to; it holds every attempt also when a bug ends it.</param>
    public static async Task RunAsync(Call call, CallReport report, IReadOnlyList<Target> plan, CancellationToken cancel)
    {
        var begun = call.Time.GetTimestamp();
        foreach (var target in plan)
        {
            var left = call.Deadline - call.Time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
            {
                report.Failure = new Failure(Blame.Provider, FailureKind.Timeout, "upstream_timeout", "The time limit 'x-bascule-timeout' passed before a candidate answered.");
                break;
            }

            var made = new AttemptReport(target, call.Time.GetUtcNow());
            if (call.Errand is null)
            {
                call.Profile.EstimatedInputTokens = call.Tokens.Estimate(target.Tokenizer, call.Profile);
            }

            report.Attempts.Add(made);
            var before = report.Failure;
            report.Failure = null;    // the last candidate's trouble is told in its attempt; the row of this one is written before it ends
            await RunOneAsync(call, report, made, left, cancel);
            report.Failure = made.Failure is { IsOfCandidate: true } && before is not null ? before : made.Failure;
            if (made.Failure is null || call.Caller.Committed || made.Failure.Kind == FailureKind.Cancelled)
            {
                return;
            }

            var translated = made.DialectOut != call.Dialect.Name;
            if (call.Form is { Begun: true } || !Fallback.AsksNext(made.Failure, call.FallbackOn, translated))
            {
                return;
            }
        }

        report.Spent = report.Failure is { Kind: not FailureKind.RateLimit };
    }

    private static async Task RunOneAsync(Call call, CallReport report, AttemptReport made, TimeSpan? left, CancellationToken cancel)
    {
        var limits = call.Timeouts.Over(made.Target.Provider.Options.Timeouts);
        using var clock = new AttemptClock(limits, left, call.Time, cancel, call.Draining);
        made.Target.State.Begin();
        try
        {
            var asked = call.Errand is { } errand
                ? new ErrandAttempt(call, errand, report, made, clock).RunAsync()
                : new Attempt(call, report, made, clock).RunAsync();
            made.Failure = (await asked)?.Discreet(made.Target.Provider.Options.ApiKey);
        }
        catch (Exception trouble) when (Upstream.Explain(trouble, clock, cancel, call.Draining) is { } failure)
        {
            // Once the row is written and the end is on its way, a caller who leaves has lost nothing.
            made.Failure = report.Sealed && report.Committed == made ? null : failure;
            if (failure.Kind == FailureKind.Cancelled)
            {
                Estimates.ApplyCancelled(made, call.Profile, call.Errand);
            }
        }
        catch
        {
            made.Failure = new Failure(Blame.Gateway, FailureKind.Internal, "internal_error", "The gateway failed on this request.");
            throw;
        }
        finally
        {
            made.TotalMs = clock.ElapsedMs;
            made.Target.State.End(made);
            Teach(call, made);
        }

        if (made.Failure is not null && report.Committed == made && !report.Sealed)
        {
            await Ending.TellFailureAsync(call, report, made, cancel);
        }
    }

    /// <summary>Only what was asked as the caller wrote it, once and whole, and told by the upstream is a true figure of his request.</summary>
    private static void Teach(Call call, AttemptReport made)
    {
        if (made is { Failure: null, Produced: true, UsageEstimated: false, Usage.Input: { } tokens, Target.Tokenizer: { } model } && call.Errand is null && !made.Edits.Any(edit => edit.StartsWith("schema:", StringComparison.Ordinal))
            && !call.Profile.HasTurnsElse)
        {
            call.Tokens.Learn(model, call.Profile, tokens);
        }
    }
}
