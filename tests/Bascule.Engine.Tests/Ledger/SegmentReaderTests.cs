using Bascule.Engine.Ledger;
using CsCheck;

namespace Bascule.Engine.Tests.Ledger;

public sealed class SegmentReaderTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public void Segment_CutAtEveryByteOfItsLastRecord_GivesAllRecordsBefore()
    {
        var rows = Enumerable.Range(0, 3).Select(_ => Rows.Settled()).ToArray();
        var bytes = Segment(rows, out var starts);
        for (var cut = starts[2]; cut < bytes.Length; cut++)
        {
            Write(bytes.AsSpan(0, cut));
            Assert.Equal(rows[..2], _folder.Records().Select(record => record.Row));
        }

        Write(bytes);
        Assert.Equal(rows, _folder.Records().Select(record => record.Row));
    }

    [Fact]
    public void Segment_OneByteOfARecordChanged_LosesThatRecordAndNeverInventsOne()
    {
        var rows = Enumerable.Range(0, 3).Select(_ => Rows.Settled()).ToArray();
        var bytes = Segment(rows, out var starts);
        for (var at = starts[1]; at < starts[2]; at++)
        {
            bytes[at] ^= 0x41;
            Write(bytes);
            var read = _folder.Records().Select(record => record.Row).ToArray();
            Assert.Equal(rows[0], read[0]);
            Assert.DoesNotContain(rows[1], read);
            Assert.All(read, row => Assert.Contains(row, rows));
            // A length that was hit hides what follows; anywhere else the next record is found again.
            Assert.True(at < starts[1] + 4 || read.Length == 2);
            bytes[at] ^= 0x41;
        }
    }

    [Fact]
    public void Segment_TailOfZeros_IsTorn()
    {
        var bytes = Segment([Rows.Settled()], out _);
        Write([.. bytes, .. new byte[4_096]]);
        using var reader = new SegmentReader(SegmentFile.PathOf(_folder.Path, 1));
        Assert.True(reader.TryRead(long.MaxValue, out _, out _));
        Assert.False(reader.TryRead(long.MaxValue, out _, out _));
        Assert.Equal(4_096, reader.TornBytes);
    }

    [Fact]
    public void Segment_ArbitraryBytes_NeverThrow() =>
        Gen.Byte.Array[0, 300].Sample(
            bytes =>
            {
                Write([.. SegmentFile.Format, .. bytes]);
                using var reader = new SegmentReader(SegmentFile.PathOf(_folder.Path, 1));
                while (reader.TryRead(long.MaxValue, out _, out _))
                {
                }
            },
            threads: 1);

    [Fact]
    public void Segment_OfAnotherFormat_IsForeignAndGivesNothing()
    {
        Write("SQLite format 3\0 and more"u8);
        using var reader = new SegmentReader(SegmentFile.PathOf(_folder.Path, 1));
        Assert.True(reader.IsForeign);
        Assert.False(reader.TryRead(long.MaxValue, out _, out _));
    }

    [Fact]
    public void Segment_RecordGreaterThanTheBuffer_IsRead()
    {
        var rows = new[] { Rows.Settled() with { Profile = new string('x', 300_000) }, Rows.Settled() };
        Write(Segment(rows, out _));
        Assert.Equal(rows, _folder.Records().Select(record => record.Row));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Segment(LedgerRow[] rows, out int[] starts)
    {
        using var buffer = new RecordBuffer();
        buffer.AppendFormat();
        starts = [.. rows.Select(row =>
        {
            var start = buffer.Length;
            buffer.Append(RecordKind.Settled, row);
            return start;
        })];
        return buffer.Written.ToArray();
    }

    private void Write(ReadOnlySpan<byte> bytes) => File.WriteAllBytes(SegmentFile.PathOf(_folder.Path, 1), bytes);
}
