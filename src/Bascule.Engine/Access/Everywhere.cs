using System.Security.Cryptography;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Engine.Access;

/// <summary>How a key's limits are asked about over all replicas, after the local counters have had their say: with the first words of a request where that is all, else once its body is known.</summary>
internal static class Everywhere
{
    /// <summary>Nobody was asked.</summary>
    public static Task<Failure?> Unasked { get; } = Task.FromResult<Failure?>(null);

    /// <summary>The key limits something that others may use too.</summary>
    public static bool Concerns(KeyOptions key) => key.Limits is { RequestsPerMinute: not null } or { TokensPerMinute: not null } or { Concurrency: not null } || LimitsUsers(key);

    /// <summary>What the store calls a key.</summary>
    public static SharedSubject SubjectOf(KeyOptions key, UseCounter counter) => counter.SharedAs(key.Id, static id => "k:" + id);

    /// <summary>A request is known to be this key's. Where its body has no say, all are asked at once, while it is read.</summary>
    public static void Begin(ISharedLimits shared, Admission admission, KeyOptions key, UseCounter counter, long second)
    {
        var taken = new TakenEverywhere(shared, second);
        admission.Share(taken);
        if (key.Limits.TokensPerMinute is null && !LimitsUsers(key))
        {
            taken.Ask(new SharedTake(PartOf(key, counter, 0, second), null));
        }
        else
        {
            taken.Counter = counter;
        }
    }

    /// <summary>Its words are known: all are asked now, unless they were before.</summary>
    /// <param name="hash">The end user's hash.</param>
    public static void Begin(TakenEverywhere taken, KeyOptions key, UseCounter? user, Guid hash, int tokens)
    {
        if (taken.Counter is { } counter)
        {
            taken.Counter = null;
            taken.Ask(new SharedTake(PartOf(key, counter, tokens, taken.Second), user is null ? null : PartOf(key, user, hash, tokens, taken.UserSecond)));
        }
    }

    /// <summary>Waits for what they say.</summary>
    public static async Task<Failure?> JudgeAsync(Admission admission, TakenEverywhere taken, Task<SharedAnswer> asking, KeyOptions key)
    {
        var answer = await asking;
        taken.Asking = null;
        taken.Requests = answer.Requests;
        if (answer.Tokens is { } tokens && key.Limits.TokensPerMinute is { } most)
        {
            admission.Words.Window = new TokenWindow(most, tokens.Left, tokens.Reset);
        }

        return answer.Bar == SharedBar.None ? null : Gatekeeper.Over(key, answer.Bar, answer.Wait);
    }

    private static bool LimitsUsers(KeyOptions key) => key.PerUser is { RequestsPerMinute: not null } or { TokensPerMinute: not null } or { Concurrency: not null };

    private static SharedPart PartOf(KeyOptions key, UseCounter counter, int tokens, long second) =>
        new(SubjectOf(key, counter), key.Limits.RequestsPerMinute, key.Limits.TokensPerMinute, key.Limits.Concurrency, tokens, second);

    private static SharedPart PartOf(KeyOptions key, UseCounter counter, Guid hash, int tokens, long second) =>
        new(counter.SharedAs((key, hash), NameOf), key.PerUser.RequestsPerMinute, key.PerUser.TokensPerMinute, key.PerUser.Concurrency, tokens, second);

    /// <summary>Whoever reads the store must not find users by trying names: the hash is made with what all replicas know of the key's secret, and the store does not.</summary>
    private static string NameOf((KeyOptions Key, Guid Hash) who) =>
        $"u:{who.Key.Id}:{Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(who.Key.Sha256), who.Hash.ToByteArray()).AsSpan(0, 16))}";
}
