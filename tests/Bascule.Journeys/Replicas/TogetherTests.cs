using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bascule.Journeys.Replicas;

/// <summary>What all replicas together let through of one limit and of one budget.</summary>
public sealed class TogetherTests
{
    [Fact]
    public async Task Limit_OfSixHundredAMinute_LetsSixHundredThroughInAll()
    {
        await using var house = await ReplicaHouse.StartAsync("limits: { requests_per_minute: 600 }");
        var refused = 0;
        var passed = new ConcurrentBag<(TimeSpan Begun, TimeSpan Ended)>();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async _ =>
        {
            using var client = house.NewClient();
            while (Volatile.Read(ref refused) < 60)
            {
                var begun = watch.Elapsed;
                var told = await ReplicaHouse.AskAsync(client, 10);
                Assert.True(told.Status is 200 or 429, told.Text);
                if (told.Status == 200)
                {
                    passed.Add((begun, watch.Elapsed));
                }
                else
                {
                    Interlocked.Increment(ref refused);
                }
            }
        }));

        // On a machine so busy that it takes more than a minute the first ones fall out of it, and others may come.
        var minute = TimeSpan.FromMinutes(1);
        var most = passed.Max(first => passed.Count(one => one.Begun >= first.Begun && one.Ended <= first.Begun + minute));
        Assert.InRange(most, 0, 606);
        Assert.True(passed.Count >= 594, $"{passed.Count} were let through before 60 were refused");
    }

    [Fact]
    public async Task Budget_OfADollarAtSixtyFourCallers_IsPassedByLessThanOnePercent()
    {
        await using var house = await ReplicaHouse.StartAsync("budget: { usd: 1, per: month }");
        var ids = new ConcurrentQueue<string>();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(async number =>
        {
            using var client = house.NewClient();
            // A refusal may be another one's reservation: some in a row say that there is nothing left.
            for (var inARow = 0; inARow < 5;)
            {
                var told = await ReplicaHouse.AskAsync(client, 40 + number);
                Assert.True(told.Status == 200 || told.Error.GetProperty("code").GetString() == "insufficient_quota", told.Text);
                inARow = told.Status == 200 ? 0 : inARow + 1;
                if (told.Status == 200)
                {
                    ids.Enqueue(told.Id);
                }
            }
        }));
        var spent = await house.RowsAsync(ids);
        Assert.InRange(spent, 0.9m, 1.01m);
    }
}
