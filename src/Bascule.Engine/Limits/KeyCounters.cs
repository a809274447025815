using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Engine.Limits;

/// <summary>The counters of keys and their end users, by the key's id: they outlive a reload, a new name and a new secret. One process counts for itself.</summary>
public sealed class KeyCounters(TimeProvider time)
{
    /// <summary>End users counted at once; past it idle ones are forgotten, then the rest of a key share one counter.</summary>
    public const int MaxUsers = 100_000;

    private readonly ConcurrentDictionary<string, UseCounter> _keys = new();    // bounded by the keys that there are
    private readonly ConcurrentDictionary<(string Key, Guid User), UseCounter> _users = new();    // users by hash: neither their ids nor their lengths are kept
    private long _forgotten;

    /// <summary>The counter of a key.</summary>
    public UseCounter Of(string key) => _keys.GetOrAdd(key, static (_, clock) => new UseCounter(clock), time);

    /// <summary>The counter of one end user of a key.</summary>
    public UseCounter Of(string key, string user) => Of(key, user, out _);

    /// <param name="hash">Whom it counts: the user's hash, or nothing where it counts all that there was no room for.</param>
    public UseCounter Of(string key, string user, out Guid hash)
    {
        var who = (key, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(user)).AsSpan(0, 16)));
        hash = who.Item2;
        if (_users.TryGetValue(who, out var known))
        {
            return known;
        }

        if (_users.Count >= MaxUsers)
        {
            Forget();
            who = _users.Count >= MaxUsers ? (key, Guid.Empty) : who;
            hash = who.Item2;
        }

        return _users.GetOrAdd(who, static (_, clock) => new UseCounter(clock), time);
    }

    /// <summary>Idle users are looked for at most once a second: it is a walk over all of them.</summary>
    private void Forget()
    {
        var now = time.GetTimestamp();
        var before = Interlocked.Read(ref _forgotten);
        if (before != 0 && time.GetElapsedTime(before, now) < TimeSpan.FromSeconds(1) || Interlocked.CompareExchange(ref _forgotten, now, before) != before)
        {
            return;
        }

        foreach (var (who, counter) in _users)
        {
            if (counter.IsIdle)
            {
                _users.TryRemove(who, out _);
            }
        }
    }
}

/// <summary>What one key, or one of its end users, has in use. What is not limited is not counted, and has no minute.</summary>
public sealed class UseCounter(TimeProvider time)
{
    private SlidingMinute? _requests, _tokens;
    private SharedSubject? _shared;
    private int _inFlight;

    public SlidingMinute Requests => Made(ref _requests);

    public SlidingMinute Tokens => Made(ref _tokens);

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>What it is to other replicas; made only where there may be some.</summary>
    /// <param name="name">Its name in the store.</param>
    public SharedSubject SharedAs<TName>(TName from, Func<TName, string> name) =>
        Volatile.Read(ref _shared) ?? Interlocked.CompareExchange(ref _shared, new SharedSubject(name(from), this, time), null) ?? Volatile.Read(ref _shared)!;

    /// <summary>Nothing is under way, and nothing was counted in the last minute.</summary>
    public bool IsIdle => InFlight == 0 && Volatile.Read(ref _requests) is null or { IsIdle: true } && Volatile.Read(ref _tokens) is null or { IsIdle: true };

    /// <summary>Takes one of <paramref name="most"/> places (null: no bound).</summary>
    public bool TryEnter(int? most)
    {
        if (Interlocked.Increment(ref _inFlight) <= (most ?? int.MaxValue))
        {
            return true;
        }

        Interlocked.Decrement(ref _inFlight);
        return false;
    }

    /// <summary>Gives the place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _inFlight);

    private SlidingMinute Made(ref SlidingMinute? minute) =>
        Volatile.Read(ref minute) ?? Interlocked.CompareExchange(ref minute, new SlidingMinute(time), null) ?? Volatile.Read(ref minute)!;
}
