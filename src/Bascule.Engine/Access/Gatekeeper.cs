using System.Globalization;
using System.Net;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Limits;

namespace Bascule.Engine.Access;

/// <summary>Who is it, and may they? Counts requests and concurrency of a key.</summary>
public sealed class Gatekeeper(KeyCounters counters, TimeProvider time)
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

        if (key.Disabled)
        {
            return new Failure(Blame.Caller, FailureKind.Unauthenticated, "disabled_api_key", $"The API key '{key.Name}' is disabled.") { Mend = "Ask whoever runs this gateway." };
        }

        if (key.Expires is { } end && end <= now)
        {
            return new Failure(Blame.Caller, FailureKind.Unauthenticated, "expired_api_key", string.Create(CultureInfo.InvariantCulture, $"The API key '{key.Name}' expired on {end:yyyy-MM-dd}."));
        }

        return entry.Admits(address)
            ? caller
            : new Failure(Blame.Caller, FailureKind.Forbidden, "address_not_allowed", $"The API key '{key.Name}' may not be used from this address.");
    }

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
            return new Admission(null, null, null, default) { Refusal = Over(key, $"has {key.Limits.Concurrency} requests under way, which is its limit", TimeSpan.FromSeconds(1)) };
        }

        int? left = null;
        var reset = TimeSpan.Zero;
        if (key.Limits.RequestsPerMinute is { } most)
        {
            var taken = counter.Requests.TryTake(most, out var rest, out reset);
            left = rest;
            if (!taken)
            {
                counter.Leave();
                return new Admission(null, most, left, reset) { Refusal = Over(key, $"is over its limit of {most} requests a minute", reset) };
            }
        }

        return new Admission(counter, key.Limits.RequestsPerMinute, left, reset);
    }

    /// <summary>Counts the request against the end user its body names; null: he may, or nobody is named.</summary>
    public Failure? AdmitUser(Caller caller, string? user) =>
        user is not null && caller.Key is { PerUser.RequestsPerMinute: { } most } key && !counters.Of(key.Id, user).TryTake(most, out _, out var wait)
            ? Over(key, $"is over its limit of {most} requests a minute for one end user", wait)
            : null;

    private static Failure Over(KeyOptions key, string how, TimeSpan wait) =>
        new(Blame.Caller, FailureKind.Limit, "rate_limit_exceeded", $"The API key '{key.Name}' {how}.") { RetryAfter = wait };
}
