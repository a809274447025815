using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Ledger;

/// <summary>
/// Reads the journal from its oldest segment to its end, in order. What an earlier process left comes first; each request that began there and did not settle
/// becomes an 'interrupted' row. Segments are deleted only when the store has all that came out of them.
/// </summary>
internal sealed partial class JournalTail(Journal journal, ILogger logger) : IDisposable
{
    /// <summary>Begun rows of an earlier process in memory. Past it one goes out as interrupted at once, which its settled row, if there is one, replaces.</summary>
    private const int MaxOpen = 16_384;

    private readonly Queue<long> _left = new(journal.Left);
    private readonly Dictionary<Guid, byte[]> _open = [];    // as JSON: nearly all of them settled, and are never decoded
    private readonly Queue<LedgerRow> _interrupted = new();
    private readonly Queue<long> _finished = new();
    private long _lastFinished = -1;
    private long _current = journal.Left.Length > 0 ? journal.Left[0] : journal.First;
    private SegmentReader? _reader;
    private long _offset = SegmentFile.Format.Length;    // in the current segment, while there is no reader
    private (LedgerRow[] Rows, int Next) _fresh = ([], 0);

    /// <summary>True until all that an earlier process left was read.</summary>
    public bool IsRecovering { get; private set; } = true;

    public long RowsInterrupted { get; private set; }

    /// <summary>The newest segment that may go when the store has all that was read by now; -1: none.</summary>
    public long Spent => IsRecovering || _interrupted.Count > 0 ? -1 : _lastFinished;

    private long Offset => _reader?.Offset ?? _offset;

    /// <summary>Adds rows up to <paramref name="max"/> from what is written before <paramref name="end"/>.</summary>
    public void Fill(List<LedgerRow> batch, int max, JournalPosition end)
    {
        while (batch.Count < max)
        {
            if (_interrupted.TryDequeue(out var row))
            {
                batch.Add(row);
            }
            else if (_fresh.Next < _fresh.Rows.Length)
            {
                batch.Add(_fresh.Rows[_fresh.Next++]);
            }
            else if (IsRecovering && _current >= journal.First)
            {
                IsRecovering = false;
                foreach (var begun in _open.Values)
                {
                    Interrupt(begun);
                }

                _open.Clear();
            }
            else if (_current == end.Segment && Offset >= end.Offset)
            {
                return;
            }
            else if (!IsRecovering && journal.Fresh.TryTake(_current, Offset, out var fresh))
            {
                _fresh = (fresh.Rows, 0);
                SkipTo(fresh.To.Offset);
            }
            else if (_current > end.Segment || !TryReadRecord(batch, _current < end.Segment ? long.MaxValue : end.Offset))
            {
                if (_current >= end.Segment)
                {
                    return;
                }

                Finish();
            }
        }
    }

    /// <summary>Deletes the segments up to one that was <see cref="Spent"/> and whose rows are all in the store. Oldest first: a begun row never outlives its settled one.</summary>
    public void DeleteFinished(long upTo)
    {
        while (_finished.TryPeek(out var number) && number <= upTo)
        {
            _finished.Dequeue();
            var file = new FileInfo(SegmentFile.PathOf(journal.Folder, number));
            if (file.Exists)
            {
                var bytes = file.Length;
                file.Delete();
                journal.Deleted(bytes);
            }
        }
    }

    public void Dispose() => _reader?.Dispose();

    private bool TryReadRecord(List<LedgerRow> batch, long limit)
    {
        _reader ??= OpenCurrent(limit);
        if (_reader is null || !_reader.TryRead(limit, out var kind, out var json))
        {
            return false;
        }

        // A begun row of this process is read by none but the next one, after a crash.
        if (kind == RecordKind.Settled || IsRecovering)
        {
            Take(kind, json.Span, batch);
        }

        return true;
    }

    private void Take(RecordKind kind, ReadOnlySpan<byte> json, List<LedgerRow> batch)
    {
        if (kind != RecordKind.Settled)
        {
            Begin(json);
        }
        else if (Decode(json) is { } row)
        {
            _open.Remove(row.Id);
            batch.Add(row);
        }
    }

    private void Begin(ReadOnlySpan<byte> json)
    {
        if (_open.Count < MaxOpen && LedgerJsonReader.TryReadId(json) is { } id)
        {
            _open[id] = json.ToArray();
        }
        else
        {
            Interrupt(json);    // without an id too: it says what is wrong with it
        }
    }

    private void Interrupt(ReadOnlySpan<byte> json)
    {
        if (Decode(json) is { } begun)
        {
            RowsInterrupted++;
            _interrupted.Enqueue(begun with { Status = 0, Error = LedgerRow.Interrupted, CostNano = null, CostUnknown = true });
        }
    }

    private LedgerRow? Decode(ReadOnlySpan<byte> json)
    {
        try
        {
            return LedgerJsonReader.Read(json);
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException)
        {
            Log.Unreadable(logger, SegmentFile.PathOf(journal.Folder, _current), error);
            return null;
        }
    }

    private SegmentReader? OpenCurrent(long limit)
    {
        var path = SegmentFile.PathOf(journal.Folder, _current);
        return limit > 0 && File.Exists(path) ? new SegmentReader(path, _offset) : null;
    }

    private void SkipTo(long offset)
    {
        _offset = offset;
        _reader?.SkipTo(offset);
    }

    private void Finish()
    {
        if (_reader is not null)
        {
            var path = SegmentFile.PathOf(journal.Folder, _current);
            if (_reader.IsForeign)
            {
                File.Move(path, path + ".unreadable", overwrite: true);
                journal.Deleted(new FileInfo(path + ".unreadable").Length);
                Log.Foreign(logger, path + ".unreadable");
            }
            else if (_reader.Damaged > 0 || _reader.TornBytes > 0)
            {
                Log.Torn(logger, path, _reader.TornBytes, _reader.Damaged);
            }

            _reader.Dispose();
            _reader = null;
        }

        _offset = SegmentFile.Format.Length;
        _finished.Enqueue(_current);
        _lastFinished = _current;
        if (_current < journal.First)
        {
            _left.TryDequeue(out _);
            _current = _left.TryPeek(out var next) ? next : journal.First;
        }
        else
        {
            _current++;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(11, LogLevel.Warning, "Journal segment {Path} ends in {Bytes} torn bytes and has {Damaged} damaged records: its process died while writing, or the disk is failing")]
        public static partial void Torn(ILogger logger, string path, long bytes, int damaged);

        [LoggerMessage(12, LogLevel.Error, "A file in the journal is not a segment that this version reads; it was kept as {Path}")]
        public static partial void Foreign(ILogger logger, string path);

        [LoggerMessage(13, LogLevel.Error, "A record of {Path} is not a ledger row and was left out")]
        public static partial void Unreadable(ILogger logger, string path, Exception error);
    }
}
