using Bascule.Engine.Ledger;
using Bascule.Storage.Postgres;
using Bascule.Storage.Tests.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Storage.Tests.Postgres;

/// <summary>The ledger's months: made ahead, found by the ids in them, and dropped whole.</summary>
public sealed class PostgresPartitionTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly PostgresTestDatabase _database = new();

    [Fact]
    public void Month_OfAnId_IsThatOfItsTime()
    {
        var at = new DateTimeOffset(2026, 2, 28, 23, 59, 59, 999, TimeSpan.Zero);
        Assert.Equal(new DateOnly(2026, 2, 1), PostgresPartitions.MonthOf(Guid.CreateVersion7(at)));
        Assert.Equal(new DateOnly(2026, 3, 1), PostgresPartitions.MonthOf(Guid.CreateVersion7(at.AddMilliseconds(1))));
        Assert.Null(PostgresPartitions.MonthOf(new Guid("11111111-1111-4111-8111-111111111111")));
        var first = PostgresPartitions.FirstOf(new DateOnly(2026, 3, 1)).ToString();
        Assert.True(string.CompareOrdinal(Guid.CreateVersion7(at).ToString(), first) < 0);
        Assert.True(string.CompareOrdinal(first, Guid.CreateVersion7(at.AddMilliseconds(1)).ToString()) < 0);
    }

    [Fact]
    public async Task Months_AreMadeAheadAndRowsGoToTheirs()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 31, 12, 0, 0, TimeSpan.Zero));
        await using var database = await _database.OpenDatabaseAsync(time);
        await database.Ledger.WriteAsync([Row(time.GetUtcNow()), Row(time.GetUtcNow().AddDays(2))], Cancel);
        Assert.Equal("1 1", await _database.AskAsync("SELECT (SELECT COUNT(*) FROM ledger_2030_01) || ' ' || (SELECT COUNT(*) FROM ledger_2030_02)"));

        // A month later nobody was there to make it ahead: the drain does it.
        time.Advance(TimeSpan.FromDays(40));
        await database.Ledger.WriteAsync([Row(time.GetUtcNow())], Cancel);
        Assert.Equal(1L, await _database.AskAsync("SELECT COUNT(*) FROM ledger_2030_03"));
        Assert.Equal(0L, await _database.AskAsync("SELECT COUNT(*) FROM ledger_other"));
    }

    [Fact]
    public async Task Rows_OfAClockThatIsWrong_HaveAPlaceAndMoveWhenTheirMonthComes()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
        await using var database = await _database.OpenDatabaseAsync(time);
        LedgerRow[] rows = [Row(time.GetUtcNow().AddMonths(5)), Row(time.GetUtcNow().AddMonths(5)), Row(time.GetUtcNow().AddYears(-9))];
        await database.Ledger.WriteAsync(rows, Cancel);
        Assert.Equal(3L, await _database.AskAsync("SELECT COUNT(*) FROM ledger_other"));

        time.Advance(TimeSpan.FromDays(31 + 28 + 31 + 30 + 31));
        await database.Ledger.WriteAsync([Row(time.GetUtcNow())], Cancel);
        Assert.Equal("3 1", await _database.AskAsync("SELECT (SELECT COUNT(*) FROM ledger_2030_06) || ' ' || (SELECT COUNT(*) FROM ledger_other)"));
        await database.Ledger.WriteAsync(rows, Cancel);
        Assert.Equal(4L, await _database.AskAsync("SELECT COUNT(*) FROM ledger"));
    }

    [Fact]
    public async Task Forget_OfMonthsThatAreOver_DropsThemAndKeepsWhatTheMonthSpent()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 3, 10, 0, 0, 0, TimeSpan.Zero));
        await using var database = await _database.OpenDatabaseAsync(time);
        await using (var earlier = await _database.OpenDatabaseAsync(new FakeTimeProvider(new DateTimeOffset(2030, 1, 10, 0, 0, 0, TimeSpan.Zero))))
        {
            await earlier.Ledger.WriteAsync([.. Enumerable.Range(0, 900).Select(i => Row(time.GetUtcNow().AddDays(-50 - (i % 5))))], Cancel);
        }

        await database.Ledger.WriteAsync([.. Enumerable.Range(0, 10).Select(i => Row(time.GetUtcNow().AddDays(-i)))], Cancel);
        var now = time.GetUtcNow();
        var before = await database.Ledger.SpentAsync(now, [], Cancel);
        Assert.Equal(900, (await database.Ledger.ForgetAsync(now.AddDays(-30), null, now, Cancel)).Rows);
        Assert.Equal(0L, await _database.AskAsync("SELECT COUNT(*) FROM pg_class WHERE relname = 'ledger_2030_01'"));
        Assert.Equal(0, (await database.Ledger.ForgetAsync(now.AddDays(-30), null, now, Cancel)).Rows);
        Assert.Equal(5, (await database.Ledger.ForgetAsync(now.AddDays(-4.5), null, now, Cancel)).Rows);
        Assert.Equal(before, await database.Ledger.SpentAsync(now, [], Cancel));
        Assert.Equal(5L, await _database.AskAsync("SELECT COUNT(*) FROM ledger"));
    }

    [Fact]
    public async Task Forget_ByTwoGateways_IsDoneByOneOfThem()
    {
        await using var first = await _database.OpenDatabaseAsync();
        await using var second = await _database.OpenDatabaseAsync();
        await first.Ledger.WriteAsync(Rows.Many(100, 1), Cancel);
        Assert.Equal(100, (await first.Ledger.ForgetAsync(Rows.Noon.AddDays(30), null, Rows.Noon, Cancel)).Rows);
        await first.Ledger.WriteAsync(Rows.Many(100, 1), Cancel);
        Assert.Equal(0, (await second.Ledger.ForgetAsync(Rows.Noon.AddDays(30), null, Rows.Noon, Cancel)).Rows);
        Assert.Equal(100, (await first.Ledger.ForgetAsync(Rows.Noon.AddDays(30), null, Rows.Noon, Cancel)).Rows);
    }

    [Fact]
    public async Task Forget_BySize_DeletesTheOldestUntilItFits()
    {
        await using var ledger = await _database.OpenAsync();
        foreach (var batch in Rows.Many(6_000, 4).Select((row, place) => row with { At = Rows.Noon.AddMinutes(-place), Decision = $$"""{"x":"{{new string('x', 400)}}"}""" }).Chunk(1_000))
        {
            await ledger.WriteAsync(batch, Cancel);
        }

        var small = (long)(await _database.AskAsync("SELECT SUM(pg_total_relation_size(oid))::bigint FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"))! / 3;
        while ((await ledger.ForgetAsync(DateTimeOffset.UnixEpoch, small, Rows.Noon, Cancel)).Rows > 0)
        {
            // Each call is one batch.
        }

        Assert.InRange((long)(await _database.AskAsync("SELECT COUNT(*) FROM ledger"))!, 1_200, 2_800);
        Assert.Equal(Rows.Noon, (await ledger.ListAsync(new(Limit: 1), Cancel)).Rows[0].At);

        // Its files are as large as before, and yet nothing more goes.
        Assert.Equal(0, (await ledger.ForgetAsync(DateTimeOffset.UnixEpoch, small, Rows.Noon.AddHours(1), Cancel)).Rows);
    }

    [Fact]
    public async Task Forget_BySize_WhereKeptWordsTakeTheRoom_LeavesTheLedgerAndSaysSo()
    {
        await using var ledger = await _database.OpenAsync();
        await ledger.WriteAsync(Rows.Many(1_000, 5), Cancel);
        await _database.ExecuteAsync("INSERT INTO content SELECT gen_random_uuid(), now(), now(), false, decode(repeat('ab', 20000), 'hex'), false, '', false FROM generate_series(1, 200)");
        Assert.Equal(new Forgotten(0, IsOverByOthers: true), await ledger.ForgetAsync(DateTimeOffset.UnixEpoch, 3 << 20, Rows.Noon, Cancel));
        Assert.Equal(1_000L, await _database.AskAsync("SELECT COUNT(*) FROM ledger"));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static LedgerRow Row(DateTimeOffset at) => Rows.Settled() with { Id = Guid.CreateVersion7(at), At = at };
}
