using Bascule.Engine.Policy;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Providers;
using Bascule.Engine.Routing;

namespace Bascule.Engine;

/// <summary>The immutable snapshot a request takes once. A reload makes a new one and swaps one reference; requests under way keep theirs.</summary>
public sealed record Rulebook
{
    /// <summary>A short hash of the config's content, kept in every row.</summary>
    public required string Version { get; init; }

    public required KeyRing Keys { get; init; }

    public required RouteTable Routes { get; init; }

    /// <summary>What is looked for in the words.</summary>
    public Screen Screen { get; init; } = Screen.None;

    /// <summary>The operator's policies.</summary>
    public Arbiter Arbiter { get; init; } = Arbiter.None;

    /// <summary>What of this config shapes answers: those made under another are not given again. <see cref="Caching.Keys.AnswerShape"/> makes it.</summary>
    public Digest AnswerShape { get; init; }

    /// <summary>Bytes that answers kept in memory may take.</summary>
    public long MaxCacheBytes { get; init; } = 256L * 1024 * 1024;

    public required TargetSet Targets { get; init; }

    public required IReadOnlyList<Provider> Providers { get; init; }

    /// <summary>May the URLs of callers' media be fetched?</summary>
    public bool Fetch { get; init; } = true;

    /// <summary>What the organisation and its teams may spend.</summary>
    public BudgetRules Budgets { get; init; } = BudgetRules.None;

    /// <summary>Does a row have the SHA-256 of its request and of its answer?</summary>
    public bool Hashes { get; init; } = true;

    /// <summary>Requests under way in the whole process; more are turned away.</summary>
    public int MaxRequestsInFlight { get; init; } = 10_000;

    /// <summary>Whose requests enter first where some wait.</summary>
    public TierOrder Tiers { get; init; } = new(TierOrder.Default);

    public long MaxRequestBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Further host names while no key is asked for.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Web origins that may call.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}
