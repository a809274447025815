using Bascule.Engine.Pricing;

namespace Bascule.Journeys.Budgets;

/// <summary>Many callers at once, each of whose answers runs as long as it may, against one budget.</summary>
public sealed class CrowdTests
{
    private const int Callers = 64;

    [Theory]
    [InlineData(true, 1000)]
    [InlineData(false, null)]
    public async Task Budget_SixtyFourParallelCallersAllRunningLong_IsPassedByLessThanOnePercent(bool stream, int? most)
    {
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 1, per: month }");
        // As long as one is free the others wait for nothing: all of a round are at the upstream together.
        var (here, free) = (0, new TaskCompletionSource());
        house.Upstream.Handler = request =>
        {
            Interlocked.Increment(ref here);
            return BudgetHouse.Long(request, free.Task);
        };
        var (done, refused) = (0, 0);
        for (var round = 0; round < 12; round++)
        {
            free = new TaskCompletionSource();
            here = 0;
            var asked = Enumerable.Range(0, Callers).Select(_ => house.AskAsync("long", most, stream)).ToArray();
            // Who is refused is told at once; the rest are at the upstream.
            using var bound = new CancellationTokenSource(Gateway.Bound);
            while (asked.Count(task => task.IsCompleted) + Volatile.Read(ref here) < Callers)
            {
                bound.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            free.SetResult();
            foreach (var told in await Task.WhenAll(asked))
            {
                done += told.Status == 200 ? 1 : 0;
                refused += told.Status == 429 ? 1 : 0;
                Assert.True(told.Status == 200 || told.Error.GetProperty("code").GetString() == "insufficient_quota", told.Text);
            }
        }

        Assert.Equal(12 * Callers, done + refused);
        Assert.True(refused > Callers);
        var spent = await house.SpentAsync();
        Assert.InRange(spent, 0.9m, 1.01m);
        Assert.Equal(spent, Money.ToUsd((await house.Gateway.RowsAsync()).Sum(row => row.CostNano ?? 0)));
        Assert.All(house.Upstream.Seen, request => Assert.True(BudgetHouse.MostOf(request) >= 256 || most is not null));
    }
}
