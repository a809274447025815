namespace Bascule.Engine.Limits.Sharing;

/// <summary>
/// How a request is judged while the store is away: by this replica's share of each limit, the limit by the replicas that lived when the store was last heard. What it counts is what it has counted
/// all along, so that it goes on from what it knew. A share is never less than one: it neither stops nor runs free.
/// </summary>
public static class LoneShare
{
    /// <summary>Where places are short nobody can say for how long.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>The share of a limit.</summary>
    public static int Of(int limit, int replicas) => Math.Max(1, limit / Math.Max(1, replicas));

    /// <summary>Judges a request that the local counters have counted already, and that asks (<see cref="SharedSubject.Asks"/>): those who ask with it do not count yet.</summary>
    /// <param name="replicas">How many lived.</param>
    public static SharedAnswer Judge(SharedTake take, int replicas)
    {
        var key = take.Key;
        var (bar, wait) = Places(key, replicas, SharedBar.Concurrency)
            ?? Requests(key, replicas, SharedBar.Requests)
            ?? Tokens(key, replicas, SharedBar.Tokens)
            ?? (take.User is { } user
                ? Places(user, replicas, SharedBar.UserConcurrency) ?? Tokens(user, replicas, SharedBar.UserTokens) ?? Requests(user, replicas, SharedBar.UserRequests)
                : null)
            ?? default;
        return new SharedAnswer(bar, wait, key.RequestsPerMinute is { } requests ? Left(requests, key.Subject.Counter.Requests, replicas) : null, key.TokensPerMinute is { } tokens ? Left(tokens, key.Subject.Counter.Tokens, replicas) : null);
    }

    private static (SharedBar Bar, TimeSpan Wait)? Places(SharedPart part, int replicas, SharedBar bar) =>
        part.Concurrency is { } most && part.Subject.Counter.InFlight - part.Subject.Asking.Places >= Of(most, replicas) ? (bar, Soon) : null;

    private static (SharedBar Bar, TimeSpan Wait)? Requests(SharedPart part, int replicas, SharedBar bar) =>
        part.RequestsPerMinute is { } most && part.Subject.Counter.Requests.Until((int)Math.Min((long)Of(most, replicas) + part.Subject.Asking.Requests - 1, int.MaxValue), 0) is var wait && wait > TimeSpan.Zero ? (bar, wait) : null;

    private static (SharedBar Bar, TimeSpan Wait)? Tokens(SharedPart part, int replicas, SharedBar bar)
    {
        if (part.TokensPerMinute is not { } most)
        {
            return null;
        }

        // More than the whole share is as much as the whole of it: it enters where nothing else is counted.
        var share = Of(most, replicas);
        var wait = part.Subject.Counter.Tokens.Until((int)Math.Min(share + part.Subject.Asking.Tokens - Math.Min(part.Tokens, share), int.MaxValue), 0);
        return wait > TimeSpan.Zero ? (bar, wait) : null;
    }

    private static SharedLeft Left(int limit, SlidingMinute minute, int replicas) => new(minute.Left(Of(limit, replicas)), minute.Reset);
}
