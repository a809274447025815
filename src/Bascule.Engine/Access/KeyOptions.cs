using Bascule.Engine.Conversation;
using Bascule.Engine.Limits.Budgets;

namespace Bascule.Engine.Access;

/// <summary>One key as the operator wrote it, its secret hashed at once.</summary>
public sealed record KeyOptions
{
    /// <summary>What spend, counters and rows go by: it outlives a new name and a new secret. A key of the file has its name for one (<see cref="OfFile"/>).</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>SHA-256 of the secret, 32 bytes as lower-case hex. The secret itself is never kept.</summary>
    public required string Sha256 { get; init; }

    public string? Tier { get; init; }

    public DataClass? DataClass { get; init; }

    public DataClass? MaxDataClass { get; init; }

    /// <summary>What may be asked for, matched on the resolved name; null: every route and no deployment directly.</summary>
    public ValueList<string>? Routes { get; init; }

    public string? Team { get; init; }

    public KeyLimits Limits { get; init; } = new();

    /// <summary>What it may spend; null: what its team and the organisation may.</summary>
    public BudgetOptions? Budget { get; init; }

    /// <summary>Whether deployments without a known price are left out; null: where the key or its users have a budget.</summary>
    public bool? RefusesUnpriced { get; init; }

    /// <summary>What each end user of this key may use at most.</summary>
    public UserLimits PerUser { get; init; } = UserLimits.None;

    /// <summary>Tags as <c>name=value</c>, sorted by name.</summary>
    public ValueList<KeyValuePair<string, string>> Tags { get; init; } = [];

    public bool MayTierBeSet { get; init; }

    /// <summary>Networks the caller must come from, as <c>10.0.0.0/8</c>; empty: any.</summary>
    public ValueList<string> Addresses { get; init; } = [];

    public DateTimeOffset? Expires { get; init; }

    /// <summary>Refused until it is enabled. A key of the file never is.</summary>
    public bool Disabled { get; init; }

    /// <summary>Secrets it had before, each good for a while yet.</summary>
    public ValueList<RetiringSecret> Retiring { get; init; } = [];

    /// <summary>The id of the file's key of this name.</summary>
    public static string OfFile(string name) => FilePrefix + name;

    /// <summary>What every id of the file's keys begins with, and no other.</summary>
    public const string FilePrefix = "file:";
}

/// <summary>A secret that another has taken the place of.</summary>
/// <param name="Sha256">As <see cref="KeyOptions.Sha256"/>.</param>
/// <param name="Until">The first moment it is no longer good.</param>
public sealed record RetiringSecret(string Sha256, DateTimeOffset Until);

/// <summary>What a key may use at most; null is no limit.</summary>
public sealed record KeyLimits
{
    public int? RequestsPerMinute { get; init; }

    /// <summary>Input and output together.</summary>
    public int? TokensPerMinute { get; init; }

    public int? Concurrency { get; init; }
}

/// <summary>What each end user of a key may use at most; null is no limit.</summary>
public sealed record UserLimits
{
    public static UserLimits None { get; } = new();

    public int? RequestsPerMinute { get; init; }

    /// <summary>Input and output together.</summary>
    public int? TokensPerMinute { get; init; }

    public int? Concurrency { get; init; }

    public BudgetOptions? Budget { get; init; }
}
