using Bascule.Engine.Conversation;
using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Budgets;

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

    /// <summary>Deployments without a known price are left out: nobody could say what they cost.</summary>
    /// <param name="budgets">Those over the key, or over everybody. Unless the key says something else, any of them asks for it.</param>
    public bool RefusesUnpriced(BudgetRules budgets) =>
        key?.RefusesUnpriced ?? (key?.Budget ?? key?.PerUser.Budget ?? budgets.OfTeam(key?.Team) ?? budgets.Organisation) is not null;

    /// <summary>The request's tags and the key's own over them: policies and reports go by tags, and the operator's word is not the caller's to change.</summary>
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
        foreach (var (name, value) in said.Concat(key.Tags))
        {
            all[name] = value;
        }

        return new([.. all]);
    }
}

/// <summary>How much of a key's minute is left in tokens.</summary>
public readonly record struct TokenWindow(int Limit, int Left, TimeSpan Reset);

/// <summary>A counted request of a key; disposing gives its place back.</summary>
public sealed class Admission(UseCounter? counter, int? limit, int? left, TimeSpan reset) : IDisposable
{
    private int _left = 1;
    private WordsTaken? _words;    // most keys limit no tokens and no end users

    public static Admission Free => new(null, null, null, default);

    /// <summary>Why the request is not let in; null: it is.</summary>
    public Failure? Refusal { get; init; }

    /// <summary>The key's requests per minute, or null.</summary>
    public int? Limit => limit;

    /// <summary>How many of them are left now, over all replicas.</summary>
    public int? Left => _words is TakenEverywhere { Requests: { } everywhere } ? everywhere.Left : left;

    /// <summary>When the oldest of them falls out of the minute.</summary>
    public TimeSpan Reset => _words is TakenEverywhere { Requests: { } everywhere } ? everywhere.Reset : reset;

    /// <summary>The key's tokens per minute; null: they are not limited.</summary>
    public TokenWindow? Tokens => _words?.Window;

    /// <summary>Tokens that the request really used.</summary>
    public void Used(long tokens)
    {
        if (_words is { } words)
        {
            words.OfKey.Settle(tokens);
            words.OfUser.Settle(tokens);
            (words.OfKey, words.OfUser) = (default, default);
            if (words is TakenEverywhere { Really: null } everywhere)
            {
                everywhere.Really = tokens;
            }
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 0) == 1)
        {
            Used(0);    // who told of no use used nothing
            counter?.Leave();
            _words?.User?.Leave();
            (_words as TakenEverywhere)?.End();    // last: it tells what is left
        }
    }

    /// <summary>What is taken besides, and given back with it.</summary>
    internal WordsTaken Words => _words ??= new();

    /// <summary>What is taken over all replicas; null: nobody is asked.</summary>
    internal TakenEverywhere? Everywhere => _words as TakenEverywhere;

    /// <summary>It is to be counted over all replicas. To be called first.</summary>
    internal void Share(TakenEverywhere taken) => _words = taken;

    /// <summary>Tokens of the key and of the end user, and the end user's place.</summary>
    internal class WordsTaken
    {
        public TokenWindow? Window { get; set; }

        public TokenPass OfKey { get; set; }

        public TokenPass OfUser { get; set; }

        public UseCounter? User { get; set; }
    }
}
