using Bascule.Engine.Conversation;
using Bascule.Engine.Limits;

namespace Bascule.Engine.Access;

/// <summary>Who asks.</summary>
/// <param name="key">The key used, or null without keys.</param>
/// <param name="until">When the secret used ends, where another has taken its place already.</param>
public sealed class Caller(KeyOptions? key, DateTimeOffset? until = null)
{
    /// <summary>Whoever asks while no key is needed.</summary>
    public static Caller Anonymous { get; } = new(null);

    /// <summary>The key used, or null without keys.</summary>
    public KeyOptions? Key => key;

    /// <summary>When the secret used ends, where another has taken its place already.</summary>
    public DateTimeOffset? SecretUntil => until;

    /// <summary>The key's team or the key itself: what ledger reads are scoped by.</summary>
    public string? Tenant { get; } = TenantOf(key?.Team, key?.Name, key?.Id);

    /// <summary>
    /// The tenant of a row or a key. A team and a key of the same name are two tenants. A key that can be given another name goes by its id, so that
    /// whoever gets a name after it gets nothing of it.
    /// </summary>
    public static string? TenantOf(string? team, string? key, string? keyId) =>
        team is not null ? "team:" + team
        : keyId is not null && !keyId.StartsWith(KeyOptions.FilePrefix, StringComparison.Ordinal) ? "id:" + keyId
        : key is not null ? "key:" + key
        : null;

    /// <summary>The caller's tier: his key's, or what he says where his key lets him.</summary>
    public string? TierOf(string? said) => key is { MayTierBeSet: false } ? key.Tier : said ?? key?.Tier;

    /// <summary>The key's tags and the request's own over them.</summary>
    public ValueList<KeyValuePair<string, string>> TagsOf(ValueList<KeyValuePair<string, string>> said)
    {
        if (key is not { Tags.Count: > 0 })
        {
            return said;
        }

        if (said.Count == 0)
        {
            return key.Tags;
        }

        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in key.Tags.Concat(said))
        {
            all[name] = value;
        }

        return new([.. all]);
    }
}

/// <summary>A counted request of a key; disposing gives its place back.</summary>
public sealed class Admission(KeyCounter? counter, int? limit, int? left, TimeSpan reset) : IDisposable
{
    private int _left = 1;

    public static Admission Free => new(null, null, null, default);

    /// <summary>Why the request is not let in; null: it is.</summary>
    public Failure? Refusal { get; init; }

    /// <summary>The key's requests per minute, or null.</summary>
    public int? Limit => limit;

    /// <summary>How many of them are left now.</summary>
    public int? Left => left;

    /// <summary>When the oldest of them falls out of the minute.</summary>
    public TimeSpan Reset => reset;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 0) == 1)
        {
            counter?.Leave();
        }
    }
}
