using System.Globalization;
using Bascule.Engine.Ledger;
using Bascule.Storage.Tests.Sqlite;

namespace Bascule.Storage.Tests.Stores;

public abstract class UsageTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly TestDatabase _database;

    private protected UsageTests(TestDatabase database) => _database = database;

    [Theory]
    [InlineData("")]
    [InlineData("day")]
    [InlineData("key")]
    [InlineData("team")]
    [InlineData("route")]
    [InlineData("deployment")]
    [InlineData("model")]
    [InlineData("provider")]
    [InlineData("kind")]
    [InlineData("kind,key")]
    [InlineData("tag.app's \"x\"")]
    [InlineData("tag.nowhere")]
    [InlineData("day,key,tag.app's \"x\"")]
    [InlineData("tag.other,tag.app's \"x\",model,team")]
    public async Task Sum_ByAnyGroups_IsWhatLinqSays(string by)
    {
        await using var ledger = await _database.OpenAsync();
        var rows = Rows.Many(3_000, seed: 5);
        foreach (var batch in rows.Chunk(1_000))
        {
            await ledger.WriteAsync(batch, Cancel);
        }

        var groups = by.Length == 0 ? [] : by.Split(',');
        Equal(Expected(rows, groups), await ledger.SumAsync(new(groups), Cancel));
        var (since, until) = (Rows.Noon.AddDays(-1), Rows.Noon.AddDays(1));
        Equal(
            Expected(rows.Where(row => row.At >= since && row.At < until && row.Key == "key2"), groups),
            await ledger.SumAsync(new(groups, since, until, "key2"), Cancel));
    }

    [Fact]
    public async Task Sum_OfNothing_HasNoGroups()
    {
        await using var ledger = await _database.OpenAsync();
        Assert.Empty(await ledger.SumAsync(new([]), Cancel));
    }

    [Fact]
    public async Task Sum_OnlyInterrupted_HasNoLatency()
    {
        await using var ledger = await _database.OpenAsync();
        await ledger.WriteAsync([Rows.Begun() with { Error = LedgerRow.Interrupted, CostUnknown = true }], Cancel);
        var sum = Assert.Single(await ledger.SumAsync(new(["key"]), Cancel));
        Assert.Equal((1L, 1L, 1L, null, null), (sum.Requests, sum.Errors, sum.UnknownCost, sum.P50Ms, sum.FirstTokenP95Ms));
    }

    [Theory]
    [InlineData("user")]
    [InlineData("key, (SELECT 1)")]
    public async Task Sum_UnparsedGroup_IsABug(string by)
    {
        await using var ledger = await _database.OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => ledger.SumAsync(new([by]), Cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static void Equal(List<UsageGroup> expected, IReadOnlyList<UsageGroup> actual)
    {
        static string Text(UsageGroup group) => string.Join('|', group.Group.Select(name => name ?? "<null>")) + " " + (group with { Group = [] });
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(Text).Order(StringComparer.Ordinal), actual.Select(Text).Order(StringComparer.Ordinal));
    }

    private static List<UsageGroup> Expected(IEnumerable<LedgerRow> rows, string[] by) =>
        [.. rows.GroupBy(row => string.Join('\u0001', by.Select(group => Value(row, group) ?? "\u0002"))).Select(group =>
        {
            var all = group.ToArray();
            var asked = by.Contains("kind") ? all : [.. all.Where(row => row.Kind == LedgerRow.Request)];
            return new UsageGroup(
                [.. by.Select(name => Value(all[0], name))],
                asked.Length,
                asked.Count(row => row.Error is not null || row.Status >= 400),
                asked.Count(row => row.Cache is "hit" or "semantic" or "joined"),
                all.Sum(row => row.Usage?.Input ?? 0),
                all.Sum(row => row.Usage?.CachedInput ?? 0),
                all.Sum(row => row.Usage?.CacheWrite ?? 0),
                all.Sum(row => row.Usage?.Output ?? 0),
                all.Sum(row => row.Usage?.Reasoning ?? 0),
                all.Sum(row => row.CostNano ?? 0),
                all.Count(row => row.CostUnknown),
                NearestRank(asked.Where(row => row.Status != 0).Select(row => row.TotalMs), 50),
                NearestRank(asked.Where(row => row.Status != 0).Select(row => row.TotalMs), 95),
                NearestRank(asked.Where(row => row.FirstTokenMs is not null).Select(row => row.FirstTokenMs!.Value), 50),
                NearestRank(asked.Where(row => row.FirstTokenMs is not null).Select(row => row.FirstTokenMs!.Value), 95));
        })];

    private static string? Value(LedgerRow row, string group) => group switch
    {
        "day" => row.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        "key" => row.Key,
        "team" => row.Team,
        "route" => row.Route,
        "deployment" => row.Deployment,
        "model" => row.Model,
        "provider" => row.Provider,
        "kind" => row.Kind,
        _ => row.Tags.Where(tag => tag.Key == group[4..]).Select(tag => tag.Value).FirstOrDefault(),
    };

    private static int? NearestRank(IEnumerable<int> values, int percent)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : sorted[(int)Math.Ceiling(sorted.Length * percent / 100m) - 1];
    }
}
