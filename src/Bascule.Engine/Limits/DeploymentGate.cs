using Bascule.Engine.Catalog;
using Bascule.Engine.Limits.Sharing;

namespace Bascule.Engine.Limits;

/// <summary>
/// The gate of one deployment: how many attempts are at it, what its minute has left, and the line of those who wait for it. It lives as long as the deployment's state; changed limits count at
/// once. A deployment without limits costs one addition and no allocation. What its vendor allows is one figure for all replicas: each holds its share of it, the limit by those that live.
/// </summary>
public sealed class DeploymentGate(TimeProvider time, ISharedLimits? shared = null)
{
    private static readonly TimeSpan LeastRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostRetry = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();    // held for some additions, never over an await
    private readonly WaitingLine _line = new();    // bounded by MaxQueue
    private DeploymentLimits _limits = DeploymentLimits.None;
    private AdaptiveLimit? _learned;
    private SlidingMinute? _requests, _tokens;
    private ITimer? _minute;
    private double _heldMs;
    private int _inside;
    private volatile bool _free = true;

    /// <summary>There are no limits: who enters takes nothing of a minute.</summary>
    public bool IsFree => _free;

    /// <summary>Attempts that are at the deployment now.</summary>
    public int Inside => Volatile.Read(ref _inside);

    /// <summary>Requests that wait for it now.</summary>
    public int Waiting => _free ? 0 : Locked(static gate => gate._line.Count);

    /// <summary>How many may be at it: what the operator allows and what was learned, the lesser; null: as many as come.</summary>
    public int? Places => _free ? null : Locked(static gate => gate.Places_NeedsLock);

    /// <summary>The learned limit; null: it learns none.</summary>
    public int? Learned => _free ? null : Locked(static gate => gate._learned?.Limit);

    private int? Places_NeedsLock => _learned is { } learned ? Math.Min(learned.Limit, Concurrency_NeedsLock ?? int.MaxValue) : Concurrency_NeedsLock;

    private int? Concurrency_NeedsLock => _limits.Concurrency is { } places ? Share(places) : null;

    /// <summary>Puts limits in the place of the old. Whoever is inside stays; whoever waits may fit now.</summary>
    /// <param name="learns">How many the deployment bears is learned besides.</param>
    public void Set(DeploymentLimits limits, bool learns)
    {
        lock (_gate)
        {
            _limits = limits;
            _learned = learns ? _learned ?? new AdaptiveLimit(time) : null;
            _requests = limits.RequestsPerMinute is null ? null : _requests ?? new SlidingMinute(time);
            _tokens = limits.TokensPerMinute is null ? null : _tokens ?? new SlidingMinute(time);
            _free = limits.IsFree && !learns;
            Admit_NeedsLock();
        }
    }

    /// <summary>Enters if there is room and nobody waits.</summary>
    /// <param name="tokens">What the request is expected to use, input and output.</param>
    /// <param name="pass">To be given back by <see cref="Leave"/>, once.</param>
    public bool TryEnter(long tokens, out GatePass pass)
    {
        if (_free)
        {
            Interlocked.Increment(ref _inside);
            pass = default;
            return true;
        }

        lock (_gate)
        {
            var amount = Amount(tokens);
            var enters = _line.Count == 0 && HasPlace_NeedsLock && MinuteWait_NeedsLock(amount) == TimeSpan.Zero;
            pass = enters ? Take_NeedsLock(amount) : default;
            return enters;
        }
    }

    /// <summary>Waits in the line until there is room.</summary>
    /// <param name="tokens">What the request is expected to use, input and output.</param>
    /// <param name="rank">0 goes first. Who waits moves up, so that nobody waits for ever.</param>
    /// <param name="longest">How long at most.</param>
    /// <returns>The pass; null: the line is full, the time was up, or the caller left.</returns>
    public async ValueTask<GatePass?> EnterAsync(long tokens, int rank, TimeSpan longest, CancellationToken cancel)
    {
        Waiter waiter;
        lock (_gate)
        {
            var amount = Amount(tokens);
            var minute = MinuteWait_NeedsLock(amount);
            if (_line.Count == 0 && HasPlace_NeedsLock && minute == TimeSpan.Zero)
            {
                return Take_NeedsLock(amount);
            }

            // Who cannot enter before his time is up is told at once.
            if (longest <= TimeSpan.Zero || _line.Count >= _limits.MaxQueue || minute > longest)
            {
                return null;
            }

            waiter = _line.Add(amount, rank, time);
            Admit_NeedsLock();    // arms the timer where only the minute is full
        }

        await using var late = time.CreateTimer(_ => GiveUp(waiter), null, longest, Timeout.InfiniteTimeSpan);
        await using var left = cancel.UnsafeRegister(_ => GiveUp(waiter), null);
        return await waiter.Task;
    }

    /// <summary>An attempt is over: its place is free, its minute is told what it really used, and the next one enters.</summary>
    public void Leave(GatePass pass, in GateOutcome outcome)
    {
        // First the place, then the look: limits that come after the look count those who are still inside.
        Interlocked.Decrement(ref _inside);
        if (_free)
        {
            return;
        }

        lock (_gate)
        {
            if (pass.IsCounted)
            {
                var held = time.GetElapsedTime(pass.Entered).TotalMilliseconds;
                _heldMs = _heldMs == 0 ? held : _heldMs + 0.1 * (held - _heldMs);
                _tokens?.Settle(pass.Second, pass.Tokens, outcome.Tokens);
            }

            if (outcome.Overloaded)
            {
                _learned?.Overloaded();
            }
            else if (outcome.Succeeded)
            {
                _learned?.Succeeded(outcome.FirstTokenMs, Inside + 1);
            }

            Admit_NeedsLock();
        }
    }

    /// <summary>When asking again is worth it.</summary>
    public TimeSpan RetryAfter(long tokens)
    {
        lock (_gate)
        {
            var minute = MinuteWait_NeedsLock(Amount(tokens));
            var place = Places_NeedsLock is { } places ? TimeSpan.FromMilliseconds(_heldMs * (_line.Count + 1) / Math.Max(1, places)) : TimeSpan.Zero;
            var wait = minute > place ? minute : place;
            return wait < LeastRetry ? LeastRetry : wait > MostRetry ? MostRetry : wait;
        }
    }

    private bool HasPlace_NeedsLock => _inside < (Places_NeedsLock ?? int.MaxValue);

    private TimeSpan MinuteWait_NeedsLock(int tokens)
    {
        var wait = _requests?.Until(Share(_limits.RequestsPerMinute!.Value), 1) ?? TimeSpan.Zero;
        var other = _tokens?.Until(Share(_limits.TokensPerMinute!.Value), tokens) ?? TimeSpan.Zero;
        return other > wait ? other : wait;
    }

    private GatePass Take_NeedsLock(int tokens)
    {
        Interlocked.Increment(ref _inside);
        _requests?.Take(1);
        return new GatePass(tokens, _tokens?.Take(tokens) ?? 0, time.GetTimestamp());
    }

    private void Admit_NeedsLock()
    {
        while (_line.First is { } first && HasPlace_NeedsLock)
        {
            var wait = MinuteWait_NeedsLock(first.Tokens);
            if (wait > TimeSpan.Zero)
            {
                _minute ??= time.CreateTimer(static state => ((DeploymentGate)state!).Admit(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _minute.Change(wait, Timeout.InfiniteTimeSpan);
                return;
            }

            _line.Admit(first, Take_NeedsLock(first.Tokens));
        }
    }

    private void Admit()
    {
        lock (_gate)
        {
            Admit_NeedsLock();
        }
    }

    private void GiveUp(Waiter waiter)
    {
        lock (_gate)
        {
            if (_line.Remove(waiter))
            {
                Admit_NeedsLock();    // the one behind may want fewer tokens
            }
        }
    }

    private T Locked<T>(Func<DeploymentGate, T> read)
    {
        lock (_gate)
        {
            return read(this);
        }
    }

    private int Share(int limit) => shared is null ? limit : LoneShare.Of(limit, shared.Replicas);

    private static int Amount(long tokens) => (int)Math.Clamp(tokens, 0, int.MaxValue);
}

/// <summary>What an attempt took at its gate.</summary>
/// <param name="Tokens">Reserved of the minute.</param>
/// <param name="Second">The second they are counted under.</param>
/// <param name="Entered">Clock ticks; 0: the gate had no limits then and counted nothing.</param>
public readonly record struct GatePass(int Tokens, long Second, long Entered)
{
    public bool IsCounted => Entered != 0;
}

/// <summary>What an attempt tells its gate when it is over.</summary>
/// <param name="Tokens">Really used, input and output.</param>
/// <param name="Succeeded">It answered.</param>
/// <param name="Overloaded">The deployment had too much to do: it said so, or was too slow.</param>
/// <param name="FirstTokenMs">When its stream began; null: it was none.</param>
public readonly record struct GateOutcome(int Tokens, bool Succeeded, bool Overloaded, int? FirstTokenMs);
