using Bascule.Engine.Ledger;
using Bascule.Storage.Tests.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Storage.Tests.Stores;

/// <summary>Journal, drain and store together, as they run.</summary>
public abstract class DrainTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly TestDatabase _database;

    private protected DrainTests(TestDatabase database) => _database = database;

    private string Folder => Path.Combine(_database.Folder, "journal");

    [Fact]
    public async Task Flush_AfterSettle_FindsTheRowInTheStore()
    {
        await using var store = await _database.OpenAsync();
        await using var journal = Open();
        await using var drain = Start(journal, store);
        var bookkeeper = new Bookkeeper(journal, TimeProvider.System);
        for (var i = 0; i < 20; i++)
        {
            var begun = Rows.Begun();
            var settled = Rows.Settled(begun);
            await bookkeeper.Begin(begun).SettleAsync(settled);
            Assert.True(await drain.FlushAsync(Cancel));
            Assert.Equal(settled, await store.FindAsync(settled.Id, Cancel));
        }
    }

    [Fact]
    public async Task Rows_OfSixteenAtOnce_AreEachInTheStoreOnceAndTheJournalIsEmptyAfterDispose()
    {
        await using var store = await _database.OpenAsync();
        var ids = new Guid[10_000];
        var journal = Open(segmentBytes: 512 << 10);
        var drain = Start(journal, store);
        var bookkeeper = new Bookkeeper(journal, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var i = worker; i < ids.Length; i += 16)
            {
                var begun = Rows.Begun();
                ids[i] = begun.Id;
                var receipt = bookkeeper.Begin(begun);
                await receipt.SettleAsync(Rows.Settled(begun));
                await receipt.SettleAsync(Rows.Settled(begun) with { Status = 500 });
            }
        })));
        await journal.DisposeAsync();
        await drain.DisposeAsync();
        Assert.Equal(ids.Length, drain.RowsStored);
        var sum = Assert.Single(await store.SumAsync(new([]), Cancel));
        Assert.Equal((10_000L, 0L, 12_000_000L), (sum.Requests, sum.Errors, sum.CostNano));
        Assert.NotNull(await store.FindAsync(ids[^1], Cancel));
        Assert.Empty(Directory.GetFiles(Folder));
        Assert.Equal(0, journal.Bytes);
    }

    [Fact]
    public async Task Start_AfterACrash_StoresEverySettledRowAndInterruptsTheRest()
    {
        var crashed = Directory.CreateDirectory(Path.Combine(_database.Folder, "crashed")).FullName;
        var pairs = Enumerable.Range(0, 500).Select(_ => Rows.Begun()).Select(begun => (Begun: begun, Settled: Rows.Settled(begun))).ToArray();
        var open = Enumerable.Range(0, 50).Select(_ => Rows.Begun()).ToArray();
        await using (var journal = Open(segmentBytes: 16 << 10))
        {
            Array.ForEach(open, row => journal.Begun(row));
            foreach (var (begun, settled) in pairs)
            {
                journal.Begun(begun);
                Assert.True(await journal.SettledAsync(settled));
            }

            // What the kernel has while the journal is open is what a process that was killed now would leave.
            foreach (var file in Directory.GetFiles(Folder))
            {
                File.Copy(file, Path.Combine(crashed, Path.GetFileName(file)));
            }
        }

        // Twice: the second time all of it is in the store already.
        await using var store = await _database.OpenAsync();
        for (var time = 0; time < 2; time++)
        {
            var copy = Directory.CreateDirectory(Path.Combine(_database.Folder, $"copy{time}")).FullName;
            foreach (var file in Directory.GetFiles(crashed))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            await using var journal = Journal.Open(new JournalOptions(copy), NullLogger<Journal>.Instance);
            await using var drain = Start(journal, store);
            await drain.Recovered;
            Assert.Equal(50, drain.RowsInterrupted);
            Assert.Empty(Directory.GetFiles(copy));
        }

        var ok = (await store.ListAsync(new(Limit: 1_000, Status: "ok"), Cancel)).Rows;
        Assert.Equal(pairs.Select(pair => pair.Settled.Id).Order(), ok.Select(row => row.Id).Order());
        var interrupted = (await store.ListAsync(new(Limit: 1_000, Status: "error"), Cancel)).Rows;
        Assert.Equal(open.Select(row => row.Id).Order(), interrupted.Select(row => row.Id).Order());
        Assert.All(interrupted, row => Assert.Equal(("web", 0, "interrupted", null, true), (row.Key, row.Status, row.Error, row.CostNano, row.CostUnknown)));
    }

    [Fact]
    public async Task Start_TornLastRecord_InterruptsThatRequestOnly()
    {
        var begun = Rows.Begun();
        var whole = Rows.Settled();
        await using (var journal = Open())
        {
            await journal.SettledAsync(whole);
            journal.Begun(begun);
            await journal.SettledAsync(Rows.Settled(begun));
        }

        await using (var file = new FileStream(Directory.GetFiles(Folder).Single(), FileMode.Open))
        {
            file.SetLength(file.Length - 1);
        }

        await using var store = await _database.OpenAsync();
        await using var next = Open();
        await using var drain = Start(next, store);
        await drain.Recovered;
        Assert.Equal(whole, await store.FindAsync(whole.Id, Cancel));
        Assert.Equal("interrupted", (await store.FindAsync(begun.Id, Cancel))!.Error);
    }

    [Fact]
    public async Task Start_ForeignFileInTheJournal_KeepsItAside()
    {
        Directory.CreateDirectory(Folder);
        await File.WriteAllTextAsync(Path.Combine(Folder, "000000000007.seg"), "something that another program wrote");
        await using var store = await _database.OpenAsync();
        await using var journal = Open();
        await using var drain = Start(journal, store);
        await drain.Recovered;
        Assert.Equal(["000000000007.seg.unreadable"], Directory.GetFiles(Folder).Select(Path.GetFileName));
        Assert.Equal(0, journal.Bytes);
    }

    [Fact]
    public async Task Store_LockedByAnother_LosesNothingAndFlushSaysFalseUntilItIsBack()
    {
        await using var store = await _database.OpenAsync();
        await using var journal = Open();
        await using var drain = Start(journal, store);
        await drain.Recovered;
        var rows = Enumerable.Range(0, 2_500).Select(_ => Rows.Settled()).ToArray();
        await using (await _database.LockAsync())
        {
            foreach (var row in rows)
            {
                Assert.True(await journal.SettledAsync(row));
            }

            while (!drain.StoreAway)
            {
                Assert.False(await drain.FlushAsync(Cancel));
            }

            Assert.Empty((await store.ListAsync(new(), Cancel)).Rows);
        }

        while (!await drain.FlushAsync(Cancel))
        {
        }

        Assert.False(drain.StoreAway);
        Assert.Equal(2_500, Assert.Single(await store.SumAsync(new([]), Cancel)).Requests);
    }

    [Fact]
    public async Task Store_AwayForAnHour_LosesNothing()
    {
        var time = new FakeTimeProvider();
        await using var store = await _database.OpenAsync();
        await using var journal = Open(segmentBytes: 4 << 10);
        await using var drain = Drain.Start(journal, store, time, NullLogger<Drain>.Instance);
        await drain.Recovered;
        var ids = new List<Guid>();
        async Task SettleAsync()
        {
            var row = Rows.Settled();
            ids.Add(row.Id);
            Assert.True(await journal.SettledAsync(row));
        }

        await using (await _database.LockAsync())
        {
            for (var minute = 0; minute < 60; minute++)
            {
                await SettleAsync();
                time.Advance(TimeSpan.FromMinutes(1));
            }

            while (!drain.StoreAway)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

        }

        await SettleAsync();
        while (drain.RowsStored < ids.Count || drain.StoreAway)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
        }

        Assert.Equal(0, journal.RowsLost);
        Assert.Equal(ids.Order(), (await store.ListAsync(new(Limit: 1_000), Cancel)).Rows.Select(row => row.Id).Order());
    }

    [Fact]
    public async Task Store_AwayAtTheEnd_LeavesRowsForTheNextStart()
    {
        var row = Rows.Settled();
        await using var store = await _database.OpenAsync();
        await using (await _database.LockAsync())
        {
            var journal = Open();
            var drain = Start(journal, store);
            await journal.SettledAsync(row);
            await journal.DisposeAsync();
            await drain.DisposeAsync();
        }

        Assert.Null(await store.FindAsync(row.Id, Cancel));
        await using var next = Open();
        await using var second = Start(next, store);
        await second.Recovered;
        Assert.Equal(row, await store.FindAsync(row.Id, Cancel));
    }

    [Fact]
    public async Task Bound_Reached_RowsReachTheStoreFromMemoryAndTheJournalResumes()
    {
        await using var store = await _database.OpenAsync();
        await using var journal = Open(maxBytes: 8_192);
        var ids = new List<Guid>();
        async Task<bool> SettleAsync()
        {
            var row = Rows.Settled();
            ids.Add(row.Id);
            return await journal.SettledAsync(row);
        }

        while (await SettleAsync())
        {
        }

        Assert.True(journal.Stopped);
        await using var drain = Start(journal, store);
        while (!await drain.FlushAsync(Cancel))
        {
        }

        Assert.True(await SettleAsync());
        Assert.False(journal.Stopped);
        while (!await drain.FlushAsync(Cancel))
        {
        }

        Assert.Equal(0, journal.RowsLost);
        Assert.Equal(ids.Order(), (await store.ListAsync(new(Limit: 1_000), Cancel)).Rows.Select(row => row.Id).Order());
    }

    [Fact]
    public async Task Flush_Cancelled_EndsAtOnce()
    {
        await using var store = await _database.OpenAsync();
        await using var journal = Open();
        await using var drain = Start(journal, store);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => drain.FlushAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task Dispose_ByHostAndByContainer_EndsOnce()
    {
        await using var store = await _database.OpenAsync();
        var journal = Open();
        var drain = Start(journal, store);
        await journal.DisposeAsync();
        await drain.DisposeAsync();
        Assert.Null(await Record.ExceptionAsync(async () => await drain.DisposeAsync()));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static Drain Start(Journal journal, ILedgerStore store) => Drain.Start(journal, store, TimeProvider.System, NullLogger<Drain>.Instance);

    private Journal Open(long segmentBytes = 16 << 20, long maxBytes = 1 << 30) =>
        Journal.Open(new JournalOptions(Folder) { SegmentBytes = segmentBytes, MaxBytes = maxBytes }, NullLogger<Journal>.Instance);
}
