using System.Globalization;
using System.Net;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Engine.Access;

/// <summary>Who is it, and may they? Counts requests and concurrency of a key.</summary>
public sealed class Gatekeeper(KeyCounters counters, ISharedLimits shared, Treasury treasury, TimeProvider time)
{
    /// <summary>The caller behind a credential.</summary>
    /// <param name="keys">The keys that count now.</param>
    /// <param name="secret">What the caller sent; empty: nothing.</param>
    /// <param name="address">Where he comes from.</param>
    public Read<Caller> Identify(KeyRing keys, string secret, IPAddress? address)
    {
        if (keys.Open)
        {
            return Caller.Anonymous;
        }

        if (keys.Incomplete && (secret.Length > 0 || keys.Keys.Count == 0) && keys.Find(secret) is null)
        {
            return new Failure(Blame.Gateway, FailureKind.Draining, "keys_unavailable", "The keys of the gateway's database cannot be read now, and this is none of the others.")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }

        if (secret.Length == 0)
        {
            return new Failure(Blame.Caller, FailureKind.Unauthenticated, "missing_api_key", "No API key was sent.")
            {
                Mend = "Send it as your client does: 'Authorization: Bearer KEY' or 'x-api-key: KEY'.",
            };
        }

        var now = time.GetUtcNow();
        if (keys.Find(secret) is not { Caller: { Key: { } key } caller } entry || caller.SecretUntil <= now)
        {
            return new Failure(Blame.Caller, FailureKind.Unauthenticated, "invalid_api_key", "The API key is not known here.")
            {
                Mend = "Use a key of this gateway, not a vendor's.",
            };
        }

        if (Ended(key, now) is { } ended)
        {
            return ended;
        }

        return entry.Admits(address)
            ? caller
            : new Failure(Blame.Caller, FailureKind.Forbidden, "address_not_allowed", $"The API key '{key.Name}' may not be used from this address.");
    }

    /// <summary>Why a key is no longer good, or null.</summary>
    public static Failure? Ended(KeyOptions key, DateTimeOffset now) =>
        key.Disabled ? new Failure(Blame.Caller, FailureKind.Unauthenticated, "disabled_api_key", $"The API key '{key.Name}' is disabled.") { Mend = "Ask whoever runs this gateway." }
        : key.Expires is { } end && end <= now ? new Failure(Blame.Caller, FailureKind.Unauthenticated, "expired_api_key", string.Create(CultureInfo.InvariantCulture, $"The API key '{key.Name}' expired on {end:yyyy-MM-dd}."))
        : null;

    /// <summary>Whether the caller may ask for a resolved name; <paramref name="isRoute"/>: it is a route, not a deployment.</summary>
    public static bool MayAsk(Caller caller, string name, bool isRoute) =>
        caller.Key is not { } key || (key.Routes is { } allowed ? allowed.Any(pattern => Glob.MatchesExactly(pattern, name)) : isRoute);

    /// <summary>Counts the request against its key. The admission is to be disposed when the answer is over; refused, it still says what the limit is.</summary>
    public Admission Admit(Caller caller)
    {
        if (caller.Key is not { } key)
        {
            return Admission.Free;
        }

        var counter = counters.Of(key.Id);
        if (!counter.TryEnter(key.Limits.Concurrency))
        {
            return new Admission(null, null, null, default) { Refusal = Over(key, SharedBar.Concurrency, TimeSpan.FromSeconds(1)) };
        }

        int? left = null;
        var second = 0L;
        var reset = TimeSpan.Zero;
        if (key.Limits.RequestsPerMinute is { } most)
        {
            var taken = counter.Requests.TryTake(most, out second, out var rest, out reset);
            left = rest;
            if (!taken)
            {
                counter.Leave();
                return new Admission(null, most, left, reset) { Refusal = Over(key, SharedBar.Requests, reset) };
            }
        }

        var admission = new Admission(counter, key.Limits.RequestsPerMinute, left, reset);
        if (shared.IsShared && Everywhere.Concerns(key))
        {
            Everywhere.Begin(shared, admission, key, counter, second);
        }

        return admission;
    }

    /// <summary>What all replicas together say of it, where they have been asked since the last call. Null: it may go on.</summary>
    public Task<Failure?> AdmittedAsync(Admission admission, Caller caller) =>
        admission.Everywhere is { Asking: { } asking } taken ? Everywhere.JudgeAsync(admission, taken, asking, caller.Key!) : Everywhere.Unasked;

    /// <summary>
    /// Counts the request against the tokens of its key, and against the end user its body names, if it names one. Null: it may go on, as far as this replica alone knows; <see cref="AdmittedAsync"/>
    /// says what the others know.
    /// </summary>
    /// <param name="admission">Its place: what is taken here is given back with it.</param>
    /// <param name="tokens">What it is expected to use, input and output.</param>
    public Failure? AdmitWords(Admission admission, Caller caller, string? user, long tokens)
    {
        if (caller.Key is not { } key)
        {
            return null;
        }

        var amount = (int)Math.Clamp(tokens, 0, int.MaxValue);
        var hash = Guid.Empty;
        var counter = user is null || key.PerUser == UserLimits.None ? null : counters.Of(key.Id, user, out hash);
        var refused = CountWords(admission, key, counter, amount);
        if (refused is null && admission.Everywhere is { } taken)
        {
            Everywhere.Begin(taken, key, counter, hash, amount);
        }

        return refused;
    }

    private Failure? CountWords(Admission admission, KeyOptions key, UseCounter? user, int amount)
    {
        if (key.Limits.TokensPerMinute is { } most)
        {
            var minute = counters.Of(key.Id).Tokens;
            var taken = minute.TryTake(most, amount, out var second, out var left, out var wait);
            admission.Words.Window = new TokenWindow(most, left, minute.Reset);
            if (!taken)
            {
                return Over(key, SharedBar.Tokens, wait);
            }

            admission.Words.OfKey = new TokenPass(minute, second, amount);
        }

        return user is null ? null : AdmitUser(admission, key, user, amount);
    }

    /// <summary>Whose money a request is.</summary>
    /// <param name="user">The end user's hash, as rows have it; null: nobody is named.</param>
    /// <param name="budgets">Those of the organisation and its teams.</param>
    /// <returns>The purse; or why nothing can be paid now.</returns>
    public Read<Purse> PurseOf(Caller caller, string? user, BudgetRules budgets)
    {
        var holder = HolderOf(caller, budgets);
        var purse = caller.Key?.PerUser.Budget is { } each && user is not null ? treasury.Of(holder, user, each) : treasury.Of(holder);
        return purse.HasBudget && !treasury.IsKnown ? Treasury.Unknown : purse;
    }

    /// <summary>What is in use of a key's limits, over all replicas where they are known; what is not limited is not counted.</summary>
    public async ValueTask<SharedUse> UseOfAsync(KeyOptions key)
    {
        var (counter, limits) = (counters.Of(key.Id), key.Limits);
        var everywhere = shared.IsShared && Everywhere.Concerns(key) ? await shared.ReadAsync(Everywhere.SubjectOf(key, counter)) : null;
        return new SharedUse(
            everywhere?.Requests ?? (limits.RequestsPerMinute is null ? 0 : counter.Requests.Sum),
            everywhere?.Tokens ?? (limits.TokensPerMinute is null ? 0 : counter.Tokens.Sum),
            limits.Concurrency is null ? counter.InFlight : everywhere?.InFlight ?? counter.InFlight);
    }

    /// <summary>How the budgets over some keys stand, over all replicas.</summary>
    public ValueTask<IReadOnlyList<IReadOnlyList<BudgetState>>> BudgetsOfAsync(IEnumerable<Caller> callers, BudgetRules budgets) =>
        treasury.StatesAsync([.. callers.Select(caller => treasury.Of(HolderOf(caller, budgets)))]);

    private static BudgetHolder HolderOf(Caller caller, BudgetRules budgets) => caller.Key is { } key
        ? new BudgetHolder(key.Id, key.Name, key.Budget, key.Team, budgets.OfTeam(key.Team), budgets.Organisation)
        : new BudgetHolder(null, null, null, null, null, budgets.Organisation);

    private static Failure? AdmitUser(Admission admission, KeyOptions key, UseCounter counter, int tokens)
    {
        var limits = key.PerUser;
        if (limits.Concurrency is { } places)
        {
            if (!counter.TryEnter(places))
            {
                return Over(key, SharedBar.UserConcurrency, TimeSpan.FromSeconds(1));
            }

            admission.Words.User = counter;
        }

        if (limits.TokensPerMinute is { } words)
        {
            if (!counter.Tokens.TryTake(words, tokens, out var second, out _, out var until))
            {
                return Over(key, SharedBar.UserTokens, until);
            }

            admission.Words.OfUser = new TokenPass(counter.Tokens, second, tokens);
        }

        if (limits.RequestsPerMinute is not { } most)
        {
            return null;
        }

        var taken = counter.Requests.TryTake(most, out var at, out _, out var wait);
        if (admission.Everywhere is { } everywhere)
        {
            everywhere.UserSecond = at;
        }

        return taken ? null : Over(key, SharedBar.UserRequests, wait);
    }

    /// <summary>A key, or one of its end users, is over a limit.</summary>
    internal static Failure Over(KeyOptions key, SharedBar bar, TimeSpan wait)
    {
        var how = bar switch
        {
            SharedBar.Concurrency => $"has {key.Limits.Concurrency} requests under way, which is its limit",
            SharedBar.Requests => $"is over its limit of {key.Limits.RequestsPerMinute} requests a minute",
            SharedBar.Tokens => $"is over its limit of {key.Limits.TokensPerMinute} tokens a minute",
            SharedBar.UserConcurrency => $"has {key.PerUser.Concurrency} requests of one end user under way, which is its limit",
            SharedBar.UserTokens => $"is over its limit of {key.PerUser.TokensPerMinute} tokens a minute for one end user",
            _ => $"is over its limit of {key.PerUser.RequestsPerMinute} requests a minute for one end user",
        };
        return new(Blame.Caller, FailureKind.Limit, "rate_limit_exceeded", $"The API key '{key.Name}' {how}.") { RetryAfter = wait };
    }
}
