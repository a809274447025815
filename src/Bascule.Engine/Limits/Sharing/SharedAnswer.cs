namespace Bascule.Engine.Limits.Sharing;

/// <summary>Which limit refuses a request.</summary>
public enum SharedBar
{
    /// <summary>None: it may go on.</summary>
    None,
    Concurrency,
    Requests,
    Tokens,
    UserConcurrency,
    UserTokens,
    UserRequests,
}

/// <summary>What all replicas' counters say of a request. The default is: it may go on, and nothing is known besides.</summary>
/// <param name="Bar">The limit that refuses it.</param>
/// <param name="Wait">How long until that limit has room.</param>
/// <param name="Requests">What is left of the key's requests; null: not known, or not limited.</param>
/// <param name="Tokens">What is left of its tokens.</param>
public readonly record struct SharedAnswer(SharedBar Bar, TimeSpan Wait, SharedLeft? Requests, SharedLeft? Tokens);

/// <summary>What is left of a minute, and when the oldest of it falls out.</summary>
public readonly record struct SharedLeft(int Left, TimeSpan Reset);
