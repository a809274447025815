using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Bascule.Engine.Ledger;

/// <summary>Reads records of one segment in order. A torn tail ends it, a damaged record is stepped over and counted, arbitrary bytes never throw.</summary>
internal sealed class SegmentReader : IDisposable
{
    private readonly SafeFileHandle file;
    private byte[] buffer = new byte[64 << 10];
    private long bufferAt;
    private int buffered;
    private long known;

    public SegmentReader(string path)
    {
        file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var format = SegmentFile.Format;
        IsForeign = Length >= format.Length && !(Fill(0, format.Length, format.Length) && buffer.AsSpan(0, format.Length).SequenceEqual(format));
        Offset = format.Length;
    }

    /// <summary>Where the next record begins.</summary>
    public long Offset { get; private set; }

    /// <summary>Records whose CRC did not hold.</summary>
    public int Damaged { get; private set; }

    /// <summary>Not written by this journal's format: nothing in it is read.</summary>
    public bool IsForeign { get; }

    /// <summary>Bytes behind the last whole record.</summary>
    public long TornBytes => Math.Max(0, Length - Offset);

    private long Length => RandomAccess.GetLength(file);

    /// <summary>The next whole record before <paramref name="limit"/>. The JSON is good until the next call.</summary>
    public bool TryRead(long limit, out RecordKind kind, out ReadOnlyMemory<byte> json)
    {
        if (limit > known)
        {
            // Asking the file costs a system call, once a batch and not once a record.
            known = Length;
        }

        limit = Math.Min(limit, known);
        while (!IsForeign && Offset + SegmentFile.RecordHead <= limit && Fill(Offset, SegmentFile.RecordHead, limit))
        {
            var at = (int)(Offset - bufferAt);
            var length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at));
            if (length < 1 || Offset + 8 + length > limit || !Fill(Offset, 8 + length, limit))
            {
                break;
            }

            at = (int)(Offset - bufferAt);
            Offset += 8 + length;
            var crc = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at + 4));
            if (crc == Crc32.Of(buffer.AsSpan(at + 8, length)))
            {
                kind = (RecordKind)buffer[at + 8];
                json = buffer.AsMemory(at + SegmentFile.RecordHead, length - 1);
                return true;
            }

            Damaged++;
        }

        kind = default;
        json = default;
        return false;
    }

    public void Dispose() => file.Dispose();

    /// <summary>Sees to it that the file's bytes from <paramref name="from"/> stand in the buffer. It grows to one record at most, and never reads past the limit, where a write may be under way.</summary>
    private bool Fill(long from, int count, long limit)
    {
        if (from >= bufferAt && from + count <= bufferAt + buffered)
        {
            return true;
        }

        if (count > buffer.Length)
        {
            buffer = new byte[count];
        }

        bufferAt = from;
        buffered = 0;
        while (buffered < count)
        {
            var read = RandomAccess.Read(file, buffer.AsSpan(buffered, (int)Math.Min(buffer.Length, limit - from) - buffered), from + buffered);
            if (read == 0)
            {
                return false;
            }

            buffered += read;
        }

        return true;
    }
}
