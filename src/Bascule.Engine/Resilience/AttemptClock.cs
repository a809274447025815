using Bascule.Engine.Conversation;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Resilience;

/// <summary>
/// Watches one attempt: first token, idle, total. A byte costs one write to a field, not a timer: the timer looks now and then whether the time is up, and cancels.
/// </summary>
public sealed class AttemptClock : IDisposable
{
    private readonly Timeouts _limits;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly ITimer _timer;
    private readonly long _begun;
    private readonly TimeSpan? _left;
    private long _lastByte;
    private volatile bool _spoke;
    private volatile bool _held;
    private volatile bool _sending;
    private long _asked;
    private volatile string? _expired;

    /// <param name="limits">The limits; null is none.</param>
    /// <param name="left">What is left of the whole call's time; null: no such limit.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">The caller leaves.</param>
    /// <param name="draining">The gateway's own end.</param>
    public AttemptClock(Timeouts limits, TimeSpan? left, TimeProvider time, CancellationToken cancel, CancellationToken draining = default)
    {
        (_limits, _time, _left) = (limits, time, left);
        _begun = _asked = _lastByte = time.GetTimestamp();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, draining);
        _timer = time.CreateTimer(static state => ((AttemptClock)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(NextLook(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the caller leaves or a limit is passed.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The failure when a limit was passed; null: none was.</summary>
    public Failure? Expired => _expired is { } limit
        ? new Failure(Blame.Provider, FailureKind.Timeout, "upstream_timeout", $"The upstream passed the time limit '{limit}'.") { IsOurs = true }
        : null;

    public int ElapsedMs => (int)_time.GetElapsedTime(_begun).TotalMilliseconds;

    /// <summary>Bytes came.</summary>
    public void Touch() => Volatile.Write(ref _lastByte, _time.GetTimestamp());

    /// <summary>The caller is still sending what the upstream is asked: its answer is not due yet.</summary>
    public void Send() => _sending = true;

    /// <summary>The upstream has all of it: from now on its first token is waited for.</summary>
    public void Sent()
    {
        Volatile.Write(ref _asked, _time.GetTimestamp());
        _sending = false;
        _timer.Change(NextLook(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>The caller is being waited for: that is no silence of the upstream's.</summary>
    public void Hold() => _held = true;

    /// <summary>The upstream is being waited for again.</summary>
    public void Resume()
    {
        Touch();
        _held = false;
    }

    /// <summary>The answer has begun: from now on silence counts.</summary>
    public void Spoke()
    {
        if (!_spoke)
        {
            Touch();
            _spoke = true;
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _stop.Dispose();
    }

    private void Look()
    {
        var next = NextLook();
        if (next != TimeSpan.Zero)
        {
            _timer.Change(next, Timeout.InfiniteTimeSpan);
            return;
        }

        _expired = Limit();
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended while the timer was on its way.
        }
    }

    /// <summary>Before the answer's beginning it is early enough for silence after it too: so the beginning needs no change of the timer.</summary>
    private TimeSpan NextLook()
    {
        var next = Next();
        return !_spoke && _limits.Idle is { } idle && (next == Timeout.InfiniteTimeSpan || idle < next) ? idle : next;
    }

    private TimeSpan Next()
    {
        var elapsed = _time.GetElapsedTime(_begun);
        var next = Least(_limits.Total - elapsed, _left - elapsed);
        next = Least(next, _spoke ? (_held ? _limits.Idle : _limits.Idle - _time.GetElapsedTime(Volatile.Read(ref _lastByte))) : _sending ? null : _limits.FirstToken - _time.GetElapsedTime(Volatile.Read(ref _asked)));
        return next is { } due ? (due > TimeSpan.Zero ? due : TimeSpan.Zero) : Timeout.InfiniteTimeSpan;
    }

    private string Limit()
    {
        var elapsed = _time.GetElapsedTime(_begun);
        return elapsed >= _left ? "x-bascule-timeout" : elapsed >= _limits.Total ? "total" : _spoke ? "idle" : "first_token";
    }

    private static TimeSpan? Least(TimeSpan? a, TimeSpan? b) => a is null ? b : b is null || a < b ? a : b;
}
