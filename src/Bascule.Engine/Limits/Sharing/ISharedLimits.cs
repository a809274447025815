namespace Bascule.Engine.Limits.Sharing;

/// <summary>
/// What limits all replicas hold together. One process alone needs nobody beside its own counters (<see cref="LoneLimits"/>); several ask a store. A request has been counted by the local counters
/// before it is asked about here, and is asked about once.
/// </summary>
public interface ISharedLimits
{
    /// <summary>There may be other replicas. False: nothing here need be asked, told or made.</summary>
    bool IsShared { get; }

    /// <summary>How many replicas live, as far as is known, this one among them.</summary>
    int Replicas { get; }

    /// <summary>Counts a request over all replicas, in one round trip. Where the store is away it is judged by this replica's share of each limit.</summary>
    ValueTask<SharedAnswer> TakeAsync(SharedTake take);

    /// <summary>A request is over: its places are free and its tokens were so many. Nobody waits for it.</summary>
    void End(SharedTake take, long tokens);

    /// <summary>What all replicas together have in use of one key or end user; null: the store is away, and this replica's own figures are what is known.</summary>
    ValueTask<SharedUse?> ReadAsync(SharedSubject subject);
}

/// <summary>What is in use over all replicas: requests and tokens of the last minute, and requests under way.</summary>
public readonly record struct SharedUse(long Requests, long Tokens, int InFlight);
