using System.Collections.Concurrent;
using System.Globalization;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Storage.Redis;

/// <summary>
/// Limits over all replicas, counted in Redis: one script a request. While Redis is away, late or empty a replica goes on with its share (<see cref="LoneShare"/>), and what it counted meanwhile is told
/// when Redis is back.
/// </summary>
public sealed class RedisLimits : ISharedLimits, IAsyncDisposable
{
    /// <summary>A replica that is silent for <see cref="LimitScripts.Life"/> seconds is dead: it may miss some.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    /// <summary>Beats after which places are told anew, far within the time they are kept, and idle subjects are let go.</summary>
    private const int BeatsBetween = 20;

    private readonly RedisLink _link;
    private readonly LimitKeys _keys;
    private readonly LimitTeller _teller;
    private readonly Lock _order = new();    // so that places are sent in the order in which they are read; held for writing a command out
    private readonly ConcurrentDictionary<SharedSubject, byte> _subjects = new();    // bounded by the counters there are: idle ones are let go
    private readonly ITimer _beats;
    private long _age, _alone;
    private int _replicas = 1;
    private int _beat;

    /// <param name="link">Its own; disposed by whoever made it, after this.</param>
    public RedisLimits(RedisLink link, TimeProvider time)
    {
        _link = link;
        Replica = Guid.CreateVersion7(time.GetUtcNow()).ToString("N", CultureInfo.InvariantCulture);
        _keys = new LimitKeys(link.Prefix, Replica);
        _teller = new LimitTeller(link, _keys, _order, () => _subjects.Keys, time, Aged);
        _beats = time.CreateTimer(static limits => ((RedisLimits)limits!).OnBeat(), this, Beat, Beat);
        link.CameUp += OnCameUp;
        if (link.IsUp)
        {
            OnCameUp();
        }
    }

    public bool IsShared => true;

    /// <summary>Redis counts: no share is in force.</summary>
    public bool IsTogether => _link.IsUp;

    /// <summary>Requests that were judged by this replica's share.</summary>
    public long JudgedAlone => Interlocked.Read(ref _alone);

    /// <summary>How many lived when Redis was last heard, this one among them.</summary>
    public int Replicas => Volatile.Read(ref _replicas);

    /// <summary>What this replica is called: anew at each start.</summary>
    public string Replica { get; }

    public ValueTask<SharedAnswer> TakeAsync(SharedTake take)
    {
        Begin(take.Key);
        Begin(take.User);
        return _link.IsUp ? AskAsync(take) : new(TakeAlone(take));
    }

    public void End(SharedTake take, long tokens)
    {
        End(take.Key, tokens);
        if (take.User is { } user)
        {
            End(user, tokens);
        }
    }

    public async ValueTask<SharedUse?> ReadAsync(SharedSubject subject)
    {
        var command = _keys.New(LimitScripts.Read, 3);
        _keys.AddAll(command, subject);
        var reply = await _link.AskAsync(command);
        return reply.Items is [var requests, var tokens, var places] ? new SharedUse(requests.Integer, tokens.Integer, (int)places.Integer) : null;
    }

    public async ValueTask DisposeAsync()
    {
        _link.CameUp -= OnCameUp;
        await _beats.DisposeAsync();
        await _teller.DisposeAsync();
        var bye = _keys.AddWho(_keys.New(LimitScripts.Beat)).Add(0);
        await _link.AskAsync(bye);    // waits some milliseconds at most
    }

    private async ValueTask<SharedAnswer> AskAsync(SharedTake take)
    {
        var withText = false;
        for (var tries = 0; tries < 3; tries++)    // a new age and an unknown script cost one more each
        {
            var untold = default(Untold);
            if (Send(take, ref untold, withText) is not { } pending)
            {
                break;
            }

            var reply = await pending.InTime;
            if (reply.Items is { Length: 7 } items)
            {
                return Judged(take, items);
            }

            if (reply.Items is [{ Integer: -1 }, _, var age])
            {
                Aged(age.Integer);    // nothing was counted
            }
            else if (reply.IsError("NOSCRIPT"))
            {
                withText = true;
                untold.PutBack(take);
            }
            else if (reply.IsLost)
            {
                return TakeAlone(take, pending, untold);
            }
            else
            {
                untold.PutBack(take);
                break;
            }
        }

        return TakeAlone(take);
    }

    private PendingReply? Send(SharedTake take, ref Untold untold, bool withText)
    {
        var age = Volatile.Read(ref _age);
        var command = _keys.New(LimitScripts.Take, take.User is null ? 3 : 6);
        _keys.AddAll(command, take.Key.Subject);
        if (take.User is { } user)
        {
            _keys.AddAll(command, user.Subject);
        }

        PendingReply? pending;
        var ordered = take.Key.Concurrency is not null || take.User?.Concurrency is not null;
        if (ordered)
        {
            _order.Enter();
        }

        try
        {
            _keys.AddWho(command).Add(age);
            untold.Key = LimitKeys.AddPart(command, take.Key, age);
            untold.User = take.User is { } one ? LimitKeys.AddPart(command, one, age) : null;
            pending = _link.Enqueue(command, withText);
        }
        finally
        {
            if (ordered)
            {
                _order.Exit();
            }
        }

        if (pending is null)
        {
            untold.PutBack(take);
        }

        _link.Flush();
        return pending;
    }

    private static SharedAnswer Judged(SharedTake take, RespValue[] items)
    {
        var bar = (SharedBar)items[0].Integer;
        Judged(take.Key, bar, items[2].Integer);
        Judged(take.User, bar, items[2].Integer);
        return new SharedAnswer(bar, TimeSpan.FromSeconds(items[1].Integer), LeftOf(items[3], items[4]), LeftOf(items[5], items[6]));
    }

    private static void Judged(SharedPart? part, SharedBar bar, long second)
    {
        if (part is null)
        {
            return;
        }

        if (bar != SharedBar.None)
        {
            part.Subject.Refuses(part);
            return;
        }

        part.Subject.Lets(part);
        Counted(part, second);
    }

    private static void Counted(SharedPart part, long second)
    {
        part.Alone = false;
        part.Second = part.TokensPerMinute is null ? null : second;
    }

    private static SharedLeft? LeftOf(RespValue left, RespValue reset) =>
        left.Integer < 0 ? null : new SharedLeft((int)Math.Min(left.Integer, int.MaxValue), TimeSpan.FromSeconds(reset.Integer));

    /// <summary>The reply is late. Nobody knows yet whether Redis has counted it: if it has, it is not told again.</summary>
    private SharedAnswer TakeAlone(SharedTake take, PendingReply pending, Untold untold)
    {
        var answer = TakeAlone(take);
        var admitted = answer.Bar == SharedBar.None;
        pending.OnLate(late =>
        {
            if (late.Items is { Length: 7 } items)
            {
                if (items[0].Integer == 0)
                {
                    Late(take.Key, items[2].Integer, admitted);
                    Late(take.User, items[2].Integer, admitted);
                }
            }
            else
            {
                untold.PutBack(take);
            }
        });
        return answer;
    }

    /// <summary>Redis has counted it: what was let in is not told again, and what was refused meanwhile is taken back.</summary>
    private void Late(SharedPart? part, long second, bool admitted)
    {
        if (part is null)
        {
            return;
        }

        var (requests, tokens) = (part.RequestsPerMinute is null ? 0 : 1, part.TokensPerMinute is null ? 0 : part.Tokens);
        if (admitted)
        {
            part.Subject.UndoAlone(part, requests, tokens);
            Counted(part, second);
        }
        else
        {
            _teller.TakeBack(part.Subject, second, requests, tokens);
        }
    }

    /// <summary>One at a time of each key: whoever is let in counts for the next.</summary>
    private SharedAnswer TakeAlone(SharedTake take)
    {
        Interlocked.Increment(ref _alone);
        lock (take.Key.Subject)
        {
            var answer = LoneShare.Judge(take, Replicas);
            Alone(take.Key, answer.Bar);
            Alone(take.User, answer.Bar);
            return answer;
        }
    }

    private static void Alone(SharedPart? part, SharedBar bar)
    {
        if (part is null)
        {
            return;
        }

        if (bar != SharedBar.None)
        {
            part.Subject.Refuses(part);
            return;
        }

        part.Subject.Lets(part);
        (part.Second, part.Times) = part.Subject.TakeAlone(part.RequestsPerMinute is null ? 0 : 1, part.TokensPerMinute is null ? 0 : part.Tokens);
        part.Alone = true;
    }

    private void Begin(SharedPart? part)
    {
        if (part is not null)
        {
            part.Subject.Asks(part);
            part.Subject.HasPlaces |= part.Concurrency is not null;
            _subjects.TryAdd(part.Subject, 0);
        }
    }

    private void End(SharedPart part, long tokens)
    {
        var really = (int)Math.Clamp(tokens, 0, int.MaxValue);
        part.Subject.Ends(part, really);
        if (part.Refused)
        {
            part.Subject.EndsRefused(part);
        }
        else if (part.Alone)
        {
            part.Subject.SettleAlone(part, really);
        }
        else if (part.Second is { } second && really != part.Tokens)
        {
            _teller.Settle(part.Subject, second, part.Tokens, really);
        }

        if (part.Concurrency is not null)
        {
            _teller.Places(part.Subject);
        }
    }

    /// <summary>The store has another life than it had when this replica last heard: what is counted here is told anew.</summary>
    private void Aged(long age)
    {
        if (Interlocked.Exchange(ref _age, age) != age)
        {
            _teller.TellAll(age);
        }
    }

    private void OnCameUp()
    {
        OnBeat();
        _teller.TellAll(Volatile.Read(ref _age));
    }

    private void OnBeat()
    {
        if (_link.IsUp)
        {
            _ = BeatAsync();    // ends by itself within the link's patience
        }

        if (Interlocked.Increment(ref _beat) % BeatsBetween == 0)
        {
            foreach (var (subject, _) in _subjects)
            {
                if (subject.Counter.IsIdle)
                {
                    _subjects.TryRemove(subject, out _);
                }
                else if (subject is { HasPlaces: true, Counter.InFlight: > 0 })
                {
                    _teller.Places(subject);
                }
            }
        }
    }

    private async Task BeatAsync()
    {
        var reply = await _link.AskAsync(_keys.AddWho(_keys.New(LimitScripts.Beat)).Add(LimitScripts.Life));
        if (reply.Items is [var count, var age])
        {
            Volatile.Write(ref _replicas, (int)Math.Max(1, count.Integer));
            Aged(age.Integer);
        }
    }
}
