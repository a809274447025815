using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Ledger;

/// <summary>
/// The append-only file between a request and the store. One thread writes what is waiting in one <c>write</c>; when that returned, the kernel has the rows and kill -9
/// loses none. It never fails a request: when the disk is full or the bound is reached it stops, says so once, hands rows to the drain's memory, and resumes by itself.
/// </summary>
public sealed partial class Journal : IAsyncDisposable
{
    /// <summary>One write: bounds what the first caller in a batch waits for the last.</summary>
    private const int BatchRows = 1_024;

    /// <summary>Open rows that are remembered to be written again into each new segment, so that old ones can go. So many fit in one segment; further ones are not carried on.</summary>
    private const int MaxOpen = 16_384;

    /// <summary>Rows kept in memory for the store while nothing can be written: some 16 MB.</summary>
    private const int MaxRescued = 8_192;

    private readonly JournalOptions options;
    private readonly ILogger<Journal> logger;
    private readonly JournalQueue queue = new();
    private readonly RecordBuffer buffer = new();
    private readonly List<JournalEntry> batch = new(BatchRows);
    private readonly Dictionary<Guid, LedgerRow> open = [];
    private readonly ConcurrentQueue<LedgerRow> rescued = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SegmentWriter? segment;
    private JournalPosition end;
    private Action<int>? written;
    private long bytes;
    private long rowsLost;
    private int rescuedCount;
    private volatile bool stopped;

    private Journal(JournalOptions options, ILogger<Journal> logger)
    {
        this.options = options;
        this.logger = logger;
        Left = SegmentFile.List(options.Folder);
        bytes = Left.Sum(number => new FileInfo(SegmentFile.PathOf(options.Folder, number)).Length);
        First = Left.Length == 0 ? 1 : Left[^1] + 1;
        end = new(First, 0);
    }

    /// <summary>True while rows can't be written: they are at risk until it resumes, which the next row tries.</summary>
    public bool Stopped => stopped;

    /// <summary>Bytes of all segments on disk.</summary>
    public long Bytes => Interlocked.Read(ref bytes);

    /// <summary>Settled rows that found neither the journal nor room in memory. They are gone.</summary>
    public long RowsLost => Interlocked.Read(ref rowsLost);

    /// <summary>A quarter of the bound, so that closed segments can be deleted long before it is reached.</summary>
    private long SegmentBytes => Math.Min(options.SegmentBytes, options.MaxBytes / 4);

    internal string Folder => options.Folder;

    /// <summary>Segments that an earlier process left.</summary>
    internal long[] Left { get; }

    /// <summary>The first segment of this process.</summary>
    internal long First { get; }

    /// <summary>Behind the last record that is wholly written.</summary>
    internal JournalPosition End => Volatile.Read(ref end);

    /// <summary>Opens the folder (made if missing) and starts the thread. Throws IOException or UnauthorizedAccessException where it may not write.</summary>
    public static Journal Open(JournalOptions options, ILogger<Journal> logger)
    {
        Directory.CreateDirectory(options.Folder);
        var journal = new Journal(options, logger);
        new Thread(journal.Run) { IsBackground = true, Name = "bascule journal" }.Start();
        return journal;
    }

    /// <summary>Records that a request began. Never waits; false: there was no room and a crash would not know of it.</summary>
    public bool Begun(LedgerRow row) => queue.TryAdd(new(RecordKind.Begun, row, null));

    /// <summary>Records a request's end. Completes when the thread's write returned: true written, false not (the row may still reach the store from memory).</summary>
    public ValueTask<bool> SettledAsync(LedgerRow row)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Settled(row, done);
        return new(done.Task);
    }

    /// <summary>Writes what waits and ends the thread. Dispose of it before the drain, which then moves the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Close();
        await ended.Task;
    }

    internal void Settled(LedgerRow row, TaskCompletionSource<bool> done)
    {
        if (!queue.TryAdd(new(RecordKind.Settled, row, done)))
        {
            Rescue(row);
            done.TrySetResult(false);
        }
        else if (ended.Task.IsCompleted)
        {
            Sweep();
        }
    }

    /// <summary>Completes when all that was recorded before is handled; false: there was no room to ask.</summary>
    internal Task<bool> BarrierAsync()
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (ended.Task.IsCompleted)
        {
            return Task.FromResult(true);
        }

        if (!queue.TryAdd(new(RecordKind.Settled, null, done)))
        {
            done.TrySetResult(false);
        }

        return done.Task;
    }

    internal void OnWritten(Action<int> listener) => Volatile.Write(ref written, listener);

    internal bool TryTakeRescued(out LedgerRow row)
    {
        if (!rescued.TryDequeue(out row!))
        {
            return false;
        }

        Interlocked.Decrement(ref rescuedCount);
        return true;
    }

    internal void Deleted(long count) => Interlocked.Add(ref bytes, -count);

    private void Run()
    {
        while (queue.Wait())
        {
            while (batch.Count < BatchRows && queue.TryTake(out var entry))
            {
                batch.Add(entry);
            }

            if (batch.Count > 0)
            {
                Commit();
                batch.Clear();
            }
        }

        segment?.Dispose();
        if (segment is not null && open.Count == 0)
        {
            // Nothing that a later start would need: the drain may delete the last segment too.
            Volatile.Write(ref end, new(segment.Number + 1, 0));
        }

        ended.TrySetResult();
        Sweep();
        written?.Invoke(0);
        buffer.Dispose();
    }

    private void Commit()
    {
        var rows = 0;
        foreach (var entry in batch)
        {
            rows += entry.Row is not null && entry.Kind == RecordKind.Settled ? 1 : 0;
        }

        var safe = TryWrite();
        foreach (var entry in batch)
        {
            if (!safe && entry is { Row: { } row, Kind: RecordKind.Settled })
            {
                Rescue(row);
            }
        }

        Volatile.Read(ref written)?.Invoke(rows);
        foreach (var entry in batch)
        {
            entry.Written?.TrySetResult(safe || entry.Row is null);
        }
    }

    private bool TryWrite()
    {
        buffer.Clear();
        if (segment is null || segment.Length >= SegmentBytes)
        {
            buffer.AppendFormat();
            foreach (var row in open.Values)
            {
                buffer.Append(RecordKind.Begun, row);
            }
        }

        var fresh = buffer.Length > 0;
        Build();
        if (buffer.Length == (fresh ? SegmentFile.Format.Length : 0))
        {
            return true;
        }

        if (Bytes + buffer.Length > options.MaxBytes)
        {
            Stop(null);
            return false;
        }

        try
        {
            if (fresh)
            {
                segment?.Dispose();
                segment = null;
                segment = new SegmentWriter(options.Folder, End.Offset == 0 ? End.Segment : End.Segment + 1, options.Fsync);
            }

            segment!.Write(buffer.Written);
        }
        catch (Exception error)
        {
            // Whatever it is: an exception that left this thread would end the process, and every answer with it.
            Stop(error);
            return false;
        }

        Interlocked.Add(ref bytes, buffer.Length);
        Volatile.Write(ref end, new(segment.Number, segment.Length));
        if (stopped)
        {
            stopped = false;
            Log.Resumed(logger, options.Folder);
        }

        return true;
    }

    private void Build()
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var entry = batch[i];
            if (entry.Row is not { } row)
            {
                continue;
            }

            try
            {
                buffer.Append(entry.Kind, row);
            }
            catch (Exception error)
            {
                // One bad row must not take the others with it, let alone the thread.
                Log.Unwritable(logger, row.Id, error);
                Interlocked.Add(ref rowsLost, entry.Kind == RecordKind.Settled ? 1 : 0);
                entry.Written?.TrySetResult(false);
                batch[i] = default;
                continue;
            }

            if (entry.Kind == RecordKind.Settled)
            {
                open.Remove(row.Id);
            }
            else if (open.Count < MaxOpen)
            {
                open[row.Id] = row;
            }
        }
    }

    /// <summary>What is open is closed and a new segment is tried with the next batch, so that begun rows of failed batches are written again.</summary>
    private void Stop(Exception? error)
    {
        if (segment is not null)
        {
            segment.Abandon();
            if (segment.Length > 0)
            {
                Volatile.Write(ref end, new(segment.Number + 1, 0));
            }

            segment = null;
        }

        if (stopped)
        {
            return;
        }

        stopped = true;
        if (error is null)
        {
            Log.Full(logger, options.Folder, Bytes, options.MaxBytes);
        }
        else
        {
            Log.Failed(logger, options.Folder, error);
        }
    }

    private void Rescue(LedgerRow row)
    {
        if (Interlocked.Increment(ref rescuedCount) > MaxRescued)
        {
            Interlocked.Decrement(ref rescuedCount);
            Interlocked.Increment(ref rowsLost);
            return;
        }

        rescued.Enqueue(row);
    }

    /// <summary>What came in while the thread ended.</summary>
    private void Sweep()
    {
        while (queue.TryTake(out var entry))
        {
            if (entry is { Row: { } row, Kind: RecordKind.Settled })
            {
                Rescue(row);
            }

            entry.Written?.TrySetResult(entry.Row is null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The journal in {Folder} can't be written: answers go on, their ledger rows are at risk until it can")]
        public static partial void Failed(ILogger logger, string folder, Exception error);

        [LoggerMessage(2, LogLevel.Error, "The journal in {Folder} holds {Bytes} of {MaxBytes} bytes: the store has been away too long. Answers go on, their ledger rows are at risk")]
        public static partial void Full(ILogger logger, string folder, long bytes, long maxBytes);

        [LoggerMessage(3, LogLevel.Warning, "The journal in {Folder} is written again")]
        public static partial void Resumed(ILogger logger, string folder);

        [LoggerMessage(4, LogLevel.Error, "The ledger row of request {Id} can't be written")]
        public static partial void Unwritable(ILogger logger, Guid id, Exception error);
    }
}
