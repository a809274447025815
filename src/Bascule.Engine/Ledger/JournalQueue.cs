using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bascule.Engine.Ledger;

/// <summary>What waits for the journal thread. A row to write, or (no row) a caller who wants to know that all before it was handled.</summary>
/// <param name="Of">Whose row it is: a begun one whose settled one is written by then is not. Null: it is written in any case.</param>
/// <param name="Since">When a begun row with a receipt came, in ticks of <see cref="Stopwatch"/>.</param>
internal readonly record struct JournalEntry(RecordKind Kind, LedgerRow? Row, TaskCompletionSource<bool>? Written, Receipt? Of = null, long Since = 0)
{
    /// <summary>What the request holds of budgets, in nano-dollars; null: as the row says.</summary>
    public long? HeldNano { get; init; }
}

/// <summary>
/// The way from requests to the journal thread: many writers, one reader that sleeps as a plain thread.
/// A channel would make that thread wait on a task (sync over async) or leave it to the pool, where a slow disk would take a thread from requests.
/// </summary>
internal sealed class JournalQueue
{
    /// <summary>Some 30 MB of rows and seconds of a standing disk at a thousand requests a second. Past it rows are handed to the drain's memory, then counted as lost.</summary>
    public const int Bound = 16_384;

    /// <summary>Begun rows are refused first: a settled row without its begun one is whole, the other way round it is only 'interrupted'.</summary>
    private const int BegunBound = Bound * 3 / 4;

    /// <summary>
    /// How long a begun row may wait for a settled one to share its write, a wake-up each would cost a busy gateway 25 µs a request; and for its own, which makes it needless: most of what a
    /// cache answers, and of what is refused, is over by then.
    /// </summary>
    private static readonly TimeSpan NapTime = TimeSpan.FromMilliseconds(10);

    private const int Awake = 0;

    /// <summary>Any entry wakes the thread.</summary>
    private const int Deep = 1;

    /// <summary>Settled rows wake the thread, begun ones are found when the nap is over.</summary>
    private const int Nap = 2;

    private readonly ConcurrentQueue<JournalEntry> _entries = new();
    private readonly ConcurrentQueue<JournalEntry> _young = new();    // begun rows in the order of their coming; counted with the others
    private readonly object _bed = new();
    private int _count;
    private int _asleep;
    private int _closed;
    private bool _wokenByBegun;    // the thread's own

    public bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>True while the thread sleeps until something comes.</summary>
    public bool IsDeeplyAsleep => Volatile.Read(ref _asleep) == Deep;

    public bool TryAdd(JournalEntry entry)
    {
        if (IsClosed)
        {
            return false;
        }

        if (Interlocked.Increment(ref _count) > (entry.Kind == RecordKind.Begun ? BegunBound : Bound))
        {
            Interlocked.Decrement(ref _count);
            return false;
        }

        if (entry is { Kind: RecordKind.Settled } or { Of: null })
        {
            _entries.Enqueue(entry);
        }
        else
        {
            _young.Enqueue(entry with { Since = Stopwatch.GetTimestamp() });
        }

        Wake(entry.Kind == RecordKind.Begun ? Deep : Nap);
        return true;
    }

    public bool TryTake(out JournalEntry entry)
    {
        if (!_entries.TryDequeue(out entry))
        {
            return false;
        }

        Interlocked.Decrement(ref _count);
        if (entry.Of is { } receipt)
        {
            receipt.IsTaken = true;
        }

        return true;
    }

    /// <summary>The next begun row that is due: it waited its time, nothing else was going on when it came, or the queue is closed. Those whose settled row was taken are left out: it is in this write or in one before.</summary>
    /// <param name="all">They are due in any case.</param>
    public bool TryTakeBegun(bool all, out JournalEntry entry)
    {
        while (_young.TryPeek(out entry))
        {
            var settled = entry.Of!.IsTaken;
            if (!settled && !all && !_wokenByBegun && !IsClosed && Stopwatch.GetElapsedTime(entry.Since) < NapTime)
            {
                return false;
            }

            _young.TryDequeue(out _);
            Interlocked.Decrement(ref _count);
            if (!settled)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Blocks the journal thread until there may be something. False: closed and empty.</summary>
    public bool Wait()
    {
        _wokenByBegun = false;
        if (!Sleep(Nap, NapTime) && _young.IsEmpty)
        {
            Sleep(Deep, Timeout.InfiniteTimeSpan);
            _wokenByBegun = _entries.IsEmpty;
        }

        return !(IsClosed && _entries.IsEmpty && _young.IsEmpty);
    }

    public void Close()
    {
        Volatile.Write(ref _closed, 1);
        Wake(Nap);
    }

    /// <summary>True when there is something to do.</summary>
    private bool Sleep(int depth, TimeSpan longest)
    {
        Volatile.Write(ref _asleep, depth);
        Interlocked.MemoryBarrier();
        if (IsQuiet(depth))
        {
            lock (_bed)
            {
                if (Volatile.Read(ref _asleep) == depth)
                {
                    Monitor.Wait(_bed, longest);
                }
            }
        }

        Volatile.Write(ref _asleep, Awake);
        return !IsQuiet(depth);
    }

    /// <summary>Nothing that a sleep of this depth ends for.</summary>
    private bool IsQuiet(int depth) => _entries.IsEmpty && (depth == Nap || _young.IsEmpty) && !IsClosed;

    /// <summary>Wakes the thread out of a deep sleep, and out of a nap only when <paramref name="from"/> is one.</summary>
    private void Wake(int from)
    {
        // Between what was added and the look at the sleeper; the sleeper has the same between its two.
        Interlocked.MemoryBarrier();
        int depth;
        do
        {
            depth = Volatile.Read(ref _asleep);
            if (depth is Awake || depth > from)
            {
                return;
            }
        }
        while (Interlocked.CompareExchange(ref _asleep, Awake, depth) != depth);

        // The thread holds this only to fall asleep.
        lock (_bed)
        {
            Monitor.Pulse(_bed);
        }
    }
}
