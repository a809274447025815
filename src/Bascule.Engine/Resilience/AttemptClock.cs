using Bascule.Engine.Conversation;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Resilience;

/// <summary>
/// Watches one attempt: first token, silence, total. What comes costs a write to a field, not a timer: the timer looks now and then whether the time is up, and cancels.
/// The answer's growth and mere signs of life (a ping, a comment) are told apart: life alone puts silence off, but not for ever.
/// </summary>
public sealed class AttemptClock : IDisposable
{
    /// <summary>How long signs of life are believed while nothing grows, where the operator's own limit for silence is no longer than that.</summary>
    public static readonly TimeSpan LifeBound = TimeSpan.FromMinutes(5);

    /// <summary>Bytes of a whole answer that are growth; it has no events to tell by, and a byte a second would last for ever.</summary>
    private const int LeastGrowth = 256;

    private const string CallersOwn = "x-bascule-timeout";

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop;
    private readonly ITimer _timer;
    private readonly long _begun;
    private readonly TimeSpan? _left;
    private long _firstToken;
    private long _grewAt;
    private long _livedAt;
    private long _heldAt;
    private long _asked;
    private int _bytes;
    private bool _bodyBegan;
    private volatile bool _spoke;
    private volatile bool _held;
    private volatile bool _sending;
    private volatile string? _expired;

    /// <param name="limits">The limits; null is none, but for the first token's: that is then the default.</param>
    /// <param name="left">What is left of the whole call's time; null: no such limit.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancel">The caller leaves.</param>
    /// <param name="draining">The gateway's own end.</param>
    public AttemptClock(Timeouts limits, TimeSpan? left, TimeProvider time, CancellationToken cancel, CancellationToken draining = default)
    {
        (Limits, _time, _left) = (limits, time, left);
        _firstToken = (limits.FirstToken ?? Timeouts.UnsaidFirstToken).Ticks;
        _begun = _asked = _grewAt = _livedAt = time.GetTimestamp();
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel, draining);
        _timer = time.CreateTimer(static state => ((AttemptClock)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(NextLook(), Timeout.InfiniteTimeSpan);
    }

    /// <summary>As the operator wrote them, the route's over the provider's.</summary>
    public Timeouts Limits { get; }

    /// <summary>Cancelled when the caller leaves or a limit is passed.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The failure when a limit was passed; null: none was.</summary>
    public Failure? Expired => _expired is { } limit
        ? new Failure(Blame.Provider, FailureKind.Timeout, "upstream_timeout", $"The upstream passed the time limit '{limit}'.") { IsOurs = true, Param = limit == CallersOwn ? limit : null }
        : null;

    public int ElapsedMs => (int)_time.GetElapsedTime(_begun).TotalMilliseconds;

    /// <summary>What is left of the whole call's time; null: the caller set no limit.</summary>
    public TimeSpan? Left => _left - _time.GetElapsedTime(_begun);

    /// <summary>The upstream is asked now, maybe once more, and may take this long to begin.</summary>
    public void Ask(TimeSpan firstToken)
    {
        Volatile.Write(ref _firstToken, firstToken.Ticks);
        (_bytes, _bodyBegan, _spoke) = (0, false, false);
        Sent();
    }

    /// <summary>The answer grew.</summary>
    public void Grew()
    {
        var now = _time.GetTimestamp();
        Volatile.Write(ref _livedAt, now);
        Volatile.Write(ref _grewAt, now);
    }

    /// <summary>An event came that says nothing: the upstream is there.</summary>
    public void Lived() => Volatile.Write(ref _livedAt, _time.GetTimestamp());

    /// <summary>Bytes of a whole answer came. White space before it is a sign of life, and few bytes are none at all.</summary>
    public void Took(ReadOnlySpan<byte> bytes)
    {
        if (!_bodyBegan && bytes.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            Lived();
            return;
        }

        _bodyBegan = true;
        _bytes += bytes.Length;
        if (_bytes >= LeastGrowth)
        {
            _bytes = 0;
            Grew();
        }
    }

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
    public void Hold()
    {
        _heldAt = _time.GetTimestamp();
        _held = true;
    }

    /// <summary>The upstream is being waited for again, as long as it was before.</summary>
    public void Resume()
    {
        var held = _time.GetTimestamp() - _heldAt;
        Volatile.Write(ref _livedAt, _livedAt + held);
        Volatile.Write(ref _grewAt, _grewAt + held);
        _held = false;
    }

    /// <summary>The answer has begun: from now on silence counts.</summary>
    public void Spoke()
    {
        if (!_spoke)
        {
            Grew();
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
        return !_spoke && Limits.Idle is { } idle && (next == Timeout.InfiniteTimeSpan || idle < next) ? idle : next;
    }

    private TimeSpan Next()
    {
        var elapsed = _time.GetElapsedTime(_begun);
        var next = Least(Limits.Total - elapsed, _left - elapsed);
        next = Least(next, _spoke ? Silence() : _sending ? null : TimeSpan.FromTicks(Volatile.Read(ref _firstToken)) - _time.GetElapsedTime(Volatile.Read(ref _asked)));
        return next is { } due ? (due > TimeSpan.Zero ? due : TimeSpan.Zero) : Timeout.InfiniteTimeSpan;
    }

    /// <summary>What is left of the patience with an upstream that says nothing; null: no limit.</summary>
    private TimeSpan? Silence()
    {
        if (_held || Limits.Idle is not { } idle)
        {
            return Limits.Idle;
        }

        var growing = (idle > LifeBound ? idle : LifeBound) - _time.GetElapsedTime(Volatile.Read(ref _grewAt));
        return Least(idle - _time.GetElapsedTime(Volatile.Read(ref _livedAt)), growing);
    }

    private string Limit()
    {
        var elapsed = _time.GetElapsedTime(_begun);
        return elapsed >= _left ? CallersOwn : elapsed >= Limits.Total ? "total" : _spoke ? "idle" : "first_token";
    }

    private static TimeSpan? Least(TimeSpan? a, TimeSpan? b) => a is null ? b : b is null || a < b ? a : b;
}
