using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience.Retries;

/// <summary>Whether the same deployment is asked again, and after which wait.</summary>
internal static class Retrying
{
    /// <summary>A failure that took longer cost the caller too much to be tried again in the same place.</summary>
    private const int SoonMs = 1_000;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>How long to wait before the same deployment is asked again; null: not at all.</summary>
    /// <param name="failure">What the last try came to.</param>
    /// <param name="tookMs">How long it took.</param>
    /// <param name="answered">An answer had begun: what broke it is as likely in the deployment as on the way.</param>
    /// <param name="retries">How often it was asked again already.</param>
    /// <param name="othersLeft">Another candidate could be asked at once.</param>
    /// <param name="left">What is left of the call's time; null: no such limit.</param>
    /// <param name="chance">A number from 0 to 1, for the jitter.</param>
    public static TimeSpan? Wait(Failure failure, int tookMs, bool answered, int retries, RetryOptions options, bool othersLeft, TimeSpan? left, double chance)
    {
        if (retries >= options.Most || tookMs > SoonMs || failure.IsLasting || !MayHelp(failure, answered, othersLeft))
        {
            return null;
        }

        var wait = failure.RetryAfter ?? FullJitter(retries, chance);
        return wait > options.MaxWait || wait >= left ? null : wait;
    }

    private static bool MayHelp(Failure failure, bool answered, bool othersLeft) => failure.Kind switch
    {
        FailureKind.UpstreamError or FailureKind.Overloaded or FailureKind.Unreachable => true,
        FailureKind.Broken => !answered || !othersLeft,
        FailureKind.RateLimit => failure.RetryAfter is not null || !othersLeft,
        FailureKind.Timeout => !othersLeft,
        _ => false,
    };

    /// <summary>Anything up to a bound that doubles: callers who failed together do not come back together.</summary>
    private static TimeSpan FullJitter(int retries, double chance)
    {
        var most = Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(retries, 8));
        return TimeSpan.FromTicks((long)(most * chance));
    }
}
