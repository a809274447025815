namespace Bascule.Engine.Limits.Sharing;

/// <summary>One request as it is counted over all replicas: against its key, and against the end user it names.</summary>
public sealed class SharedTake(SharedPart key, SharedPart? user)
{
    /// <summary>What it takes of the key.</summary>
    public SharedPart Key => key;

    /// <summary>What it takes of the end user; null: nobody is named, or users are not limited.</summary>
    public SharedPart? User => user;
}

/// <summary>What a request takes of one key or end user, and within which limits; null is no limit.</summary>
/// <param name="tokens">What it is expected to use, input and output.</param>
/// <param name="counted">The second that this replica has counted the request under.</param>
public sealed class SharedPart(SharedSubject subject, int? requestsPerMinute, int? tokensPerMinute, int? concurrency, int tokens, long counted)
{
    public SharedSubject Subject => subject;

    public int? RequestsPerMinute => requestsPerMinute;

    public int? TokensPerMinute => tokensPerMinute;

    public int? Concurrency => concurrency;

    public int Tokens => tokens;

    public long Counted => counted;

    /// <summary>The second of the store's clock, or of ours where it was taken alone, that its tokens are counted under; null: they are not.</summary>
    public long? Second { get; set; }

    /// <summary>The second of our clock that its tokens were let in under; null: they were not.</summary>
    public long? LetIn { get; set; }

    /// <summary>It was judged by this replica's share while the store was away.</summary>
    public bool Alone { get; set; }

    /// <summary>How many times something was told of its subject before it was taken alone.</summary>
    public int Times { get; set; }

    /// <summary>It was refused.</summary>
    public bool Refused { get; set; }
}
