using System.Collections.Concurrent;

namespace Bascule.Engine.Ledger;

/// <summary>What waits for the journal thread. A row to write, or (no row) a caller who wants to know that all before it was handled.</summary>
internal readonly record struct JournalEntry(RecordKind Kind, LedgerRow? Row, TaskCompletionSource<bool>? Written);

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

    private readonly ConcurrentQueue<JournalEntry> entries = new();
    private readonly object bed = new();
    private int count;
    private int asleep;
    private int closed;

    public bool IsClosed => Volatile.Read(ref closed) != 0;

    public bool TryAdd(JournalEntry entry)
    {
        if (IsClosed)
        {
            return false;
        }

        if (Interlocked.Increment(ref count) > (entry.Kind == RecordKind.Begun ? BegunBound : Bound))
        {
            Interlocked.Decrement(ref count);
            return false;
        }

        entries.Enqueue(entry);
        Wake();
        return true;
    }

    public bool TryTake(out JournalEntry entry)
    {
        if (!entries.TryDequeue(out entry))
        {
            return false;
        }

        Interlocked.Decrement(ref count);
        return true;
    }

    /// <summary>Blocks the journal thread until there may be something. False: closed and empty.</summary>
    public bool Wait()
    {
        // Also the fence between this and the look at the queue.
        Interlocked.CompareExchange(ref asleep, 1, 0);
        if (entries.IsEmpty && !IsClosed)
        {
            lock (bed)
            {
                while (Volatile.Read(ref asleep) == 1)
                {
                    Monitor.Wait(bed);
                }
            }
        }

        Volatile.Write(ref asleep, 0);
        return !(IsClosed && entries.IsEmpty);
    }

    public void Close()
    {
        Volatile.Write(ref closed, 1);
        Wake();
    }

    private void Wake()
    {
        if (Interlocked.CompareExchange(ref asleep, 0, 1) == 1)
        {
            // The thread holds this only to fall asleep.
            lock (bed)
            {
                Monitor.Pulse(bed);
            }
        }
    }
}
