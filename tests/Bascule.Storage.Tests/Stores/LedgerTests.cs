using Bascule.Engine.Ledger;
using Bascule.Storage.Tests.Sqlite;

namespace Bascule.Storage.Tests.Stores;

/// <summary>What every store of rows does.</summary>
public abstract class LedgerTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly TestDatabase _database;

    private protected LedgerTests(TestDatabase database) => _database = database;

    [Fact]
    public async Task Row_WithEveryMember_ComesBackTheSame()
    {
        await using var ledger = await _database.OpenAsync();
        var rows = new[] { Rows.Full(), Rows.Begun() with { Status = 429 } };
        await ledger.WriteAsync(rows, Cancel);
        Assert.Equal(rows[0], await ledger.FindAsync(rows[0].Id, Cancel));
        Assert.Equal(rows[1], await ledger.FindAsync(rows[1].Id, Cancel));
        Assert.Null(await ledger.FindAsync(Guid.CreateVersion7(), Cancel));
    }

    [Fact]
    public async Task Rows_AfterReopening_AreThere()
    {
        var row = Rows.Settled();
        await using (var ledger = await _database.OpenAsync())
        {
            await ledger.WriteAsync([row], Cancel);
        }

        await using var again = await _database.OpenAsync();
        Assert.Equal(row, await again.FindAsync(row.Id, Cancel));
    }

    [Fact]
    public async Task Write_SameIdAgain_KeepsTheFirstSettledRow()
    {
        await using var ledger = await _database.OpenAsync();
        var row = Rows.Settled();
        await ledger.WriteAsync([row, row, row with { Status = 500 }], Cancel);
        await ledger.WriteAsync([row with { Status = 0, Error = LedgerRow.Interrupted, CostNano = null, CostUnknown = true }], Cancel);
        Assert.Equal(row, Assert.Single((await ledger.ListAsync(new(), Cancel)).Rows));
    }

    [Fact]
    public async Task Write_RowsOfWhichSomeAreThere_WritesTheOthersOnceAndReplacesTheInterrupted()
    {
        await using var ledger = await _database.OpenAsync();
        LedgerRow[] rows = [.. Enumerable.Range(0, 60).Select(_ => Rows.Settled())];
        await ledger.WriteAsync(rows[..10], Cancel);
        await ledger.WriteAsync([.. rows[10..19], rows[19] with { Status = 0, Error = LedgerRow.Interrupted }], Cancel);
        await ledger.WriteAsync(rows[5..30], Cancel);
        await ledger.WriteAsync(rows[5..30], Cancel);
        await ledger.WriteAsync(rows[30..40], Cancel);
        await ledger.WriteAsync(rows[40..50], Cancel);
        await ledger.WriteAsync(rows[35..], Cancel);
        var there = (await ledger.ListAsync(new(), Cancel)).Rows;
        Assert.Equal(rows.OrderBy(row => row.Id), there.OrderBy(row => row.Id));
    }

    [Fact]
    public async Task Write_SettledAfterInterrupted_ReplacesIt()
    {
        await using var ledger = await _database.OpenAsync();
        var row = Rows.Full();
        await ledger.WriteAsync([Rows.Begun() with { Id = row.Id, Error = LedgerRow.Interrupted, CostUnknown = true }], Cancel);
        await ledger.WriteAsync([row], Cancel);
        Assert.Equal(row, Assert.Single((await ledger.ListAsync(new(), Cancel)).Rows));
    }

    [Fact]
    public async Task Write_BadRowInABatch_WritesNoneOfIt()
    {
        await using var ledger = await _database.OpenAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => ledger.WriteAsync([Rows.Settled(), Rows.Settled() with { DialectIn = null! }], Cancel));
        Assert.Empty((await ledger.ListAsync(new(), Cancel)).Rows);
        await ledger.WriteAsync([Rows.Settled()], Cancel);
        Assert.Single((await ledger.ListAsync(new(), Cancel)).Rows);
    }

    [Fact]
    public async Task List_PageByPage_GivesEveryRowOnceNewestFirst()
    {
        await using var ledger = await _database.OpenAsync();
        // Few distinct times, so that pages end between rows of one time.
        var rows = Rows.Many(1_000, seed: 1).Select((row, i) => row with { At = Rows.Noon.AddSeconds(i % 7) }).ToList();
        await ledger.WriteAsync(rows, Cancel);
        var read = new List<LedgerRow>();
        string? cursor = null;
        do
        {
            var page = await ledger.ListAsync(new(Limit: 33, Cursor: cursor), Cancel);
            read.AddRange(page.Rows);
            Assert.True(page.Next is null || page.Rows.Count == 33);
            cursor = page.Next;
        }
        while (cursor is not null);
        Assert.Equal(rows.OrderByDescending(row => row.At).ThenByDescending(row => row.Id.ToString()), read);
    }

    [Fact]
    public async Task List_LastPageExactlyFull_HasNoNext()
    {
        await using var ledger = await _database.OpenAsync();
        await ledger.WriteAsync(Rows.Many(10, seed: 2), Cancel);
        Assert.Null((await ledger.ListAsync(new(Limit: 10), Cancel)).Next);
    }

    [Theory]
    [InlineData("429")]
    [InlineData("4xx")]
    [InlineData("5xx")]
    [InlineData("ok")]
    [InlineData("error")]
    public async Task List_ByStatus_GivesThoseRows(string status)
    {
        await using var ledger = await _database.OpenAsync();
        var rows = Rows.Many(300, seed: 3);
        await ledger.WriteAsync(rows, Cancel);
        bool Wanted(LedgerRow row) => status switch
        {
            "429" => row.Status == 429,
            "4xx" => row.Status is >= 400 and < 500,
            "5xx" => row.Status >= 500,
            "ok" => row.Error is null && row.Status < 400,
            _ => row.Error is not null || row.Status >= 400,
        };
        var read = (await ledger.ListAsync(new(Limit: 1_000, Status: status), Cancel)).Rows;
        Assert.NotEmpty(read);
        Assert.Equal(rows.Where(Wanted).Select(row => row.Id).Order(), read.Select(row => row.Id).Order());
    }

    [Fact]
    public async Task List_ByKeyRouteDeploymentAndSince_GivesThoseRows()
    {
        await using var ledger = await _database.OpenAsync();
        var rows = Rows.Many(2_000, seed: 4);
        await ledger.WriteAsync(rows, Cancel);
        var query = new LedgerQuery(Limit: 1_000, Key: "key1", Route: "route0", Deployment: "deployment2", Since: Rows.Noon);
        var wanted = rows.Where(row => row.Key == "key1" && row.Route == "route0" && row.Deployment == "deployment2" && row.At >= Rows.Noon);
        var read = (await ledger.ListAsync(query, Cancel)).Rows;
        Assert.NotEmpty(read);
        Assert.Equal(wanted.Select(row => row.Id).Order(), read.Select(row => row.Id).Order());
        Assert.Empty((await ledger.ListAsync(new(Key: "x' OR '1'='1"), Cancel)).Rows);
    }

    [Fact]
    public async Task List_UnparsedCursorOrStatus_IsABug()
    {
        await using var ledger = await _database.OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => ledger.ListAsync(new(Cursor: "x"), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(() => ledger.ListAsync(new(Status: "1; DROP TABLE ledger"), Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
