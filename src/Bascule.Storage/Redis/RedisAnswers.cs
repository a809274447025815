using System.Security.Cryptography;
using System.Text;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Durable;
using Bascule.Engine.Conversation;

namespace Bascule.Storage.Redis;

/// <summary>
/// Cached answers that replicas share, each under its key with its own time. Lists of a route's, a key's, a session's and a tag's entries, ordered by their ends, let
/// them be found for an erasure; a name that a caller chose stands there as its hash, and answers are encrypted under a key that Redis does not have.
/// </summary>
public sealed class RedisAnswers(RedisLink link, ContentCipher cipher) : IAnswerStore
{
    /// <summary>Entries that one script removes: it holds Redis up for a millisecond or two.</summary>
    private const int BatchRows = 500;

    /// <summary>Milliseconds, a day: no question is under way for so long, and no answer waits so long to be written.</summary>
    private const long Remembered = 24L * 60 * 60 * 1000;

    /// <summary>An erasure stands by Redis's clock, a question's coming by its replica's. So far may that be ahead: what was asked within it after an erasure is not written, which costs a call at most.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    private const string All = "all";

    /// <summary>KEYS: the entry, then its lists. ARGV: content, its life and end, now, its name, when its question came at the earliest. What was erased after that is not written: it waited in a replica that heard nothing of it.</summary>
    private static readonly RedisScript Put = new("""
        for i = 2, #KEYS do
            local gone = redis.call('GET', KEYS[i] .. ':gone')
            if gone and tonumber(gone) > tonumber(ARGV[6]) then
                return 0
            end
        end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        for i = 2, #KEYS do
            redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', ARGV[4])
            redis.call('ZADD', KEYS[i], ARGV[3], ARGV[5])
            if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[2]) then
                redis.call('PEXPIRE', KEYS[i], ARGV[2])
            end
        end
        return 1
        """);

    /// <summary>KEYS: a list. ARGV: what entries' keys begin with, how many at once, for how long it is remembered. Gives how many were there, and whether some are left.</summary>
    private static readonly RedisScript Erase = new("""
        local now = redis.call('TIME')
        redis.call('SET', KEYS[1] .. ':gone', now[1] * 1000 + math.floor(now[2] / 1000), 'PX', ARGV[3])
        local names = redis.call('ZRANGE', KEYS[1], 0, tonumber(ARGV[2]) - 1)
        local gone = 0
        for _, name in ipairs(names) do
            gone = gone + redis.call('UNLINK', ARGV[1] .. name)
        end
        if #names > 0 then
            redis.call('ZREM', KEYS[1], unpack(names))
        end
        return { gone, redis.call('ZCARD', KEYS[1]) }
        """);

    private string Entries => link.Prefix + ":answer:";

    public async Task WriteAsync(IReadOnlyList<StoredAnswer> answers, CancellationToken cancel)
    {
        foreach (var answer in answers)
        {
            cancel.ThrowIfCancellationRequested();
            var life = (long)(answer.Until - answer.Now).TotalMilliseconds;
            if (life <= 0)
            {
                continue;
            }

            var name = answer.Key.Hash.ToString();
            string[] keys = [Entries + name, .. ListsOf(answer)];
            var command = new RedisCommand(Put, keys.Length, answer.Content.Length + 1024);
            foreach (var key in keys)
            {
                command.Add(key);
            }

            command.Add(cipher.Seal(answer.Content, name)).Add(life).Add(answer.Until.ToUnixTimeMilliseconds()).Add(answer.Now.ToUnixTimeMilliseconds()).Add(name).Add((answer.Since - Skew).ToUnixTimeMilliseconds());
            Check(await link.AskAsync(command));
        }
    }

    public async Task<byte[]?> FindAsync(CacheKey key, DateTimeOffset now, CancellationToken cancel)
    {
        var name = key.Hash.ToString();
        var reply = Check(await link.AskAsync(new RedisCommand("GET").Add(Entries + name)));
        return reply.Kind == RespKind.Bytes ? cipher.Open(reply.Bytes, name) : null;
    }

    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => RemoveAsync(
        what switch
        {
            { KeyId: { } key } => OfKey(key),
            { Session: { } session } => OfSession(session),
            _ => OfTag(what.Tag!.Value.Key, what.Tag.Value.Value),
        },
        cancel);

    public Task<int> ClearAsync(string? route, CancellationToken cancel) => RemoveAsync(route is null ? List(All, "") : OfRoute(route), cancel);

    /// <summary>Redis forgets by itself what is over.</summary>
    public Task SweepAsync(DateTimeOffset now, CancellationToken cancel) => Task.CompletedTask;

    private async Task<int> RemoveAsync(string list, CancellationToken cancel)
    {
        var gone = 0L;
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            var items = Check(await link.AskAsync(new RedisCommand(Erase, 1).Add(list).Add(Entries).Add(BatchRows).Add(Remembered))).Items;
            gone += items is [var removed, _] ? removed.Integer : 0;
            if (items is not [_, { Integer: > 0 }])
            {
                return (int)Math.Min(gone, int.MaxValue);
            }
        }
    }

    private IEnumerable<string> ListsOf(StoredAnswer answer)
    {
        yield return List(All, "");
        yield return OfRoute(answer.Route);
        if (answer.Owner.KeyId is { } key)
        {
            yield return OfKey(key);
        }

        if (answer.Owner.Session is { } session)
        {
            yield return OfSession(session);
        }

        for (var i = 0; i < answer.Owner.Tags.Count; i++)
        {
            yield return OfTag(answer.Owner.Tags[i].Key, answer.Owner.Tags[i].Value);
        }
    }

    private string OfRoute(string route) => List("route", route);

    private string OfKey(string key) => List("key", key);

    private string OfSession(string session) => List("session", session);

    private string OfTag(string name, string value) => List("tag", $"{name}={value}");

    private string List(string kind, string of) => $"{link.Prefix}:answers:{kind}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)))}";

    private static RespValue Check(RespValue reply) => reply switch
    {
        { IsLost: true } => throw new TimeoutException("Redis did not answer in time."),
        { Kind: RespKind.Error } => throw new TimeoutException("Redis refused a command."),    // its words may hold ours
        _ => reply,
    };
}
