namespace Bascule.Engine.Conversation;

/// <summary>Why something did not work, as a value. Its message is safe to show to the caller: no secret, no text of others.</summary>
public sealed record Failure(Blame Blame, FailureKind Kind, string Code, string Message)
{
    /// <summary>The member or header at fault, e.g. <c>messages[2].role</c>.</summary>
    public string? Param { get; init; }

    /// <summary>This candidate cannot be asked that, another may: it is asked, and its own trouble would be the answer.</summary>
    public bool IsOfCandidate { get; init; }

    /// <summary>The status the upstream gave, or null.</summary>
    public int? UpstreamStatus { get; init; }

    /// <summary>The upstream's own error type and code, or null.</summary>
    public string? UpstreamType { get; init; }

    public string? UpstreamCode { get; init; }

    /// <summary>Its message is the gateway's own: it holds no word of the upstream's or the caller's.</summary>
    public bool IsOurs { get; init; }

    /// <summary>The same deployment would do the same again: it is not asked a second time.</summary>
    public bool IsLasting { get; init; }

    /// <summary>How long to wait before another try, where someone said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The mend, where there is one that the caller can do.</summary>
    public string? Mend { get; init; }

    /// <summary>The HTTP status a caller gets; a dialect that <paramref name="knowsOverload"/> has 529 for it, others get 503.</summary>
    public int StatusFor(bool knowsOverload) => Kind switch
    {
        FailureKind.Malformed or FailureKind.ContextLength or FailureKind.ContentPolicy => 400,
        FailureKind.Rejected => UpstreamStatus is >= 400 and < 500 ? UpstreamStatus.Value : 400,
        FailureKind.Unauthenticated => 401,
        FailureKind.Forbidden => 403,
        FailureKind.UnknownModel or FailureKind.UnknownPath => 404,
        FailureKind.Method => 405,
        FailureKind.SlowBody => 408,
        FailureKind.Conflict => 409,
        FailureKind.TooLarge => 413,
        FailureKind.MediaType => 415,
        FailureKind.RateLimit or FailureKind.Limit => 429,
        FailureKind.Cancelled => 499,
        FailureKind.Internal => 500,
        FailureKind.UpstreamError => UpstreamStatus is >= 500 and not 529 ? UpstreamStatus.Value : 502,
        FailureKind.Credential or FailureKind.Billing or FailureKind.UpstreamNotFound or FailureKind.Unreachable or FailureKind.Broken => 502,
        FailureKind.Overloaded => knowsOverload && UpstreamStatus is 529 ? 529 : 503,
        FailureKind.Draining => 503,
        FailureKind.Timeout => 504,
        _ => 500,
    };
}

/// <summary>Whose fault. Decides status, log level and whether a provider's health suffers.</summary>
public enum Blame
{
    Caller,
    Policy,
    Provider,
    Gateway,
}

/// <summary>The kinds of failure that the journey tells apart.</summary>
public enum FailureKind
{
    /// <summary>The caller's request cannot be read.</summary>
    Malformed,

    /// <summary>The upstream refused the request as wrong (400, 413, 422).</summary>
    Rejected,
    ContextLength,
    ContentPolicy,
    Unauthenticated,
    Forbidden,
    UnknownModel,
    UnknownPath,
    Method,
    SlowBody,

    /// <summary>It does not go together with what is there.</summary>
    Conflict,
    TooLarge,
    MediaType,

    /// <summary>A limit of the caller's key.</summary>
    Limit,

    /// <summary>The upstream's rate limit.</summary>
    RateLimit,

    /// <summary>Our credential was refused upstream.</summary>
    Credential,
    Billing,
    UpstreamNotFound,
    UpstreamError,
    Overloaded,
    Unreachable,

    /// <summary>The upstream's answer was cut, malformed or empty of sense.</summary>
    Broken,
    Timeout,
    Cancelled,
    Draining,
    Internal,
}
