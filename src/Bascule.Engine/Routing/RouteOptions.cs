using Bascule.Engine.Conversation;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Hedging;
using Bascule.Engine.Resilience.Retries;
using Bascule.Engine.Keeping;
using Bascule.Engine.Routing.Shadowing;

namespace Bascule.Engine.Routing;

/// <summary>One route as the operator wrote it: a name (or glob) that clients ask for and who may answer.</summary>
public sealed record RouteOptions
{
    public required string Name { get; init; }

    /// <summary>Deployment names (declared, or <c>PROVIDER/UPSTREAM</c>) in order of preference.</summary>
    public required ValueList<string> Candidates { get; init; }

    public string Strategy { get; init; } = "ordered";

    /// <summary>Narrow the candidates; the first that holds counts.</summary>
    public ValueList<RuleOptions> Rules { get; init; } = [];

    /// <summary>A share of its chats goes to another deployment as well; null: none.</summary>
    public ShadowOptions? Shadow { get; init; }

    /// <summary>How its answers are kept to be given again; null: they are not.</summary>
    public CacheOptions? Cache { get; init; }

    /// <summary>All tenants share its kept answers; false: each has his own.</summary>
    public bool SharesCache { get; init; }

    /// <summary>How long a request may wait for a place where every candidate is full; zero: not at all.</summary>
    public TimeSpan MaxQueueWait { get; init; } = DefaultMaxQueueWait;

    public static TimeSpan DefaultMaxQueueWait { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Which failures ask the next candidate: <c>error timeout rate_limit context_length overload content_policy</c>.</summary>
    public ValueList<string> FallbackOn { get; init; } = DefaultFallbackOn;

    public Timeouts Timeouts { get; init; } = new();

    /// <summary>How often one deployment is asked again.</summary>
    public RetryOptions Retries { get; init; } = RetryOptions.Default;

    /// <summary>When a second candidate is asked beside a slow first; null: never.</summary>
    public HedgeOptions? Hedge { get; init; }

    /// <summary>Tokens of a stream that are kept back until the answer looks alive; <see cref="Call.HoldAll"/>: all of them.</summary>
    public int Hold { get; init; }

    /// <summary>A stream that breaks is carried on by another candidate.</summary>
    public bool Rescues { get; init; }

    /// <summary>What is done for the providers' prompt caches.</summary>
    public PromptCaching PromptCache { get; init; }

    public DataClass? DataClass { get; init; }

    /// <summary>How long an answer may repeat itself; null: for ever.</summary>
    public Repetition? Repetition { get; init; } = Repetition.Default;

    /// <summary>True: a candidate that has no place for a field of the request is not asked; false: the field is left out and named.</summary>
    public bool Strict { get; init; }

    /// <summary><c>upstream</c>, <c>deployment</c> or <c>requested</c>: what an answer's <c>model</c> says.</summary>
    public string AnswerModel { get; init; } = "upstream";

    /// <summary>How long a stream waits before it is opened with a comment; null for never.</summary>
    public TimeSpan? OpenAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary><c>upstream</c>, <c>bascule</c> or <c>off</c>: where <c>/v1/responses</c> keeps turns.</summary>
    public string State { get; init; } = "upstream";

    /// <summary>The same as a value.</summary>
    public StateMode Keeps => State switch
    {
        "bascule" => StateMode.Bascule,
        "off" => StateMode.Off,
        _ => StateMode.Upstream,
    };

    public static ValueList<string> DefaultFallbackOn { get; } = ["error", "timeout", "rate_limit", "context_length", "overload"];
}
