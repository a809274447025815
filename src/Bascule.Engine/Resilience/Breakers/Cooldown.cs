namespace Bascule.Engine.Resilience.Breakers;

/// <summary>
/// Closed; open for a time that doubles with every probe that failed; half-open for one probe at a time. Breakers and credentials share it. Not safe by itself: its
/// owner holds a lock.
/// </summary>
internal sealed class Cooldown(TimeSpan first, TimeSpan longest, TimeProvider time)
{
    /// <summary>A probe that has not ended by then keeps the next one back no longer: a long answer, or silence, is no reason to stay out. Doubles with each probe that was passed over.</summary>
    private static readonly TimeSpan FirstLease = TimeSpan.FromSeconds(10);

    /// <summary>What trips again within this time goes on with the cooldown it had: what flaps is left alone for longer and longer.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private bool _open;
    private bool _cut;
    private long _opened;
    private long? _closed;
    private TimeSpan _length;
    private TimeSpan _lease;
    private long _leased;
    private int _permit;
    private int _permits;

    /// <summary>Counts the trips: what began before one tells nothing of the time after it.</summary>
    public int Episode { get; private set; }

    /// <summary>When it tripped; null while it is closed.</summary>
    public DateTimeOffset? Since { get; private set; }

    public Standing Standing => !_open ? Standing.Closed : Left > TimeSpan.Zero ? Standing.Open : Standing.HalfOpen;

    /// <summary>What is left of the cooldown.</summary>
    public TimeSpan Left => !_open || _cut || time.GetElapsedTime(_opened) is var gone && gone >= _length ? TimeSpan.Zero : _length - gone;

    /// <summary>A probe is under way, and not for too long.</summary>
    public bool Probing => _permit != 0 && time.GetElapsedTime(_leased) < _lease;

    /// <summary>Whoever comes now finds it cooling.</summary>
    public bool IsCooling => _open && (Left > TimeSpan.Zero || Probing);

    public void Trip()
    {
        var flaps = _closed is { } closed && time.GetElapsedTime(closed) < Memory;
        _length = flaps ? Doubled(_length) : first;
        (_open, _cut, _opened, _permit, _lease) = (true, false, time.GetTimestamp(), 0, FirstLease);
        Since = time.GetUtcNow();
        Episode++;
    }

    /// <summary>An attempt begins. The first one after the cooldown is the probe.</summary>
    public Pass Begin()
    {
        if (!_open || IsCooling)
        {
            return new Pass(Episode, 0);
        }

        if (_permit != 0)
        {
            _lease = Doubled(_lease);
        }

        (_permit, _leased) = (++_permits, time.GetTimestamp());
        return new Pass(Episode, _permit);
    }

    /// <summary>An attempt that began after the trip went well, the probe or one that had nobody else to ask. True: it is closed now.</summary>
    public bool Passed(Pass pass)
    {
        if (!_open || pass.Episode != Episode)
        {
            return false;
        }

        (_open, _permit, _closed, Since) = (false, 0, time.GetTimestamp(), null);
        return true;
    }

    /// <summary>An attempt failed. Only a probe's failure opens it anew; that of one who had nobody else to ask says nothing new.</summary>
    /// <param name="doubles">The next cooldown is twice as long.</param>
    /// <returns>True: it was the probe.</returns>
    public bool Failed(Pass pass, bool doubles = true)
    {
        if (!_open || pass.Permit == 0 || pass.Episode != Episode)
        {
            return false;
        }

        (_cut, _opened, _permit) = (false, time.GetTimestamp(), 0);
        _length = doubles ? Doubled(_length) : _length;
        return true;
    }

    /// <summary>An attempt ended without saying anything: if it was the probe, the next one is.</summary>
    public void Release(Pass pass)
    {
        if (pass.Permit != 0 && pass.Permit == _permit)
        {
            _permit = 0;
        }
    }

    /// <summary>There is reason to believe that it is well: the next request may probe.</summary>
    public void CutShort() => _cut = true;

    private TimeSpan Doubled(TimeSpan span) => span + span < longest ? span + span : longest;
}
