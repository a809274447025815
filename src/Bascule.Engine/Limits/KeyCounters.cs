using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Bascule.Engine.Limits;

/// <summary>The counters of keys and their end users, by the key's id: they outlive a reload, a new name and a new secret. One process counts for itself.</summary>
public sealed class KeyCounters(TimeProvider time)
{
    /// <summary>End users counted at once; past it idle ones are forgotten, then the rest of a key share one counter.</summary>
    public const int MaxUsers = 100_000;

    private readonly ConcurrentDictionary<string, KeyCounter> _keys = new();    // bounded by the keys that there are
    private readonly ConcurrentDictionary<(string Key, Guid User), SlidingMinute> _users = new();    // users by hash: neither their ids nor their lengths are kept
    private long _forgotten;

    /// <summary>The counter of a key.</summary>
    public KeyCounter Of(string key) => _keys.GetOrAdd(key, static (_, clock) => new KeyCounter(clock), time);

    /// <summary>The counter of one end user of a key.</summary>
    public SlidingMinute Of(string key, string user)
    {
        var who = (key, new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(user)).AsSpan(0, 16)));
        if (_users.TryGetValue(who, out var known))
        {
            return known;
        }

        if (_users.Count >= MaxUsers)
        {
            Forget();
            who = _users.Count >= MaxUsers ? (key, Guid.Empty) : who;
        }

        return _users.GetOrAdd(who, static (_, clock) => new SlidingMinute(clock), time);
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

/// <summary>What one key has in use.</summary>
public sealed class KeyCounter(TimeProvider time)
{
    private int _inFlight;

    public SlidingMinute Requests { get; } = new(time);

    public int InFlight => Volatile.Read(ref _inFlight);

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
}
