using System.Globalization;

namespace Bascule.Engine.Resilience.Breakers;

/// <summary>
/// The breaker of one deployment. It trips on failures in a row, on the error rate of the last minute, and on first tokens that are slow by the deployment's own
/// measure. While it is open the deployment is asked last; when the cooldown is over, one real request at a time probes.
/// </summary>
/// <param name="time">Its clock.</param>
/// <param name="tell">Told of each trip, with no time, and of each rate limit that lasts longer than the one before, with how long. For other replicas; outside the lock.</param>
public sealed class Breaker(TimeProvider time, Action<TimeSpan>? tell = null)
{
    /// <summary>With little traffic there is no rate; as many in a row are enough.</summary>
    public const int InARow = 5;

    /// <summary>A rate of fewer says nothing.</summary>
    public const int LeastEnded = 20;

    /// <summary>The share of failures, or of slow first tokens, that trips.</summary>
    private const double TripShare = 0.5;

    /// <summary>Short, since a probe costs one request a fallback at most, and what is back should be used.</summary>
    public static readonly TimeSpan FirstCooldown = TimeSpan.FromSeconds(2);

    /// <summary>The longest cooldown, and the longest that a retry-after is believed: some say hours and mean minutes.</summary>
    public static readonly TimeSpan LongestCooldown = TimeSpan.FromMinutes(1);

    /// <summary>A limit that lasts so much longer than what was told is told: many answers a second name the same one.</summary>
    private static readonly TimeSpan WorthTelling = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();    // held for a few additions, never over an await
    private readonly Cooldown _cooldown = new(FirstCooldown, LongestCooldown, time);
    private readonly SlidingWindow _window = new(time);
    private readonly UsualFirstToken _usual = new();
    private int _inARow;
    private long _lastFailed;
    private string _why = "";
    private bool _tripForSlowness;
    private bool _wasCut;
    private long _limitedAt;
    private TimeSpan _limitedFor;
    private long _warySince;
    private bool _wary;

    // Read without the lock by every plan: almost always true and false, and then nothing else is looked at.
    private volatile bool _calm = true;
    private volatile bool _fails;

    /// <summary>An attempt begins.</summary>
    internal Pass Begin()
    {
        lock (_gate)
        {
            return _cooldown.Begin();
        }
    }

    /// <summary>An attempt ended.</summary>
    /// <param name="pass">What <see cref="Begin"/> gave it.</param>
    /// <param name="firstTokenMs">When its stream's first token came; null: no stream, or none came.</param>
    /// <param name="code">The failure's code.</param>
    /// <param name="retryAfter">How long it wants to be left alone.</param>
    internal void End(Pass pass, Verdict verdict, int? firstTokenMs = null, string? code = null, TimeSpan? retryAfter = null)
    {
        TimeSpan? news = null;
        lock (_gate)
        {
            var episode = _cooldown.Episode;
            if (verdict is Verdict.None or Verdict.Limited)
            {
                _cooldown.Release(pass);
                if (verdict == Verdict.Limited)
                {
                    var left = LimitedFor_NeedsLock;
                    (_limitedAt, _limitedFor) = (time.GetTimestamp(), retryAfter < LongestCooldown ? retryAfter.Value : LongestCooldown);
                    news = _limitedFor - left > WorthTelling ? _limitedFor : null;
                }
            }
            else if (_cooldown.Standing == Standing.Closed)
            {
                EndClosed_NeedsLock(pass, verdict, firstTokenMs, code);
            }
            else
            {
                EndOpen_NeedsLock(pass, verdict, firstTokenMs, code);
            }

            _calm = IsCalm_NeedsLock;
            _fails = _window.Sum is { Ended: >= Outliers.LeastEnded, ErrorRate: >= Outliers.Margin };
            news ??= _cooldown.Episode != episode ? TimeSpan.Zero : null;
        }

        if (news is { } worth)
        {
            tell?.Invoke(worth);
        }
    }

    /// <summary>
    /// Another replica has trouble with it. A rate limit counts here too. A trip is believed at once where the last attempt here failed as well; else the next failure trips it, unless one goes well
    /// before.
    /// </summary>
    /// <param name="limited">How long the vendor wants to be left alone; nothing: the other one's breaker tripped.</param>
    internal void Heed(TimeSpan limited)
    {
        lock (_gate)
        {
            if (limited > TimeSpan.Zero)
            {
                if (limited > LimitedFor_NeedsLock)
                {
                    (_limitedAt, _limitedFor) = (time.GetTimestamp(), limited);
                }
            }
            else if (_cooldown.Standing == Standing.Closed)
            {
                if (_inARow > 0 && time.GetElapsedTime(_lastFailed) < SlidingWindow.Length)
                {
                    Trip_NeedsLock("another replica's breaker tripped, and the last attempt here failed too");
                }
                else
                {
                    (_wary, _warySince) = (true, time.GetTimestamp());
                }
            }

            _calm = IsCalm_NeedsLock;
        }
    }

    /// <summary>Another replica's breaker tripped, and nothing here has said yet whether it is right.</summary>
    public bool IsWary => Volatile.Read(ref _wary) && time.GetElapsedTime(Volatile.Read(ref _warySince)) < LongestCooldown;

    /// <summary>Where it stands, for whoever does not need to know more.</summary>
    public Standing Standing
    {
        get
        {
            if (_calm)
            {
                return Standing.Closed;
            }

            lock (_gate)
            {
                return _cooldown.Standing;
            }
        }
    }

    /// <summary>It is open, or half-open: nothing has proved it well since it tripped.</summary>
    public bool Tripped => Standing != Standing.Closed;

    /// <summary>Whoever comes now finds it cooling.</summary>
    public bool IsCooling
    {
        get
        {
            if (_calm)
            {
                return false;
            }

            lock (_gate)
            {
                _calm = IsCalm_NeedsLock;
                return _cooldown.IsCooling || LimitedFor_NeedsLock > TimeSpan.Zero;
            }
        }
    }

    /// <summary>Enough of its attempts failed that its siblings are worth a look.</summary>
    public bool MayBeOutlier => _fails;

    /// <summary>A health endpoint says that it is well. Of its own it is believed once an episode: it may be well while answers fail.</summary>
    /// <param name="cameBack">It said otherwise before.</param>
    public void CutShort(bool cameBack)
    {
        lock (_gate)
        {
            if (cameBack || !_wasCut)
            {
                _wasCut = true;
                _cooldown.CutShort();
            }
        }
    }

    /// <summary>Why it should be asked last now, or null.</summary>
    public Ailment? Ailment
    {
        get
        {
            if (_calm)
            {
                return null;
            }

            lock (_gate)
            {
                var limited = LimitedFor_NeedsLock;
                return _cooldown.IsCooling
                    ? new Ailment(AilmentRank.BreakerOpen, _cooldown.Left, _cooldown.Probing ? $"breaker half-open, another request probes: {_why}" : $"breaker open for another {Seconds(_cooldown.Left)}: {_why}")
                    : limited > TimeSpan.Zero ? new Ailment(AilmentRank.RateLimited, limited, $"rate limit: wants {Seconds(limited)} more without requests")
                    : null;
            }
        }
    }

    /// <summary>Attempts and error rate of the last minute; nothing while it is open.</summary>
    public (int Ended, double ErrorRate) Recent
    {
        get
        {
            lock (_gate)
            {
                var sum = _window.Sum;
                return (sum.Ended, sum.ErrorRate);
            }
        }
    }

    public BreakerReading Read()
    {
        lock (_gate)
        {
            var open = _cooldown.Standing != Standing.Closed;
            return new BreakerReading(_cooldown.Standing, _cooldown.Since, _cooldown.Left, _cooldown.Probing, open ? _why : null, LimitedFor_NeedsLock);
        }
    }

    /// <summary>A time in words of an operator's decision.</summary>
    internal static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s";

    private TimeSpan LimitedFor_NeedsLock => _limitedFor - time.GetElapsedTime(_limitedAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private bool IsCalm_NeedsLock => _cooldown.Standing == Standing.Closed && LimitedFor_NeedsLock == TimeSpan.Zero;

    private void EndClosed_NeedsLock(Pass pass, Verdict verdict, int? firstTokenMs, string? code)
    {
        if (pass.Episode != _cooldown.Episode)
        {
            return;    // it began before a trip that is mended since, and tells of that time
        }

        var slow = verdict == Verdict.Passed && firstTokenMs is { } ms && _usual.Take(ms);
        _window.Add(new(1, verdict switch { Verdict.Failed => 2, Verdict.Busy => 1, _ => 0 }, firstTokenMs is null ? 0 : 1, slow ? 1 : 0));
        if (verdict == Verdict.Passed)
        {
            (_inARow, _wary) = (0, false);
        }
        else if (verdict == Verdict.Failed)
        {
            _inARow = _inARow > 0 && time.GetElapsedTime(_lastFailed) < SlidingWindow.Length ? _inARow + 1 : 1;
            _lastFailed = time.GetTimestamp();
        }

        var sum = _window.Sum;
        if (verdict == Verdict.Failed && _inARow >= InARow)
        {
            Trip_NeedsLock($"{_inARow} failures in a row, the last {code}");
        }
        else if (verdict != Verdict.Passed && IsWary)
        {
            Trip_NeedsLock($"another replica's breaker tripped, and the next attempt here failed with {code}");
        }
        else if (verdict != Verdict.Passed && sum.Ended >= LeastEnded && sum.ErrorRate >= TripShare)
        {
            Trip_NeedsLock($"{sum.ErrorRate * 100:0} % of {sum.Ended} attempts failed within a minute, the last with {code}");
        }
        else if (slow && sum.Timed >= LeastEnded && sum.Slow >= sum.Timed * TripShare)
        {
            Trip_NeedsLock($"{sum.Slow} of {sum.Timed} first tokens came after more than {Seconds(TimeSpan.FromMilliseconds(_usual.SlowFromMs))} within a minute");
            _tripForSlowness = true;
        }
    }

    private void EndOpen_NeedsLock(Pass pass, Verdict verdict, int? firstTokenMs, string? code)
    {
        var slow = verdict == Verdict.Passed && firstTokenMs is { } ms && pass.Permit != 0 && _usual.Take(ms, probe: true);
        if (verdict == Verdict.Passed && !(slow && _tripForSlowness))
        {
            _cooldown.Passed(pass);
        }
        else if (_cooldown.Failed(pass, doubles: verdict != Verdict.Busy))
        {
            _why = slow ? "the last probe's first token was slow again" : $"the last probe failed with {code}";
        }
    }

    private void Trip_NeedsLock(string why)
    {
        (_why, _inARow, _tripForSlowness, _wasCut, _wary) = (why, 0, false, false, false);
        _cooldown.Trip();
        _window.Clear();    // what led to the trip does not count again after it
    }
}

/// <summary>How a breaker stands.</summary>
/// <param name="Since">When it tripped; null while closed.</param>
/// <param name="Left">What is left of the cooldown.</param>
/// <param name="Probing">A request finds out now.</param>
/// <param name="Why">What tripped it, in our own words; null while closed.</param>
/// <param name="LimitedFor">How long the upstream still wants to be left alone.</param>
public sealed record BreakerReading(Standing Standing, DateTimeOffset? Since, TimeSpan Left, bool Probing, string? Why, TimeSpan LimitedFor);
