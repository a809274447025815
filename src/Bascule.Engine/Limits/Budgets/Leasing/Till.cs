using System.Collections.Concurrent;

namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>What this replica has to say to the books: leases that something happened to, and attempts that wait for money.</summary>
internal sealed class Till(TellerTimes times, TimeProvider time)
{
    /// <summary>Pots of one sentence: a script that holds Redis for a millisecond or two.</summary>
    public const int MaxPots = 128;

    /// <summary>Attempts that wait at once; more than a second of answers. Past it who asks is refused.</summary>
    private const int MaxAskings = 4_096;

    private readonly ConcurrentQueue<Lease> _noted = new();    // each lease once: bounded by the payers that are counted
    private readonly ConcurrentQueue<Asking> _askings = new();    // bounded by MaxAskings
    private readonly Dictionary<string, Lease> _held = new(StringComparer.Ordinal);    // those that the books know of; bounded as the payers are. The teller's alone
    private TaskCompletionSource _ring = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _swept = time.GetTimestamp();

    /// <summary>Something happened to a lease that is to be told.</summary>
    public bool HasNoted => !_noted.IsEmpty;

    public bool HasAskings => !_askings.IsEmpty;

    /// <summary>The leases that the books know of.</summary>
    public IEnumerable<Lease> Held => _held.Values;

    /// <summary>Completes when somebody waits for money.</summary>
    public Task Rung => Volatile.Read(ref _ring).Task;

    /// <summary>To be called before it is looked for work: what rings later is heard.</summary>
    public void Listen() => Volatile.Write(ref _ring, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Ring() => Volatile.Read(ref _ring).TrySetResult();

    /// <summary>The lease has something to tell.</summary>
    public void Note_NeedsLock(Lease lease)
    {
        if (!lease.IsQueued)
        {
            lease.IsQueued = true;
            _noted.Enqueue(lease);
        }
    }

    /// <summary>False: too many wait.</summary>
    public bool TryAdd(Asking asking)
    {
        if (_askings.Count >= MaxAskings)
        {
            return false;
        }

        _askings.Enqueue(asking);
        Ring();
        return true;
    }

    /// <summary>Those who wait, taken out.</summary>
    public IEnumerable<Asking> TakeAskings()
    {
        while (_askings.TryDequeue(out var asking))
        {
            yield return asking;
        }
    }

    /// <summary>Puts together what is to be said next.</summary>
    /// <param name="asks">Those who wait are asked for.</param>
    public Draft Write(bool asks)
    {
        var draft = new Draft();
        while (asks && draft.Leases.Count < MaxPots && _askings.TryDequeue(out var asking))
        {
            if (!asking.IsOver)
            {
                draft.Add(asking);
            }
        }

        while (draft.Leases.Count < MaxPots && _noted.TryDequeue(out var lease))
        {
            lock (lease.Gate)
            {
                lease.IsQueued = false;
            }

            draft.Add(lease);
        }

        return draft;
    }

    /// <summary>The books know of it from now on, or have nothing of it any more.</summary>
    /// <param name="isOver">More is spent and leased than may be: what is free of it goes back.</param>
    public void Keep(Lease lease, bool isOver)
    {
        bool empty;
        lock (lease.Gate)
        {
            empty = lease.IsEmpty;
            lease.IsReturned |= isOver && lease.Free > 0;
            if (lease.IsDirty || lease.IsReturned)
            {
                Note_NeedsLock(lease);
            }
        }

        if (empty)
        {
            _held.Remove(lease.Key);
        }
        else
        {
            _held[lease.Key] = lease;
        }
    }

    /// <summary>What waits to be told is known to the books too, before they are left.</summary>
    public void KeepNoted()
    {
        for (var left = _noted.Count; left > 0 && _noted.TryDequeue(out var lease); left--)
        {
            lock (lease.Gate)
            {
                lease.IsQueued = false;
            }

            Keep(lease, isOver: false);
        }
    }

    /// <summary>Others need what is free of these.</summary>
    public void Return(IReadOnlyList<string> wanted)
    {
        foreach (var key in wanted)
        {
            if (_held.TryGetValue(key, out var lease))
            {
                Return(lease);
            }
        }
    }

    /// <summary>All goes back that nothing is under way of.</summary>
    public void ReturnAll()
    {
        foreach (var lease in _held.Values)
        {
            Return(lease);
        }
    }

    /// <summary>Once a second: what nobody uses any more goes back, and what is long over is forgotten.</summary>
    public void Sweep(DateTimeOffset now)
    {
        var ticks = time.GetTimestamp();
        if (time.GetElapsedTime(_swept, ticks) < TimeSpan.FromSeconds(1))
        {
            return;
        }

        _swept = ticks;
        foreach (var (key, lease) in _held)
        {
            if (now > lease.End)
            {
                _held.Remove(key);
            }
            else if (lease.Pot.Number < lease.Pot.Period.NumberOf(now) || time.GetElapsedTime(lease.Used, ticks) > (lease.Pot.Scope == BudgetScope.User ? times.IdleUser : times.Idle))
            {
                Return(lease);
            }
        }
    }

    private void Return(Lease lease)
    {
        lock (lease.Gate)
        {
            if (lease.Free > 0)
            {
                lease.IsReturned = true;
                Note_NeedsLock(lease);
            }
        }
    }
}
