using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Paying;

namespace Bascule.Engine.Ledger;

/// <summary>Makes a settled row from what a call came to, and says what it cost.</summary>
public static class Account
{
    /// <summary>As the ledger spells each <see cref="AttemptKind"/>.</summary>
    private static readonly string[] Words = [.. Enum.GetNames<AttemptKind>().Select(name => name.ToLowerInvariant())];

    /// <summary>The begun row when all is known.</summary>
    /// <param name="stream">A form's is known only when it was read.</param>
    /// <param name="total">From arrival to the last byte.</param>
    /// <param name="inGateway">Of that, the time nobody outside was waited for.</param>
    /// <param name="besides">What was spent on it beside its attempts, in nano-dollars.</param>
    public static LedgerRow Settle(LedgerRow begun, bool stream, CallReport report, int status, TimeSpan total, TimeSpan inGateway, string decision, LedgerProvenance? provenance, long besides = 0)
    {
        var last = report.Last;
        var cost = Cost(report) + besides;
        var price = last?.Target.Deployment.PriceAt(last.Started);
        return begun with
        {
            Stream = stream,
            Deployment = last?.Target.Deployment.Name,
            Provider = last?.Target.Provider.Name,
            Model = last?.Model,
            DialectOut = last?.DialectOut,
            Status = status,
            Error = report.Failure?.Code,
            Attempts = Attempts(report),
            Usage = UsageOf(report.Attempts),
            CostNano = cost,
            CostUnknown = cost is null,
            BookedNano = cost is null ? AttemptCost.BookedOf(report) + besides : 0,
            PriceSource = price?.Source,
            PriceDate = price?.AsOf is { } asOf && asOf != default ? asOf : null,
            FirstTokenMs = report.Committed is { FirstTokenMs: { } first } made ? first + (int)(made.Started - begun.At).TotalMilliseconds : null,
            QueueMs = (int)report.Queued.TotalMilliseconds,
            TotalMs = (int)total.TotalMilliseconds,
            GatewayUs = Math.Max(0, (long)inGateway.TotalMicroseconds),
            UpstreamRequestId = last?.UpstreamRequestId,
            Decision = decision,
            Provenance = provenance,
        };
    }

    private static ValueList<LedgerAttempt> Attempts(CallReport report)
    {
        var attempts = new LedgerAttempt[report.Attempts.Count];
        for (var i = 0; i < attempts.Length; i++)
        {
            attempts[i] = Attempt(report.Attempts[i]);
        }

        return new(attempts);
    }

    private static LedgerAttempt Attempt(AttemptReport made) => new(
        made.Target.Deployment.Name, made.Status, made.Failure?.Code, made.Started, made.FirstTokenMs, made.TotalMs, AttemptCost.NanoOf(made))
    {
        Kind = Words[(int)made.Kind],
        WaitedMs = made.WaitedMs,
        Then = made.Then,
        Detail = made.Failure is { IsOurs: true } ours ? ours.Message : null,
    };

    /// <summary>What a call cost in nano-dollars over all its attempts; null: one of them has no known cost.</summary>
    public static long? Cost(CallReport report)
    {
        long sum = 0;
        foreach (var attempt in report.Attempts)
        {
            if (AttemptCost.NanoOf(attempt) is not { } cost)
            {
                return null;
            }

            sum += cost;
        }

        return sum;
    }

    /// <summary>The tokens of all attempts; null: nobody knows of any.</summary>
    public static LedgerUsage? UsageOf(IReadOnlyList<AttemptReport> attempts)
    {
        LedgerUsage? sum = null;
        foreach (var attempt in attempts)
        {
            if (attempt.Produced && !attempt.Usage.IsEmpty)
            {
                var usage = attempt.Usage;
                sum = new LedgerUsage(
                    (sum?.Input ?? 0) + (usage.Input ?? 0),
                    (sum?.CachedInput ?? 0) + (usage.CachedInput ?? 0),
                    (sum?.CacheWrite ?? 0) + (usage.CacheWrite ?? 0),
                    (sum?.Output ?? 0) + (usage.Output ?? 0),
                    (sum?.Reasoning ?? 0) + (usage.Reasoning ?? 0),
                    sum is { Estimated: true } || attempt.UsageEstimated);
            }
        }

        return sum;
    }
}
