using System.Diagnostics.CodeAnalysis;
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

    private readonly JournalOptions _options;
    private readonly ILogger<Journal> _logger;
    private readonly JournalQueue _queue = new();
    private readonly RecordBuffer _buffer = new();
    private readonly List<JournalEntry> _batch = new(BatchRows);
    private readonly Dictionary<Guid, LedgerRow> _open = [];
    private readonly RescuedRows _rescued;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SegmentWriter? _segment;
    private JournalPosition _end;
    private Action<int>? _written;
    private long _bytes;
    private bool _toldFilling;
    private volatile bool _stopped;
    private volatile bool _writing;

    private Journal(JournalOptions options, ILogger<Journal> logger)
    {
        _options = options;
        _logger = logger;
        _rescued = new RescuedRows(logger);
        Left = SegmentFile.List(options.Folder);
        _bytes = Left.Sum(number => new FileInfo(SegmentFile.PathOf(options.Folder, number)).Length);
        First = Left.Length == 0 ? 1 : Left[^1] + 1;
        _end = new(First, 0);
    }

    /// <summary>True while rows can't be written: they are at risk until it resumes, which the next row tries.</summary>
    public bool Stopped => _stopped;

    /// <summary>The thread is at the disk now.</summary>
    internal bool IsWriting => _writing;

    /// <summary>Bytes of all segments on disk.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>What all segments together may take of the disk.</summary>
    public long MaxBytes => _options.MaxBytes;

    /// <summary>Settled rows that the journal could not take and that wait in memory for the store; a crash would lose them.</summary>
    public int RowsInMemory => _rescued.Count;

    /// <summary>So many may wait in memory.</summary>
    public static int MaxRowsInMemory => RescuedRows.Bound;

    /// <summary>Settled rows that found neither the journal nor room in memory. They are gone.</summary>
    public long RowsLost => _rescued.Lost;

    /// <summary>A quarter of the bound, so that closed segments can be deleted long before it is reached.</summary>
    private long SegmentBytes => Math.Min(_options.SegmentBytes, _options.MaxBytes / 4);

    /// <summary>What was just written, for the drain, which would read it back from the file otherwise.</summary>
    internal FreshRows Fresh { get; } = new();

    internal string Folder => _options.Folder;

    /// <summary>Segments that an earlier process left.</summary>
    internal long[] Left { get; }

    /// <summary>The first segment of this process.</summary>
    internal long First { get; }

    /// <summary>Behind the last record that is wholly written.</summary>
    internal JournalPosition End => Volatile.Read(ref _end);

    /// <summary>Opens the folder (made if missing) and starts the thread. Throws IOException or UnauthorizedAccessException where it may not write.</summary>
    public static Journal Open(JournalOptions options, ILogger<Journal> logger)
    {
        Directory.CreateDirectory(options.Folder);
        var journal = new Journal(options, logger);
        new Thread(journal.Run) { IsBackground = true, Name = "bascule journal" }.Start();
        return journal;
    }

    /// <summary>Records that a request began. Never waits; false: there was no room and a crash would not know of it.</summary>
    /// <param name="row">What is known of it.</param>
    /// <param name="receipt">Where it is settled within some milliseconds, the settled row alone is written; null: both are.</param>
    public bool Begun(LedgerRow row, Receipt? receipt = null) => _queue.TryAdd(new(RecordKind.Begun, row, null, receipt));

    /// <summary>Records the same again with what it holds of budgets, in nano-dollars.</summary>
    /// <inheritdoc cref="Begun"/>
    internal bool Held(LedgerRow row, long nano, Receipt receipt) => _queue.TryAdd(new(RecordKind.Begun, row, null, receipt) { HeldNano = nano });

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
        _queue.Close();
        await _ended.Task;
    }

    internal void Settled(LedgerRow row, TaskCompletionSource<bool> done, Receipt? receipt = null)
    {
        if (!_queue.TryAdd(new(RecordKind.Settled, row, done, receipt)))
        {
            _rescued.Add(row);
            done.TrySetResult(false);
        }
        else if (_ended.Task.IsCompleted)
        {
            Sweep();
        }
    }

    /// <summary>Completes when all that was recorded before is handled; false: there was no room to ask.</summary>
    internal Task<bool> BarrierAsync()
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_ended.Task.IsCompleted)
        {
            return Task.FromResult(true);
        }

        if (!_queue.TryAdd(new(RecordKind.Settled, null, done)))
        {
            done.TrySetResult(false);
        }

        return done.Task;
    }

    internal void OnWritten(Action<int> listener) => Volatile.Write(ref _written, listener);

    internal void RescuedStored(int rows) => _rescued.Stored(rows);

    internal bool TryTakeRescued([NotNullWhen(true)] out LedgerRow? row) => _rescued.TryTake(out row);

    /// <summary>Rows that only memory had when the process ended.</summary>
    internal void Lost(long rows) => _rescued.Lose(rows);

    internal void Deleted(long count) => Interlocked.Add(ref _bytes, -count);

    private void Run()
    {
        while (_queue.Wait())
        {
            var asked = false;    // somebody waits for all that was recorded before
            while (_batch.Count < BatchRows && _queue.TryTake(out var entry))
            {
                _batch.Add(entry);
                asked |= entry.Row is null;
            }

            while (_batch.Count < BatchRows && _queue.TryTakeBegun(asked, out var begun))
            {
                _batch.Add(begun);
            }

            if (_batch.Count > 0)
            {
                Commit();
                _batch.Clear();
            }
        }

        _segment?.Dispose();
        if (_segment is not null && _open.Count == 0)
        {
            // Nothing that a later start would need: the drain may delete the last segment too.
            Volatile.Write(ref _end, new(_segment.Number + 1, 0));
        }

        _ended.TrySetResult();
        Sweep();
        _written?.Invoke(0);
        _buffer.Dispose();
    }

    private void Commit()
    {
        var rows = 0;
        foreach (var entry in _batch)
        {
            rows += entry.Row is not null && entry.Kind == RecordKind.Settled ? 1 : 0;
        }

        var safe = TryWrite();
        foreach (var entry in _batch)
        {
            if (!safe && entry is { Row: { } row, Kind: RecordKind.Settled })
            {
                _rescued.Add(row);
            }
        }

        Volatile.Read(ref _written)?.Invoke(rows);
        foreach (var entry in _batch)
        {
            entry.Written?.TrySetResult(safe || entry.Row is null);
        }
    }

    private bool TryWrite()
    {
        _buffer.Clear();
        if (_segment is null || _segment.Length >= SegmentBytes)
        {
            _buffer.AppendFormat();
            foreach (var row in _open.Values)
            {
                _buffer.Append(RecordKind.Begun, row);
            }
        }

        var fresh = _buffer.Length > 0;
        Build();
        if (_buffer.Length == (fresh ? SegmentFile.Format.Length : 0))
        {
            return true;
        }

        if (Bytes + _buffer.Length > _options.MaxBytes)
        {
            Stop(null);
            return false;
        }

        _writing = true;
        try
        {
            if (fresh)
            {
                _segment?.Dispose();
                _segment = null;
                _segment = new SegmentWriter(_options.Folder, End.Offset == 0 ? End.Segment : End.Segment + 1, _options.Fsync);
            }

            _segment!.Write(_buffer.Written);
        }
        catch (Exception error)
        {
            // Whatever it is: an exception that left this thread would end the process, and every answer with it.
            Stop(error);
            return false;
        }
        finally
        {
            _writing = false;
        }

        Interlocked.Add(ref _bytes, _buffer.Length);
        var from = fresh ? new JournalPosition(_segment.Number, SegmentFile.Format.Length) : _end;
        Volatile.Write(ref _end, new(_segment.Number, _segment.Length));
        Fresh.Add(from, _end, _batch);
        if (_stopped)
        {
            _stopped = false;
            Log.Resumed(_logger, _options.Folder);
            _rescued.Over();
        }

        TellFilling();
        return true;
    }

    /// <summary>Says once, long before the bound, that it is coming: there is time to bring the store back or to make room.</summary>
    private void TellFilling()
    {
        var bytes = Bytes;
        if (bytes > _options.MaxBytes / 2 && !_toldFilling)
        {
            _toldFilling = true;
            Log.Filling(_logger, _options.Folder, bytes, _options.MaxBytes);
        }
        else if (bytes < _options.MaxBytes / 4)
        {
            _toldFilling = false;
        }
    }

    private void Build()
    {
        for (var i = 0; i < _batch.Count; i++)
        {
            var entry = _batch[i];
            if (entry.Row is not { } row)
            {
                continue;
            }

            row = entry.HeldNano is { } held ? row with { BookedNano = held } : row;    // made only for those that are written

            try
            {
                _buffer.Append(entry.Kind, row);
            }
            catch (Exception error)
            {
                // One bad row must not take the others with it, let alone the thread.
                Log.Unwritable(_logger, row.Id, error);
                _rescued.Lose(entry.Kind == RecordKind.Settled ? 1 : 0);
                entry.Written?.TrySetResult(false);
                _batch[i] = default;
                continue;
            }

            if (entry.Kind == RecordKind.Settled)
            {
                _open.Remove(row.Id);
            }
            else if (_open.Count < MaxOpen)
            {
                _open[row.Id] = row;
            }
        }
    }

    /// <summary>What is open is closed and a new segment is tried with the next batch, so that begun rows of failed batches are written again.</summary>
    private void Stop(Exception? error)
    {
        if (_segment is not null)
        {
            _segment.Abandon();
            if (_segment.Length > 0)
            {
                Volatile.Write(ref _end, new(_segment.Number + 1, 0));
            }

            _segment = null;
        }

        if (_stopped)
        {
            return;
        }

        _stopped = true;
        if (error is null)
        {
            Log.Full(_logger, _options.Folder, Bytes, _options.MaxBytes);
        }
        else
        {
            Log.Failed(_logger, _options.Folder, error);
        }
    }

    /// <summary>What came in while the thread ended.</summary>
    private void Sweep()
    {
        while (_queue.TryTake(out var entry))
        {
            if (entry is { Row: { } row, Kind: RecordKind.Settled })
            {
                _rescued.Add(row);
            }

            entry.Written?.TrySetResult(entry.Row is null);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The journal in {Folder} can't be written: answers go on, their ledger rows wait in memory for the store, where a crash loses them and only so many find room")]
        public static partial void Failed(ILogger logger, string folder, Exception error);

        [LoggerMessage(2, LogLevel.Error, "The journal in {Folder} holds {Bytes} of {MaxBytes} bytes: the store has been away too long (storage.max_journal_bytes bounds it). Answers go on, their ledger rows wait in memory, where a crash loses them and only so many find room")]
        public static partial void Full(ILogger logger, string folder, long bytes, long maxBytes);

        [LoggerMessage(3, LogLevel.Warning, "The journal in {Folder} is written again")]
        public static partial void Resumed(ILogger logger, string folder);

        [LoggerMessage(4, LogLevel.Error, "The ledger row of request {Id} can't be written")]
        public static partial void Unwritable(ILogger logger, Guid id, Exception error);

        [LoggerMessage(5, LogLevel.Error, "The journal in {Folder} holds {Bytes} of {MaxBytes} bytes and grows while the store takes no rows. Nothing is lost yet: bring the store back, or raise storage.max_journal_bytes")]
        public static partial void Filling(ILogger logger, string folder, long bytes, long maxBytes);
    }
}
