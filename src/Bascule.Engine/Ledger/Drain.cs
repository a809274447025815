using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Ledger;

/// <summary>Moves settled rows from the journal to the store, in order and in batches, as often as it takes: the store ignores what it has. First comes what an earlier process left.</summary>
public sealed partial class Drain : IAsyncDisposable
{
    /// <summary>Rows of one transaction.</summary>
    public const int BatchRows = 1_000;

    /// <summary>How long a first row waits for others.</summary>
    public static readonly TimeSpan BatchTime = TimeSpan.FromMilliseconds(100);

    /// <summary>How long <see cref="FlushAsync"/> waits.</summary>
    public static readonly TimeSpan FlushBound = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly Journal journal;
    private readonly ILedgerStore store;
    private readonly TimeProvider time;
    private readonly ILogger<Drain> logger;
    private readonly JournalTail tail;
    private readonly List<LedgerRow> batch = new(BatchRows);
    private readonly HashSet<TaskCompletionSource<bool>> flushes = [];
    private readonly Bell any = new();
    private readonly Bell full = new();
    private readonly CancellationTokenSource stop = new();
    private readonly Task loop;
    private readonly TaskCompletionSource recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int waiting;
    private long rowsStored;
    private volatile bool storeAway;
    private int disposed;

    private Drain(Journal journal, ILedgerStore store, TimeProvider time, ILogger<Drain> logger)
    {
        this.journal = journal;
        this.store = store;
        this.time = time;
        this.logger = logger;
        tail = new JournalTail(journal, logger);
        journal.OnWritten(Wake);
        loop = RunAsync();
    }

    /// <summary>True while the store refuses rows. They wait in the journal.</summary>
    public bool StoreAway => storeAway;

    /// <summary>Rows handed to the store since the start, among them those it may have had already.</summary>
    public long RowsStored => Interlocked.Read(ref rowsStored);

    /// <summary>Completes when all that an earlier process left is in the store.</summary>
    public Task Recovered => recovered.Task;

    /// <summary>Requests of an earlier process that ended with it. Known when <see cref="Recovered"/> is complete.</summary>
    public long RowsInterrupted => tail.RowsInterrupted;

    public static Drain Start(Journal journal, ILedgerStore store, TimeProvider time, ILogger<Drain> logger) => new(journal, store, time, logger);

    /// <summary>True when all that was settled before the call is in the store; false when that took more than <see cref="FlushBound"/>.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancel)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = time.CreateTimer(static late => ((TaskCompletionSource<bool>)late!).TrySetResult(false), done, FlushBound, Timeout.InfiniteTimeSpan);
        using var registration = cancel.Register(static left => ((TaskCompletionSource<bool>)left!).TrySetCanceled(), done);
        var barrier = journal.BarrierAsync();
        if (await Task.WhenAny(barrier, done.Task) == done.Task || !await barrier || stop.IsCancellationRequested)
        {
            done.TrySetResult(false);
            return await done.Task;
        }

        lock (flushes)
        {
            flushes.Add(done);
        }

        any.Ring();
        full.Ring();
        try
        {
            return await done.Task;
        }
        finally
        {
            lock (flushes)
            {
                flushes.Remove(done);
            }
        }
    }

    /// <summary>Tries once more to move the rest, then ends. What the store did not take stays in the journal for the next start. Dispose of the journal first.</summary>
    public async ValueTask DisposeAsync()
    {
        // The host disposes of it in the ledger's order, the container once more at its own end.
        if (Interlocked.Exchange(ref disposed, 1) == 1)
        {
            return;
        }

        await stop.CancelAsync();
        await loop;
        try
        {
            using var enough = new CancellationTokenSource(LongestPause, time);
            await MoveAsync(enough.Token);
        }
        catch (Exception error)
        {
            Log.Left(logger, error);
        }

        foreach (var flush in Flushes())
        {
            flush.TrySetResult(false);
        }

        tail.Dispose();
        stop.Dispose();
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var pause = FirstPause;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                any.Reset();
                full.Reset();
                Volatile.Write(ref waiting, 0);
                var flushing = Flushes();
                try
                {
                    await MoveAsync(stop.Token);
                }
                catch (Exception error) when (!stop.IsCancellationRequested)
                {
                    Away(error);
                    await Task.Delay(pause, time, stop.Token);
                    pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                    continue;
                }

                pause = FirstPause;
                Back();
                Array.ForEach(flushing, flush => flush.TrySetResult(true));
                await any.Rung.WaitAsync(stop.Token);
                await BatchFullAsync();
            }
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // DisposeAsync moves the rest.
        }
    }

    private async Task BatchFullAsync()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        await Task.WhenAny(full.Rung, Task.Delay(BatchTime, time, enough.Token));
        await enough.CancelAsync();
    }

    /// <summary>Moves all that is written by now. A batch that the store refused stays and goes first the next time.</summary>
    private async Task MoveAsync(CancellationToken cancel)
    {
        var end = journal.End;
        while (true)
        {
            while (batch.Count < BatchRows && journal.TryTakeRescued(out var row))
            {
                batch.Add(row);
            }

            tail.Fill(batch, BatchRows, end);
            if (batch.Count == 0)
            {
                break;
            }

            cancel.ThrowIfCancellationRequested();
            await store.WriteAsync(batch, cancel);
            Interlocked.Add(ref rowsStored, batch.Count);
            batch.Clear();
            tail.DeleteFinished();
        }

        tail.DeleteFinished();
        if (!tail.IsRecovering)
        {
            recovered.TrySetResult();
        }
    }

    private void Wake(int rows)
    {
        any.Ring();
        if (Interlocked.Add(ref waiting, rows) >= BatchRows)
        {
            full.Ring();
        }
    }

    private TaskCompletionSource<bool>[] Flushes()
    {
        lock (flushes)
        {
            return [.. flushes];
        }
    }

    private void Away(Exception error)
    {
        if (!storeAway)
        {
            storeAway = true;
            Log.Away(logger, error);
        }
    }

    private void Back()
    {
        if (storeAway)
        {
            storeAway = false;
            Log.Back(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(21, LogLevel.Error, "The ledger's store does not take rows: they wait in the journal")]
        public static partial void Away(ILogger logger, Exception error);

        [LoggerMessage(22, LogLevel.Warning, "The ledger's store takes rows again")]
        public static partial void Back(ILogger logger);

        [LoggerMessage(23, LogLevel.Error, "Rows stay in the journal for the next start: the store did not take them")]
        public static partial void Left(ILogger logger, Exception error);
    }
}
