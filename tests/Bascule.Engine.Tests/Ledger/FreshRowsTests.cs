using Bascule.Engine.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Engine.Tests.Ledger;

public sealed class FreshRowsTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task Fill_UpToAPlace_TakesNothingBehindIt()
    {
        await using var journal = _folder.Open();
        var before = await SettleAsync(journal, 3);
        var end = journal.End;
        var behind = await SettleAsync(journal, 2);

        using var tail = new JournalTail(journal, NullLogger.Instance);
        Assert.Equal(before, Read(tail, end));
        Assert.Equal(behind, Read(tail, journal.End));
    }

    [Fact]
    public async Task Fill_MoreThanMemoryHolds_HasEachRowOnceAndInOrder()
    {
        await using var journal = _folder.Open(segmentBytes: 256 << 10);
        using var tail = new JournalTail(journal, NullLogger.Instance);
        var settled = await SettleAsync(journal, 9_000);    // the last do not fit: they come from the file
        var read = Read(tail, journal.End);
        settled.AddRange(await SettleAsync(journal, 500));  // memory again, and a segment or two further
        read.AddRange(Read(tail, journal.End));
        Assert.Equal(settled, read);
        Assert.True(SegmentFile.List(_folder.Path).Length > 10);
    }

    [Fact]
    public async Task Fill_WithRoomForAPartOfABatch_GoesOnWhereItStopped()
    {
        await using var journal = _folder.Open();
        var rows = Enumerable.Range(0, 400).Select(_ => Rows.Settled()).ToArray();
        await Task.WhenAll(rows.Select(row => journal.SettledAsync(row).AsTask()));
        using var tail = new JournalTail(journal, NullLogger.Instance);
        List<LedgerRow> read = [];
        for (var most = 3; read.Count < rows.Length; most += 3)
        {
            var before = read.Count;
            tail.Fill(read, most, journal.End);
            Assert.InRange(read.Count, before + 1, most);
        }

        Assert.Equal(rows.Select(row => row.Id), read.Select(row => row.Id));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<List<Guid>> SettleAsync(Journal journal, int count)
    {
        List<Guid> ids = [];
        for (var i = 0; i < count; i++)
        {
            var row = Rows.Settled();
            Assert.True(await journal.SettledAsync(row));
            ids.Add(row.Id);
        }

        return ids;
    }

    private static List<Guid> Read(JournalTail tail, JournalPosition end)
    {
        List<LedgerRow> rows = [];
        tail.Fill(rows, int.MaxValue, end);
        return [.. rows.Select(row => row.Id)];
    }
}
