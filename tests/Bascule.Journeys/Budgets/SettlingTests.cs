using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Pricing;
using Bascule.Journeys.Crash;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Journeys.Budgets;

/// <summary>What becomes of what was reserved: however an attempt ends, what is booked is what its row says.</summary>
public sealed class SettlingTests
{
    private const string Budget = "budget: { usd: 1, per: month }";

    [Fact]
    public async Task Failed_BeforeAnyOutput_CostsNothing()
    {
        await using var house = await BudgetHouse.StartAsync(Budget);
        house.Upstream.Enqueue(ScriptedAnswer.Json("{}", 500));
        Assert.Equal(500, (await house.AskAsync()).Status);
        Assert.Equal(0m, await house.SpentAsync());
    }

    [Fact]
    public async Task Cut_AStreamThatBroke_IsBookedAsEstimated()
    {
        await using var house = await BudgetHouse.StartAsync(Budget);
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, new string('x', 400))).ThenAbort());
        var told = await house.AskAsync(stream: true);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.True(row.Usage is { Estimated: true, Output: 100 });
        Assert.Equal(Money.ToUsd(row.CostNano!.Value), await house.SpentAsync());
    }

    [Fact]
    public async Task Cancelled_ACallerWhoLeaves_LeavesNothingReserved()
    {
        await using var house = await BudgetHouse.StartAsync(Budget);
        house.Upstream.Enqueue(ScriptedAnswer.Never());
        using (var left = new CancellationTokenSource())
        {
            using var request = Ask.Request(Ask.OpenAi, BudgetHouse.Body("long", 1000), ("authorization", "Bearer " + BudgetHouse.Secret));
            var asked = house.Gateway.Client.SendAsync(request, left.Token);
            var seen = await house.Upstream.NextAsync();
            await left.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
            await seen.ClientLeft.WaitAsync(Gateway.Bound);
        }

        var row = await house.Gateway.OnlyRowAsync();
        Assert.True(row is { Status: 499, CostNano: > 0 });
        Assert.Equal(Money.ToUsd(row.CostNano!.Value), await house.SpentAsync());
    }

    [Fact]
    public async Task Hedge_BothAreReservedAndTheLoserIsBooked()
    {
        await using var house = await BudgetHouse.StartAsync(Budget, route: "retries: 0, hedge: { after: 1ms }");
        var first = new TaskCompletionSource();
        house.Upstream.Handler = request => request.Json.GetProperty("model").GetString() == "m" ? BudgetHouse.Long(request, first.Task) : BudgetHouse.Long(request);
        var told = await house.AskAsync("falls");
        Assert.Equal((200, "cheap"), (told.Status, told.Header("x-bascule-deployment")));
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(2, row.Attempts.Count);
        Assert.Equal(Money.ToUsd(row.CostNano!.Value), await house.SpentAsync());
        first.SetResult();
    }

    [Fact]
    public async Task Restart_TheSpendIsKept()
    {
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 0.25, per: month }");
        await house.AskAsync();
        await house.AskAsync();
        var before = await house.SpentAsync();
        Assert.Equal(0.2002m, before);
        await house.RestartAsync();
        Assert.Equal(before, await house.SpentAsync());
        Assert.Equal(200, (await house.AskAsync()).Status);
        Assert.Equal(429, (await house.AskAsync()).Status);
    }

    [Fact]
    public async Task Renamed_TheTeamThatAKeyLeaves_KeepsWhatWasSpent()
    {
        await using var house = await BudgetHouse.StartAsync("team: search, budget: { usd: 1, per: month }", "teams: { search: { budget: { usd: 1, per: month } } }");
        await house.AskAsync();
        await house.SpentAsync();
        var sums = house.Treasury.Of(new BudgetHolder("file:web", "web", new BudgetOptions(1, BudgetPeriod.Hour), "search", new BudgetOptions(1, BudgetPeriod.Day), null)).States(TimeProvider.System.GetUtcNow());
        Assert.All(sums, state => Assert.Equal(100_100_000, state.Spent));
    }

    [Fact]
    public async Task Shadow_IsPaidByTheOrganisationAlone()
    {
        await using var house = await BudgetHouse.StartAsync(Budget, route: "retries: 0, shadow: { to: cheap, share: 1 }");
        await house.AskAsync();
        await house.Upstream.NextAsync();
        await house.Upstream.NextAsync();
        Assert.Equal(0.1001m, await house.SpentAsync());
        while ((await house.Gateway.RowsAsync()).Count < 2)
        {
            await Task.Yield();
        }

        var all = (await house.Gateway.RowsAsync()).Sum(row => row.CostNano ?? 0);
        await house.RestartAsync();
        var organisation = house.Treasury.Of(new BudgetHolder(null, null, null, null, null, new BudgetOptions(1, BudgetPeriod.Month))).States(TimeProvider.System.GetUtcNow());
        Assert.Equal((101_100_000, all), (all, Assert.Single(organisation).Spent));
        Assert.Equal(0.1001m, await house.SpentAsync());
    }

    [Fact]
    public async Task Everything_AtOnce_RowsSumUpToWhatIsSpent()
    {
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 50, per: month }, team: search", "teams: { search: { budget: { usd: 50, per: day } } }", "retries: 1, hedge: { after: 5ms }");
        var random = new Random(7);
        house.Upstream.Handler = request => random.Next(7) switch
        {
            0 => ScriptedAnswer.Json("{}", 503),
            1 => ScriptedAnswer.Reset(),
            2 => ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "cut here")).ThenAbort(),
            3 => ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "no usage"), Wire.Finish(Ask.OpenAi), Wire.End(Ask.OpenAi)),
            4 => ScriptedAnswer.Json("{ not json"),
            _ => BudgetHouse.Long(request),
        };
        for (var round = 0; round < 6; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
            {
                using var left = new CancellationTokenSource();
                using var request = Ask.Request(Ask.OpenAi, BudgetHouse.Body(number % 3 == 0 ? "falls" : "long", 300, number % 2 == 0), ("authorization", "Bearer " + BudgetHouse.Secret));
                try
                {
                    using var response = await house.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, left.Token);
                    if (number % 5 == 0)
                    {
                        await left.CancelAsync();
                    }

                    await response.Content.ReadAsStringAsync(left.Token);
                }
                catch (Exception gone) when (gone is OperationCanceledException or HttpRequestException)
                {
                    // Whoever leaves, or is cut, has a row all the same.
                }
            }));
        }

        while ((await house.Gateway.RowsAsync()).Count < 96)
        {
            await Task.Yield();
        }

        var spent = await house.SpentAsync();
        var rows = await house.Gateway.RowsAsync();
        Assert.Equal(Money.ToUsd(rows.Sum(row => row.BookedNano > 0 ? row.BookedNano : row.CostNano ?? 0)), spent);
        Assert.True(spent > 0);
        await house.RestartAsync();
        Assert.Equal((spent, spent), (await house.SpentAsync(), (await house.KeyAsync()).GetProperty("team_budget").GetProperty("spent_usd").GetDecimal()));
    }

    [Fact]
    public async Task Month_WhenItIsOver_TheBudgetIsWholeAgain()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 23, 59, 30, TimeSpan.Zero));
        await using var house = await BudgetHouse.StartAsync("budget: { usd: 0.11, per: month }", time: time);
        Assert.Equal(200, (await house.AskAsync()).Status);
        Assert.Equal(429, (await house.AskAsync()).Status);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0m, await house.SpentAsync());
        Assert.Equal(200, (await house.AskAsync()).Status);
    }

    [Fact]
    public async Task Killed_WhatWasUnderWay_CountsAsSpent()
    {
        using var folder = new TemporaryFolder();
        await using var upstream = await ScriptedUpstream.StartAsync(static _ => ScriptedAnswer.Never());
        var file = folder.File("bascule.yaml");
        await File.WriteAllTextAsync(file, Gateway.Whole(BudgetHouse.Config(upstream, "budget: { usd: 0.15, per: month }"), folder.Path));
        await using (var gateway = await GatewayProcess.StartAsync(file))
        {
            using var client = gateway.NewClient(BudgetHouse.Secret);
            var asked = client.AskAsync(Ask.OpenAi, BudgetHouse.Body("long", 1000));
            await upstream.NextAsync();
            await gateway.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => asked);
        }

        upstream.Handler = BudgetHouse.Long;
        await using var next = await GatewayProcess.StartAsync(file);
        using var again = next.NewClient(BudgetHouse.Secret);
        var told = await again.AskAsync(Ask.OpenAi, BudgetHouse.Body("long", 1000));
        Assert.Equal(200, told.Status);
        Assert.InRange(BudgetHouse.MostOf(upstream.Seen[^1])!.Value, 400, 500);
    }
}
