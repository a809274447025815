using Bascule.Engine.Conversation;

namespace Bascule.Engine.Ledger;

/// <summary>What the ledger knows of one request: CONTRACT 6. Times in milliseconds, money in nano-dollars, null where nothing is known.</summary>
public sealed record LedgerRow
{
    /// <summary>The <see cref="Error"/> of a request whose process died before it settled. Its <see cref="Status"/> is 0: no caller saw one.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The <see cref="Kind"/> of what a caller asked.</summary>
    public const string Request = "request";

    /// <summary>The <see cref="Kind"/> of a call that was sent to a route's shadow as well: nobody got its answer.</summary>
    public const string Shadow = "shadow";

    /// <summary>Somebody was asked whether two answers say the same.</summary>
    public const string Judge = "judge";

    /// <summary>UUIDv7, also the <c>x-bascule-request-id</c>.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The key's name at the time.</summary>
    public string? Key { get; init; }

    /// <summary>The key's id, which outlives its name and its secret.</summary>
    public string? KeyId { get; init; }

    public string? Team { get; init; }

    public ValueList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public string? Route { get; init; }

    public string? Deployment { get; init; }

    public string? Provider { get; init; }

    /// <summary>The model as the upstream said it.</summary>
    public string? Model { get; init; }

    public required string DialectIn { get; init; }

    public string? DialectOut { get; init; }

    public bool Stream { get; init; }

    /// <summary><c>request</c>, <c>shadow</c> or <c>judge</c>; later also evaluation.</summary>
    public string Kind { get; init; } = Request;

    /// <summary>The HTTP status that the caller got; 499 when the caller left; 0 while begun.</summary>
    public int Status { get; init; }

    /// <summary>A stable failure code, e.g. <c>upstream_timeout</c>, <c>cancelled</c>, <c>interrupted</c>; null on success.</summary>
    public string? Error { get; init; }

    public ValueList<LedgerAttempt> Attempts { get; init; } = [];

    public LedgerUsage? Usage { get; init; }

    /// <summary>Null with <see cref="CostUnknown"/> when no price or no usage is known; never 0 for unknown.</summary>
    public long? CostNano { get; init; }

    public bool CostUnknown { get; init; }

    /// <summary>What budgets were told instead, in nano-dollars: what was reserved for attempts whose cost nobody knows. While begun, what a crash would leave unsettled. 0: the cost.</summary>
    public long BookedNano { get; init; }

    public string? PriceSource { get; init; }

    public DateOnly? PriceDate { get; init; }

    public int QueueMs { get; init; }

    public int? FirstTokenMs { get; init; }

    public int TotalMs { get; init; }

    /// <summary>Time spent in Bascule itself, without waiting for upstream or caller.</summary>
    public long GatewayUs { get; init; }

    public string Cache { get; init; } = "off";

    public DataClass DataClass { get; init; } = DataClass.Internal;

    /// <summary>HMAC of the end user's id, hex; null when none was given.</summary>
    public string? User { get; init; }

    /// <summary>The caller's own <c>x-request-id</c>.</summary>
    public string? CallerRequestId { get; init; }

    /// <summary>The upstream's request id.</summary>
    public string? UpstreamRequestId { get; init; }

    /// <summary>What ties the row to the very bytes and to the upstream's own names; null: nothing is known.</summary>
    public LedgerProvenance? Provenance { get; init; }

    /// <summary>The facts that rules read, as JSON text (object).</summary>
    public string Profile { get; init; } = "{}";

    /// <summary>Why this plan and which edits, as JSON text (object).</summary>
    public string Decision { get; init; } = "{}";

    public string ConfigVersion { get; init; } = "";
}

/// <summary>One try at one deployment.</summary>
public sealed record LedgerAttempt(
    string Deployment,
    int Status,
    string? Error,
    DateTimeOffset Started,
    int? FirstTokenMs,
    int TotalMs,
    long? CostNano)
{
    /// <summary>Why it was made: <c>first</c>, <c>next</c> (the candidate before it failed), <c>retry</c>, <c>hedge</c>, <c>rescue</c>.</summary>
    public string Kind { get; init; } = "first";

    /// <summary>How long the call waited before it.</summary>
    public int WaitedMs { get; init; }

    /// <summary>What was decided after it failed: <c>retry</c>, <c>next</c>; null: nothing more was done.</summary>
    public string? Then { get; init; }

    /// <summary>What went wrong, in the gateway's own words alone; null where the upstream's words would be needed.</summary>
    public string? Detail { get; init; }
}

/// <summary>Tokens of one request. Input holds cached and cache writes, output holds reasoning.</summary>
public sealed record LedgerUsage(long Input, long CachedInput, long CacheWrite, long Output, long Reasoning, bool Estimated);
