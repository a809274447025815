using System.Buffers;

namespace Bascule.Engine.Dialects;

/// <summary>A frame reader over one rented buffer. What a frame is, its format says: lines (NDJSON), elements of an array, binary messages.</summary>
public abstract class BufferedFrameReader : FrameReader
{
    private const int FirstBuffer = 8 * 1024;

    private byte[] _buffer = [];
    private int _start;      // of the frame now being read
    private int _end;        // of what was received
    private int _scanned;    // bytes of the frame that need not be looked at again
    private bool _over;

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
        var pending = _buffer.AsSpan(_start, _end - _start);
        if (Trouble is null && !pending.IsEmpty && TryCut(pending, ref _scanned, _over) is { } cut)
        {
            frame = new Frame(pending[..cut.Length], pending[cut.Name], pending[cut.Data], cut.HasData, cut.Data.Start.Value);
            _start += cut.Length;
            _scanned = 0;
            return true;
        }

        if (Pending > MaxFrameBytes)
        {
            Trouble ??= TooLarge;
        }

        frame = default;
        return false;
    }

    /// <summary>Finds the first frame in what is pending (never empty); null: it is not whole yet, or <see cref="FrameReader.Trouble"/> says why it never will be.</summary>
    /// <param name="scanned">Bytes of this frame looked at before, which need not be again; raise it, so that a frame in many pieces costs no more than its length.</param>
    /// <param name="over">No more bytes will come.</param>
    protected abstract Cut? TryCut(ReadOnlySpan<byte> pending, ref int scanned, bool over);

    protected override void Dispose(bool disposing) => Release();

    private void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
        _start = _end = _scanned = 0;
    }

    private void MakeRoom(int least)
    {
        var kept = _end - _start;
        var target = kept + least <= _buffer.Length / 2
            ? _buffer
            : ArrayPool<byte>.Shared.Rent(Math.Max(FirstBuffer, Math.Max(kept + least, kept * 2)));
        _buffer.AsSpan(_start, kept).CopyTo(target);
        if (target != _buffer && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        (_buffer, _start, _end) = (target, 0, kept);
    }

    /// <summary>Where a frame ends and where in it name and data stand, all from its start (no <c>^</c>).</summary>
    protected readonly record struct Cut(int Length, Range Name, Range Data, bool HasData);
}
