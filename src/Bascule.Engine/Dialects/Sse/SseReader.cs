using System.Buffers;

namespace Bascule.Engine.Dialects.Sse;

/// <summary>
/// Cuts a byte stream into server-sent events. Lines end in LF, CRLF or CR; comments, ids and retries are skipped but stay in the raw bytes.
/// </summary>
public sealed class SseReader : FrameReader
{
    private const int FirstBuffer = 8 * 1024;

    private byte[] _buffer = [];
    private int _start;      // of the event now being read
    private int _line;       // of the line now being read
    private int _scan;       // up to here no line end was found
    private int _end;        // of what was received
    private int _nameAt, _nameLength;
    private int _dataAt, _dataLength, _dataLines;
    private byte[] _joined = [];
    private bool _begun;
    private bool _over;

    /// <summary>A reader unless the content type says that the body is one JSON value.</summary>
    public static SseReader? IfStream(string contentType) =>
        contentType.Split(';')[0].TrimEnd().EndsWith("json", StringComparison.OrdinalIgnoreCase) ? null : new SseReader();

    public override int Pending => _end - _start;

    public override Memory<byte> GetMemory(int least = 1)
    {
        if (_buffer.Length - _end < least)
        {
            MakeRoom(least);
        }

        return _buffer.AsMemory(_end);
    }

    public override void Advance(int count) => _end += count;

    public override void Rest()
    {
        if (Pending == 0)
        {
            Release();
        }
    }

    public override void Complete() => _over = true;

    public override bool TryRead(out Frame frame)
    {
        if (!_begun && _end - _start >= 3)
        {
            _begun = true;
            if (_buffer.AsSpan(_start).StartsWith("\uFEFF"u8))
            {
                _line = _scan = _start + 3;
            }
        }

        while (true)
        {
            var rest = _buffer.AsSpan(_scan, _end - _scan);
            var at = rest.IndexOfAny((byte)'\n', (byte)'\r');
            if (at < 0 || (rest[at] == '\r' && at + 1 == rest.Length && !_over))
            {
                _scan = at < 0 ? _end : _scan + at;
                return TryReadRest(out frame);
            }

            var lineEnd = _scan + at;
            var next = lineEnd + (rest[at] == '\r' && at + 1 < rest.Length && rest[at + 1] == '\n' ? 2 : 1);
            var blank = lineEnd == _line;
            if (!blank)
            {
                TakeLine(_line, lineEnd);
            }

            _line = _scan = next;
            if (blank)
            {
                frame = Cut(next);
                return true;
            }
        }
    }

    protected override void Dispose(bool disposing) => Release();

    private void Release()
    {
        Return(ref _buffer);
        Return(ref _joined);
        _start = _line = _scan = _end = 0;
    }

    private bool TryReadRest(out Frame frame)
    {
        if (_over && _end > _start)
        {
            if (_end > _line)
            {
                TakeLine(_line, _end);
            }

            _line = _scan = _end;
            frame = Cut(_end);
            return true;
        }

        if (Pending > MaxFrameBytes)
        {
            Trouble ??= TooLarge;
        }

        frame = default;
        return false;
    }

    private Frame Cut(int next)
    {
        var data = _dataLines > 1 ? _joined.AsSpan(0, _dataLength) : _buffer.AsSpan(_dataAt, _dataLength);
        var frame = new Frame(_buffer.AsSpan(_start, next - _start), _buffer.AsSpan(_nameAt, _nameLength), data, _dataLines > 0, _dataAt - _start);
        _start = next;
        _nameAt = _nameLength = _dataAt = _dataLength = _dataLines = 0;
        return frame;
    }

    private void TakeLine(int from, int to)
    {
        var line = _buffer.AsSpan(from, to - from);
        var colon = line.IndexOf((byte)':');
        if (colon == 0)
        {
            return;
        }

        var field = colon < 0 ? line : line[..colon];
        var valueAt = colon < 0 ? line.Length : colon + 1;
        if (valueAt < line.Length && line[valueAt] == ' ')
        {
            valueAt++;
        }

        if (field.SequenceEqual("data"u8))
        {
            TakeData(from + valueAt, line.Length - valueAt);
        }
        else if (field.SequenceEqual("event"u8))
        {
            (_nameAt, _nameLength) = (from + valueAt, line.Length - valueAt);
        }
    }

    private void TakeData(int at, int length)
    {
        if (++_dataLines == 1)
        {
            (_dataAt, _dataLength) = (at, length);
            return;
        }

        // The rare path: several data lines make one payload, joined by LF.
        var need = _dataLength + 1 + length;
        if (_joined.Length < need)
        {
            var larger = ArrayPool<byte>.Shared.Rent(need);
            if (_dataLines > 2)
            {
                _joined.AsSpan(0, _dataLength).CopyTo(larger);
            }

            Return(ref _joined);
            _joined = larger;
        }

        if (_dataLines == 2)
        {
            _buffer.AsSpan(_dataAt, _dataLength).CopyTo(_joined);
        }

        _joined[_dataLength] = (byte)'\n';
        _buffer.AsSpan(at, length).CopyTo(_joined.AsSpan(_dataLength + 1));
        _dataLength = need;
    }

    private void MakeRoom(int least)
    {
        var kept = _end - _start;
        var target = kept + least <= _buffer.Length / 2
            ? _buffer
            : ArrayPool<byte>.Shared.Rent(Math.Max(FirstBuffer, Math.Max(kept + least, kept * 2)));
        _buffer.AsSpan(_start, kept).CopyTo(target);
        if (target != _buffer)
        {
            Return(ref _buffer);
            _buffer = target;
        }

        _line -= _start;
        _scan -= _start;
        _nameAt -= _nameLength > 0 ? _start : 0;
        _dataAt -= _dataLines > 0 ? _start : 0;
        _end = kept;
        _start = 0;
    }

    private static void Return(ref byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        buffer = [];
    }
}
