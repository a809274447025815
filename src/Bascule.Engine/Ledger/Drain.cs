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

    private readonly Journal _journal;
    private readonly ILedgerStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<Drain> _logger;
    private readonly JournalTail _tail;
    private readonly HashSet<TaskCompletionSource<bool>> _flushes = [];
    private readonly Bell _any = new();
    private readonly Bell _full = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DrainBatch _batch = new();
    private DrainBatch _next = new();    // read from the disk while the store writes the other
    private int _waiting;
    private long _rowsStored;
    private volatile bool _storeAway;
    private int _disposed;

    private Drain(Journal journal, ILedgerStore store, TimeProvider time, ILogger<Drain> logger)
    {
        _journal = journal;
        _store = store;
        _time = time;
        _logger = logger;
        _tail = new JournalTail(journal, logger);
        journal.OnWritten(Wake);
        _loop = RunAsync();
    }

    /// <summary>True while the store refuses rows. They wait in the journal.</summary>
    public bool StoreAway => _storeAway;

    /// <summary>Rows handed to the store since the start, among them those it may have had already.</summary>
    public long RowsStored => Interlocked.Read(ref _rowsStored);

    /// <summary>Completes when all that an earlier process left is in the store.</summary>
    public Task Recovered => _recovered.Task;

    /// <summary>Requests of an earlier process that ended with it. Known when <see cref="Recovered"/> is complete.</summary>
    public long RowsInterrupted => _tail.RowsInterrupted;

    public static Drain Start(Journal journal, ILedgerStore store, TimeProvider time, ILogger<Drain> logger) => new(journal, store, time, logger);

    /// <summary>True when all that was settled before the call is in the store; false when that took more than <see cref="FlushBound"/>.</summary>
    public async Task<bool> FlushAsync(CancellationToken cancel)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var timer = _time.CreateTimer(static late => ((TaskCompletionSource<bool>)late!).TrySetResult(false), done, FlushBound, Timeout.InfiniteTimeSpan);
        using var registration = cancel.Register(static left => ((TaskCompletionSource<bool>)left!).TrySetCanceled(), done);
        var barrier = _journal.BarrierAsync();
        if (await Task.WhenAny(barrier, done.Task) == done.Task || !await barrier || _stop.IsCancellationRequested)
        {
            done.TrySetResult(false);
            return await done.Task;
        }

        lock (_flushes)
        {
            _flushes.Add(done);
        }

        _any.Ring();
        _full.Ring();
        try
        {
            return await done.Task;
        }
        finally
        {
            lock (_flushes)
            {
                _flushes.Remove(done);
            }
        }
    }

    /// <summary>Tries once more to move the rest, then ends. What the store did not take stays in the journal for the next start. Dispose of the journal first.</summary>
    public async ValueTask DisposeAsync()
    {
        // The host disposes of it in the ledger's order, the container once more at its own end.
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stop.CancelAsync();
        await _loop;
        try
        {
            using var enough = new CancellationTokenSource(LongestPause, _time);
            await MoveAsync(enough.Token);
        }
        catch (Exception error)
        {
            Log.Left(_logger, error);
            CountLost();
        }

        foreach (var flush in Flushes())
        {
            flush.TrySetResult(false);
        }

        _tail.Dispose();
        _stop.Dispose();
    }

    /// <summary>What came through memory ends with the process; what is in the journal does not.</summary>
    private void CountLost()
    {
        long lost = _batch.FromMemory + _next.FromMemory;
        while (_journal.TryTakeRescued(out _))
        {
            lost++;
        }

        if (lost > 0)
        {
            _journal.Lost(lost);
            Log.Lost(_logger, lost);
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var pause = FirstPause;
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                _any.Reset();
                _full.Reset();
                Volatile.Write(ref _waiting, 0);
                var flushing = Flushes();
                try
                {
                    await MoveAsync(_stop.Token);
                }
                catch (Exception error) when (!_stop.IsCancellationRequested)
                {
                    Away(error);
                    await Task.Delay(pause, _time, _stop.Token);
                    pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                    continue;
                }

                pause = FirstPause;
                Back();
                Array.ForEach(flushing, flush => flush.TrySetResult(true));
                await _any.Rung.WaitAsync(_stop.Token);
                await BatchFullAsync();
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // DisposeAsync moves the rest.
        }
    }

    private async Task BatchFullAsync()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        await Task.WhenAny(_full.Rung, Task.Delay(BatchTime, _time, enough.Token));
        await enough.CancelAsync();
    }

    /// <summary>Moves all that is written by now. A batch that the store refused stays and goes first the next time.</summary>
    private async Task MoveAsync(CancellationToken cancel)
    {
        var end = _journal.End;
        if (_next.Rows.Count == 0)
        {
            _batch.Fill(_journal, _tail, end);
        }

        while (_batch.Rows.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            var storing = _store.WriteAsync(_batch.Rows, cancel);
            try
            {
                _next.Fill(_journal, _tail, end);
            }
            finally
            {
                await storing;
                Stored();
            }
        }

        _tail.DeleteFinished(_tail.Spent);
        if (!_tail.IsRecovering)
        {
            _recovered.TrySetResult();
        }
    }

    private void Stored()
    {
        Interlocked.Add(ref _rowsStored, _batch.Rows.Count);
        _journal.RescuedStored(_batch.FromMemory);
        _tail.DeleteFinished(_batch.Spent);
        _batch.Clear();
        (_batch, _next) = (_next, _batch);
    }

    private void Wake(int rows)
    {
        _any.Ring();
        if (Interlocked.Add(ref _waiting, rows) >= BatchRows)
        {
            _full.Ring();
        }
    }

    private TaskCompletionSource<bool>[] Flushes()
    {
        lock (_flushes)
        {
            return [.. _flushes];
        }
    }

    private void Away(Exception error)
    {
        if (!_storeAway)
        {
            _storeAway = true;
            Log.Away(_logger, error);
        }
    }

    private void Back()
    {
        if (_storeAway)
        {
            _storeAway = false;
            Log.Back(_logger);
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

        [LoggerMessage(24, LogLevel.Error, "{Count} ledger rows are lost: neither the journal nor the store took them before the end")]
        public static partial void Lost(ILogger logger, long count);
    }
}
