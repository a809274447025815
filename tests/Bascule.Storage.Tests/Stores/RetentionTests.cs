using Bascule.Engine.Limits.Budgets;
using Bascule.Storage.Tests.Sqlite;

namespace Bascule.Storage.Tests.Stores;

/// <summary>What rows say was spent, and that deleting them changes nothing of it.</summary>
public abstract class RetentionTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly TestDatabase _database;

    private protected RetentionTests(TestDatabase database) => _database = database;

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Spent_OfRows_IsSummedByPeriodKeyTeamAndUser()
    {
        await using var ledger = await _database.OpenAsync();
        var web = Rows.Settled() with { KeyId = "k1", Team = "search", User = "ann" };
        await ledger.WriteAsync(
            [
                web with { Id = Guid.CreateVersion7(), CostNano = 1 },
                web with { Id = Guid.CreateVersion7(), CostNano = 10, At = Rows.Noon.AddHours(-2), User = "bob" },
                web with { Id = Guid.CreateVersion7(), CostNano = 100, At = Rows.Noon.AddDays(-3) },
                web with { Id = Guid.CreateVersion7(), CostNano = 1_000, At = Rows.Noon.AddMonths(-1) },
                web with { Id = Guid.CreateVersion7(), CostNano = 10_000, At = Rows.Noon.AddHours(1) },
                web with { Id = Guid.CreateVersion7(), CostNano = 5, Kind = "shadow" },
                web with { Id = Guid.CreateVersion7(), CostNano = null, CostUnknown = true, BookedNano = 7 },
                web with { Id = Guid.CreateVersion7(), CostNano = 3, KeyId = null, Key = "old", Team = null },
            ],
            Cancel);
        var spent = await ledger.SpentAsync(Rows.Noon.AddMinutes(30), ["k1"], Cancel);
        Assert.Equal(
            [new("file:old", null, null, false, 3, 3, 3), new("k1", "search", null, false, 8, 18, 118), new("k1", "search", null, true, 5, 5, 5),
             new("k1", "search", "ann", false, 8, 8, 108), new SpentBefore("k1", "search", "bob", false, 0, 10, 10)],
            spent.OrderBy(sum => sum.Key).ThenBy(sum => sum.User).ThenBy(sum => sum.OfOperator));
    }

    [Fact]
    public async Task Forget_ByAge_DeletesInBatchesAndKeepsWhatTheMonthSpent()
    {
        await using var ledger = await _database.OpenAsync();
        await ledger.WriteAsync([.. Rows.Many(1_700, 3).Select((row, place) => row with { At = Rows.Noon.AddMinutes(-place), KeyId = $"k{place % 3}", Kind = place % 5 == 0 ? "shadow" : "request" })], Cancel);
        var until = Rows.Noon.AddMinutes(1);
        var before = await ledger.SpentAsync(until, ["k1"], Cancel);
        var batches = new List<int>();
        while ((await ledger.ForgetAsync(Rows.Noon.AddMinutes(-99), null, Rows.Noon, Cancel)).Rows is > 0 and var gone)
        {
            batches.Add(gone);
        }

        Assert.Equal([500, 500, 500, 100], batches);
        Assert.Equal(100, (await ledger.ListAsync(new(Limit: 1_000), Cancel)).Rows.Count);
        Assert.Equal(Sorted(before), Sorted(await ledger.SpentAsync(until, ["k1"], Cancel)));
        Assert.Empty(await ledger.SpentAsync(until.AddMonths(1), ["k1"], Cancel));
    }

    private static IEnumerable<SpentBefore> Sorted(IEnumerable<SpentBefore> sums) => sums.OrderBy(sum => (sum.Key, sum.Team, sum.User, sum.OfOperator));
}
