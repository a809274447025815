using System.Globalization;
using System.Runtime.CompilerServices;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Limits;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience.Guarding;
using Bascule.Engine.Resilience.Hedging;
using Bascule.Engine.Resilience.Media;
using Bascule.Engine.Resilience.Paying;
using Bascule.Engine.Resilience.Prompts;
using Bascule.Engine.Resilience.Reasoning;
using Bascule.Engine.Resilience.Retries;

namespace Bascule.Engine.Resilience;

/// <summary>What every attempt of one call needs to know.</summary>
public sealed class Call
{
    /// <summary>A <see cref="Hold"/> of the whole answer.</summary>
    public const int HoldAll = int.MaxValue;

    /// <summary>How many seconds a call may take, all attempts together.</summary>
    private const string TimeLimit = "x-bascule-timeout";

    private static readonly Func<double> AnyChance = Random.Shared.NextDouble;

    private StrongBox<Read<ChatRequest>>? _decoded;    // two lanes may read it at once, each the same

    /// <summary>The caller's dialect.</summary>
    public required ICallerDialect Dialect { get; init; }

    /// <summary>The caller's bytes.</summary>
    public required RequestBody Body { get; init; }

    public required RequestProfile Profile { get; init; }

    /// <summary>What is asked besides a chat, or null: a chat.</summary>
    public Errand? Errand { get; init; }

    /// <summary>A form whose rest still comes from the caller while it is sent on, or null.</summary>
    public FormBody? Form { get; init; }

    /// <summary>What the address says beside the body, or null.</summary>
    public CallAddress? Address { get; init; }

    /// <summary>The caller's query with its <c>?</c>; empty: none.</summary>
    public string Query { get; init; } = "";

    /// <summary>The caller's headers that may pass in the same dialect, lower-case names; across dialects only <c>content-type</c> and <c>traceparent</c> of them do.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>A provider's <c>forward_headers</c> are looked up here.</summary>
    public Func<string, string?> HeaderOf { get; init; } = static _ => null;

    // What a call is given is made by nobody else: an initializer would make each a second time, 2.4 KB a request.
    public Timeouts Timeouts { get => field ??= new(); init; }

    /// <summary>How long the whole call may take, from its start; null: as the attempts' own limits say.</summary>
    public TimeSpan? Deadline { get; init; }

    public IReadOnlyCollection<string> FallbackOn { get; init; } = [];

    /// <summary>How often one deployment is asked again.</summary>
    public RetryOptions Retries { get; init; } = RetryOptions.Default;

    /// <summary>When a second candidate is asked beside a slow first; null: never.</summary>
    public HedgeOptions? Hedge { get; init; }

    /// <summary>Tokens of a stream that are kept back until the answer looks alive: 0 to <see cref="HoldAll"/>.</summary>
    public int Hold { get; init; }

    /// <summary>A stream that breaks is carried on by another candidate.</summary>
    public bool Rescues { get; init; }

    /// <summary>Numbers from 0 to 1 for the jitter of waits.</summary>
    public Func<double> Chance { get; init; } = AnyChance;

    /// <summary>How long it may wait for a place at a deployment in all.</summary>
    public TimeSpan MaxQueueWait { get; init; }

    /// <summary>Its place among those who wait: 0 goes first.</summary>
    public int Rank { get; init; }

    /// <summary>How long an answer may repeat itself; null: for ever.</summary>
    public Repetition? Repetition { get; init; } = Repetition.Default;

    /// <summary>A candidate that has no place for a field is not asked.</summary>
    public bool Strict { get; init; }

    /// <summary>What the request points to, fetched where a candidate needs it.</summary>
    public CallMedia Media { get => field ??= new(null); init; }

    /// <summary>Estimates tokens, and learns from what upstreams tell.</summary>
    public TokenEstimator Tokens { get => field ??= new(); init; }

    /// <summary>The request's place in its conversation, as far as prompt caches go; null: nothing is remembered of it.</summary>
    public PromptCare? Prompt { get; init; }

    /// <summary>Who pays; null: nobody counts what it costs.</summary>
    public Payer? Payer { get; init; }

    /// <summary>What an answer's <c>model</c> says, given the deployment; null: what the upstream said.</summary>
    public Func<Target, string>? AnswerModel { get; init; }

    /// <summary>What stands between answers and the caller; null: nothing does.</summary>
    public AnswerGuard? Guard { get; init; }

    public required AnswerWriter Caller { get; init; }

    /// <summary>The head of a committed answer, given the report so far, its content type and its length.</summary>
    public required Func<CallReport, string, long?, AnswerHead> Head { get; init; }

    /// <summary>Writes the row. Called once, before the last bytes of an answer go to the caller.</summary>
    public required Func<CallReport, ValueTask> Seal { get; init; }

    public required string RequestId { get; init; }

    /// <summary>Told under which id a provider of the caller's dialect made its answer, as soon as that is known; null: nobody asks.</summary>
    public Action<AttemptReport, string>? Minted { get; init; }

    /// <summary>Told a whole answer, or a stream's last event, as the caller gets it, before its last bytes go; null: nobody asks.</summary>
    public Action<AttemptReport, ReadOnlyMemory<byte>>? Answered { get; init; }

    /// <summary>Bascule keeps this turn itself.</summary>
    public bool IsKept { get; init; }

    /// <summary>The id of the kept answer that this turn goes on from, or null.</summary>
    public string? GoesOnFrom { get; init; }

    /// <summary>Cancelled when the drain's time is up: what is under way then is ended with words, not with a broken connection.</summary>
    public CancellationToken Draining { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Where signed reasoning waits for a tool's result, and whose it is.</summary>
    public required (KeptReasoning Kept, string Tenant) Reasoning { get; init; }

    /// <summary>Nobody gets the answer: nothing of it is kept for a next turn.</summary>
    public bool IsShadow { get; init; }

    /// <summary>Keeps an answer's signed reasoning for the caller's next turn.</summary>
    public void KeepReasoning(IReadOnlyList<Part> answer)
    {
        if (!IsShadow)
        {
            Reasoning.Kept.Keep(Reasoning.Tenant, answer);
        }
    }

    /// <summary>Puts back what the caller's client did not.</summary>
    public ChatRequest RestoreReasoning(ChatRequest request) => Reasoning.Kept.Restore(Reasoning.Tenant, request);

    /// <summary>The request in the hub's words, read once and only when an attempt crosses dialects.</summary>
    public Read<ChatRequest> Decode()
    {
        var decoded = Volatile.Read(ref _decoded);
        if (decoded is null)
        {
            Volatile.Write(ref _decoded, decoded = new(DecodeNow()));
        }

        return decoded.Value;
    }

    private Read<ChatRequest> DecodeNow()
    {
        var read = Dialect.ReadRequest(Body.Bytes, Address);
        return read.Value is { } request && (IsKept || GoesOnFrom is not null) ? request with { KeptByGateway = IsKept, GoesOnFrom = GoesOnFrom } : read;
    }

    /// <summary>The caller's headers that an attempt passes on, and those its provider's <c>forward_headers</c> name.</summary>
    /// <param name="same">The provider is asked in the caller's own dialect.</param>
    /// <param name="left">What is left of the caller's time: the limit is passed on as that.</param>
    internal IEnumerable<KeyValuePair<string, string>> Forwarded(Target target, bool same, TimeSpan? left)
    {
        foreach (var header in Headers)
        {
            if (same || header.Key is "content-type" or "traceparent")
            {
                yield return header;
            }
        }

        foreach (var name in target.Provider.Options.ForwardHeaders)
        {
            if (name == TimeLimit)
            {
                if (left is { } time)
                {
                    yield return new(name, Math.Max(time.TotalSeconds, 0).ToString("0.###", CultureInfo.InvariantCulture));
                }
            }
            else if (HeaderOf(name) is { } value && !(same && Headers.Any(passed => passed.Key == name)))
            {
                yield return new(name, value);
            }
        }
    }
}
