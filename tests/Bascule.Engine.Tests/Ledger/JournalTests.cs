using Bascule.Engine.Ledger;

namespace Bascule.Engine.Tests.Ledger;

public sealed class JournalTests : IDisposable
{
    private readonly Folder _folder = new();

    [Fact]
    public async Task Settled_Awaited_IsInTheFileWhileTheJournalIsOpen()
    {
        await using var journal = _folder.Open();
        var begun = Rows.Begun();
        var settled = Rows.Settled(begun);
        Assert.True(journal.Begun(begun));
        Assert.True(await journal.SettledAsync(settled));
        Assert.Equal([(RecordKind.Begun, begun), (RecordKind.Settled, settled)], _folder.Records());
    }

    [Theory(Timeout = 10_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Begun_WithNothingSettledAfterIt_IsWrittenAllTheSame(bool afterAnother)
    {
        await using var journal = _folder.Open();
        if (afterAnother)
        {
            await journal.SettledAsync(Rows.Settled());
        }

        var begun = Rows.Begun();
        journal.Begun(begun);
        while (_folder.Records().All(record => record.Row != begun))
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Settled_ByManyAtOnce_IsWrittenOnceEach()
    {
        await using var journal = _folder.Open(segmentBytes: 256 << 10);
        var rows = Enumerable.Range(0, 10_000).Select(_ => Rows.Begun()).ToArray();
        await Task.WhenAll(rows.Chunk(rows.Length / 16).Select(chunk => Task.Run(async () =>
        {
            foreach (var row in chunk)
            {
                journal.Begun(row);
                Assert.True(await journal.SettledAsync(Rows.Settled(row)));
            }
        })));
        var written = _folder.Records().Where(record => record.Kind == RecordKind.Settled).Select(record => record.Row.Id).ToArray();
        Assert.Equal(rows.Select(row => row.Id).Order(), written.Order());
        Assert.True(SegmentFile.List(_folder.Path).Length > 10);
    }

    [Fact]
    public async Task Rotation_OpenRow_IsCarriedIntoEachNewSegment()
    {
        await using var journal = _folder.Open(segmentBytes: 4_096);
        var open = Rows.Begun();
        journal.Begun(open);
        while (SegmentFile.List(_folder.Path).Length < 3)
        {
            Assert.True(await journal.SettledAsync(Rows.Settled()));
        }

        File.Delete(SegmentFile.PathOf(_folder.Path, 1));
        File.Delete(SegmentFile.PathOf(_folder.Path, 2));
        Assert.Equal((RecordKind.Begun, open), _folder.Records()[0]);
    }

    [Fact]
    public async Task Bound_ComingAndReached_IsSaidOnceBeforeAnyRowIsDroppedAndOnceWhenOneIs()
    {
        var said = new Said();
        await using var journal = Journal.Open(new JournalOptions(_folder.Path) { MaxBytes = 64 << 10 }, said);
        while (await journal.SettledAsync(Rows.Settled()))
        {
        }

        Assert.Equal(["grows while the store takes no rows", "the store has been away too long"], said.Errors.Select(Gist));
        for (var i = 0; i < Journal.MaxRowsInMemory + 10; i++)
        {
            await journal.SettledAsync(Rows.Settled());
        }

        Assert.Equal("are dropped from now on", Gist(said.Errors.Last()));
        Assert.Equal(3, said.Errors.Count);
        Assert.Equal((Journal.MaxRowsInMemory, 11), (journal.RowsInMemory, journal.RowsLost));

        static string Gist(string line) => new[] { "grows while the store takes no rows", "the store has been away too long", "are dropped from now on" }.Single(line.Contains);
    }

    [Fact]
    public async Task Bound_Reached_StopsKeepsRowsForTheStoreAndThenCountsThemLost()
    {
        await using var journal = _folder.Open(maxBytes: 8_192);
        while (await journal.SettledAsync(Rows.Settled()))
        {
        }

        Assert.True(journal.Stopped);
        Assert.InRange(journal.Bytes, 1, 8_192);
        Assert.Equal(journal.Bytes, Directory.GetFiles(_folder.Path).Sum(path => new FileInfo(path).Length));
        Assert.Equal(0, journal.RowsLost);
        for (var i = 0; i < 8_192; i++)
        {
            Assert.False(await journal.SettledAsync(Rows.Settled()));
        }

        Assert.Equal(1, journal.RowsLost);
    }

    [Fact]
    public async Task Folder_GoneReadOnlyAndBack_StopsAndResumesInANewSegment()
    {
        await using var journal = _folder.Open(segmentBytes: 1);
        Assert.True(await journal.SettledAsync(Rows.Settled()));
        // A folder in the new segment's place: it can't be opened for writing, not even by root.
        var inTheWay = Directory.CreateDirectory(SegmentFile.PathOf(_folder.Path, 2));
        var begun = Rows.Begun();
        journal.Begun(begun);
        Assert.False(await journal.SettledAsync(Rows.Settled()));
        Assert.True(journal.Stopped);
        inTheWay.Delete();
        var after = Rows.Settled();
        Assert.True(await journal.SettledAsync(after));
        Assert.False(journal.Stopped);
        Assert.Equal([(RecordKind.Begun, begun), (RecordKind.Settled, after)], _folder.Records()[1..]);
    }

    [Fact]
    public async Task Segment_OfThisProcess_ComesAfterThoseOfEarlierOnes()
    {
        await using (var first = _folder.Open())
        {
            await first.SettledAsync(Rows.Settled());
        }

        await using var second = _folder.Open();
        await second.SettledAsync(Rows.Settled());
        Assert.Equal([1L, 2L], SegmentFile.List(_folder.Path));
    }

    [Fact]
    public async Task Settled_AfterDispose_IsRefusedAndDoesNotHang()
    {
        var journal = _folder.Open();
        await journal.DisposeAsync();
        Assert.False(journal.Begun(Rows.Begun()));
        Assert.False(await journal.SettledAsync(Rows.Settled()));
    }

    [Fact]
    public async Task Settled_RowThatCannotBeWritten_TakesNoOtherWithIt()
    {
        await using var journal = _folder.Open();
        var bad = journal.SettledAsync(Rows.Settled() with { Tags = [new(null!, "x")] });
        var good = Rows.Settled();
        Assert.True(await journal.SettledAsync(good));
        Assert.False(await bad);
        Assert.Equal(1, journal.RowsLost);
        Assert.Equal(good, Assert.Single(_folder.Records()).Row);
    }

    public void Dispose() => _folder.Dispose();
}
