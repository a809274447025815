using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Bascule.Engine.Ledger;

/// <summary>Reads records of one segment in order. A torn tail ends it, a damaged record is stepped over and counted, arbitrary bytes never throw.</summary>
internal sealed class SegmentReader : IDisposable
{
    private readonly SafeFileHandle _file;
    private byte[] _buffer = new byte[64 << 10];
    private long _bufferAt;
    private int _buffered;
    private long _known;

    /// <param name="path">The file.</param>
    /// <param name="offset">Behind a record, or behind the format's name.</param>
    public SegmentReader(string path, long? offset = null)
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var format = SegmentFile.Format;
        IsForeign = Length >= format.Length && !(Fill(0, format.Length, format.Length) && _buffer.AsSpan(0, format.Length).SequenceEqual(format));
        Offset = offset ?? format.Length;
    }

    /// <summary>Where the next record begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Records whose CRC did not hold.</summary>
    public int Damaged { get; private set; }

    /// <summary>Not written by this journal's format: nothing in it is read.</summary>
    public bool IsForeign { get; }

    /// <summary>Bytes behind the last whole record.</summary>
    public long TornBytes => Math.Max(0, Length - Offset);

    private long Length => RandomAccess.GetLength(_file);

    /// <summary>The next whole record before <paramref name="limit"/>. The JSON is good until the next call.</summary>
    public bool TryRead(long limit, out RecordKind kind, out ReadOnlyMemory<byte> json)
    {
        if (limit > _known)
        {
            // Asking the file costs a system call, once a batch and not once a record.
            _known = Length;
        }

        limit = Math.Min(limit, _known);
        while (!IsForeign && Offset + SegmentFile.RecordHead <= limit && Fill(Offset, SegmentFile.RecordHead, limit))
        {
            var at = (int)(Offset - _bufferAt);
            var length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(at));
            if (length < 1 || Offset + 8 + length > limit || !Fill(Offset, 8 + length, limit))
            {
                break;
            }

            at = (int)(Offset - _bufferAt);
            Offset += 8 + length;
            var crc = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(at + 4));
            if (crc == Crc32.Of(_buffer.AsSpan(at + 8, length)))
            {
                kind = (RecordKind)_buffer[at + 8];
                json = _buffer.AsMemory(at + SegmentFile.RecordHead, length - 1);
                return true;
            }

            Damaged++;
        }

        kind = default;
        json = default;
        return false;
    }

    /// <summary>Goes on behind records that were had another way.</summary>
    public void SkipTo(long offset) => Offset = offset;

    public void Dispose() => _file.Dispose();

    /// <summary>Sees to it that the file's bytes from <paramref name="from"/> stand in the buffer. It grows to one record at most, and never reads past the limit, where a write may be under way.</summary>
    private bool Fill(long from, int count, long limit)
    {
        if (from >= _bufferAt && from + count <= _bufferAt + _buffered)
        {
            return true;
        }

        if (count > _buffer.Length)
        {
            _buffer = new byte[count];
        }

        _bufferAt = from;
        _buffered = 0;
        while (_buffered < count)
        {
            var read = RandomAccess.Read(_file, _buffer.AsSpan(_buffered, (int)Math.Min(_buffer.Length, limit - from) - _buffered), from + _buffered);
            if (read == 0)
            {
                return false;
            }

            _buffered += read;
        }

        return true;
    }
}
