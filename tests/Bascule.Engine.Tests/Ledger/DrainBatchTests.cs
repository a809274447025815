using Bascule.Engine.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Engine.Tests.Ledger;

public sealed class DrainBatchTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task Stored_WhileTheNextIsReadAlready_DeletesNoSegmentOfTheNext()
    {
        var rows = Enumerable.Range(0, Drain.BatchRows * 2).Select(_ => Rows.Begun()).ToArray();
        await using (var before = _folder.Open(segmentBytes: 16 << 10))
        {
            foreach (var row in rows)
            {
                before.Begun(row);
                Assert.True(await before.SettledAsync(Rows.Settled(row)));
            }

            before.Begun(Rows.Begun());
        }

        await using var journal = _folder.Open();
        using var tail = new JournalTail(journal, NullLogger.Instance);
        var (first, second, last) = (new DrainBatch(), new DrainBatch(), new DrainBatch());
        first.Fill(journal, tail, journal.End);
        second.Fill(journal, tail, journal.End);
        Assert.Equal(rows.Select(row => row.Id), first.Rows.Concat(second.Rows).Select(row => row.Id));

        // While it is not known which requests were left open nothing goes.
        var segments = SegmentFile.List(_folder.Path);
        tail.DeleteFinished(first.Spent);
        Assert.Equal(segments, SegmentFile.List(_folder.Path));

        last.Fill(journal, tail, journal.End);
        Assert.Equal(LedgerRow.Interrupted, Assert.Single(last.Rows).Error);
        tail.DeleteFinished(second.Spent);
        Assert.Equal(segments, SegmentFile.List(_folder.Path));
        tail.DeleteFinished(last.Spent);
        Assert.Empty(SegmentFile.List(_folder.Path));
    }

    [Fact]
    public async Task Stored_OfThisProcess_DeletesTheSegmentsOfItsRowsAlone()
    {
        await using var journal = _folder.Open(segmentBytes: 16 << 10);
        for (var i = 0; i < Drain.BatchRows * 2; i++)
        {
            Assert.True(await journal.SettledAsync(Rows.Settled()));
        }

        using var tail = new JournalTail(journal, NullLogger.Instance);
        var (first, second) = (new DrainBatch(), new DrainBatch());
        first.Fill(journal, tail, journal.End);
        second.Fill(journal, tail, journal.End);
        Assert.Equal((Drain.BatchRows, Drain.BatchRows), (first.Rows.Count, second.Rows.Count));
        tail.DeleteFinished(first.Spent);
        var left = _folder.Records().Select(record => record.Row.Id).ToHashSet();
        Assert.All(second.Rows, row => Assert.Contains(row.Id, left));
        Assert.DoesNotContain(first.Rows[0].Id, left);
    }

    public void Dispose() => _folder.Dispose();
}
