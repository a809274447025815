using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Pricing;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Limits.Budgets;

public sealed class PurseTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 30, 0, TimeSpan.Zero);
    private static readonly Price Cents = Price.FromUsdPerMillion(10, null, null, 100);
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly Treasury _treasury;

    public PurseTests() => _treasury = new(_time);

    [Fact]
    public void Reserve_UnderRandomInterleavings_NeverExceedsAnyBudget()
    {
        BudgetOptions all = new(70_000_000, BudgetPeriod.Month), team = new(50_000_000, BudgetPeriod.Day), own = new(20_000_000, BudgetPeriod.Hour);
        var purses = Enumerable.Range(0, 6).Select(number => _treasury.Of(new BudgetHolder($"k{number}", $"k{number}", own, number % 2 == 0 ? "even" : null, number % 2 == 0 ? team : null, all))).ToArray();
        var (done, booked, refused) = (0, 0L, 0);
        using var watching = new CancellationTokenSource();
        var watcher = new Thread(() =>
        {
            while (!watching.IsCancellationRequested)
            {
                Check(purses);
            }
        });
        watcher.Start();
        var threads = Enumerable.Range(0, 8).Select(seed => new Thread(() =>
        {
            var random = new Random(seed);
            var held = new List<(Purse Purse, long Nano)>();
            for (var step = 0; step < 4_000; step++)
            {
                if (random.Next(2) == 0)
                {
                    var purse = purses[random.Next(purses.Length)];
                    if (purse.Reserve(new WorstCase(Cents, random.Next(200)), random.Next(1, 400), 1, Noon, out var granted, out var nano) is null)
                    {
                        Assert.True(granted >= 1);
                        held.Add((purse, nano));
                    }
                    else
                    {
                        Interlocked.Increment(ref refused);
                    }
                }
                else if (held.Count > 0)
                {
                    var (purse, nano) = held[^1];
                    held.RemoveAt(held.Count - 1);
                    var cost = random.Next(3) == 0 ? 0 : random.NextInt64(nano / 200 + 1);
                    purse.Settle(Noon, nano, cost);
                    Interlocked.Add(ref booked, cost);
                    Interlocked.Increment(ref done);
                }
            }

            foreach (var (purse, nano) in held)
            {
                purse.Settle(Noon, nano, 0);
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        watching.Cancel();
        watcher.Join();
        Check(purses);
        Assert.True(done > 200 && refused > 0, $"{done} were settled, {refused} refused");
        Assert.Equal((booked, 0L), (purses[0].States(Noon)[0].Spent, purses[0].States(Noon)[0].Reserved));
    }

    [Theory]
    [InlineData(false, 1, 1, 1_000, 901)]
    [InlineData(true, 1, 1, 1_000, 875)]
    [InlineData(false, 1, 3, 1_000, 300)]
    [InlineData(false, 2, 1, 1_000, 381)]
    public void Reserve_WhatFits_IsWhatTheWorstCaseCosts(bool cache, int asks, int answers, long wanted, long fits)
    {
        // USD 0.1 a day; 990 tokens of input cost USD 0.0099, written into the cache for an hour USD 0.0198 less what the price of it is here.
        var purse = _treasury.Of(new BudgetHolder("k", "k", new BudgetOptions(100_000_000, BudgetPeriod.Day), null, null, null));
        var worst = new WorstCase(Price.FromUsdPerMillion(10, null, 12.5m, 100), 990, cache, asks, answers);
        Assert.Null(purse.Reserve(worst, wanted, 256, Noon, out var granted, out var nano));
        Assert.InRange(granted, fits - 1, fits + 1);
        Assert.True(nano <= 100_000_000 && worst.NanoOf(granted + 1) > 100_000_000);
    }

    [Fact]
    public void Reserve_APeriodThatIsOver_IsNoLongerCounted()
    {
        var purse = _treasury.Of(new BudgetHolder("k", "k", new BudgetOptions(100_000_000, BudgetPeriod.Hour), null, null, null));
        Assert.Null(purse.Reserve(new WorstCase(Cents, 0), 1_000, 1, Noon, out _, out var first));
        Assert.NotNull(purse.Reserve(new WorstCase(Cents, 0), 1_000, 1_000, Noon, out _, out _));
        var next = Noon.AddMinutes(45);
        Assert.Null(purse.Reserve(new WorstCase(Cents, 0), 600, 1, next, out _, out var second));
        purse.Settle(Noon, first, first);    // it came in the hour before
        Assert.Equal((0L, second), (purse.States(next)[0].Spent, purse.States(next)[0].Reserved));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 14, 0, 0, TimeSpan.Zero), purse.States(next)[0].Renews);
    }

    [Fact]
    public void Refusal_SaysWhetherSomethingUnderWayMayFreeIt()
    {
        var purse = _treasury.Of(new BudgetHolder("k", "web", new BudgetOptions(100_000_000, BudgetPeriod.Month), null, null, null));
        Assert.Null(purse.Reserve(new WorstCase(Cents, 0), 1_000, 1, Noon, out _, out var held));
        Assert.NotNull(purse.Reserve(new WorstCase(Cents, 0), 500, 500, Noon, out _, out _)!.RetryAfter);
        purse.Settle(Noon, held, held);
        var spent = purse.Reserve(new WorstCase(Cents, 0), 500, 500, Noon, out _, out _)!;
        Assert.Null(spent.RetryAfter);
        Assert.Contains("2026-12-01T00:00:00Z", spent.Mend);
    }

    [Fact]
    public void Users_PastTheBoundAndBusy_ShareOneBudgetAKey()
    {
        var holder = new BudgetHolder("k", "web", null, null, null, null);
        var each = new BudgetOptions(10, BudgetPeriod.Day);
        for (var user = 0; user < Treasury.MaxUsersOfKey; user++)
        {
            _treasury.Of(holder, $"user {user}", each).Settle(Noon, 0, 1);
        }

        _treasury.Of(holder, "one more", each).Settle(Noon, 0, 7);
        Assert.Equal(7, _treasury.Of(holder, "another", each).States(Noon)[0].Spent);

        var other = new BudgetHolder("k2", "app", null, null, null, null);
        _treasury.Of(other, "ann", each).Settle(Noon, 0, 3);
        Assert.Equal((3, 0), (_treasury.Of(other, "ann", each).States(Noon)[0].Spent, _treasury.Of(other, "bob", each).States(Noon)[0].Spent));
    }

    [Fact]
    public void User_WhoseRequestHasReservedNothingYet_IsNotForgotten()
    {
        var holder = new BudgetHolder("k", "web", null, null, null, null);
        var each = new BudgetOptions(10, BudgetPeriod.Day);
        var under = _treasury.Of(holder, "user 0", each);
        for (var user = 1; user <= Treasury.MaxUsersOfKey; user++)
        {
            _treasury.Of(holder, $"user {user}", each);
        }

        under.Settle(Noon, 0, 5);
        Assert.Equal(5, _treasury.Of(holder, "user 0", each).States(Noon)[0].Spent);

        // Those who have spent nothing go when their requests are long over.
        var shared = _treasury.Of(holder, "one more", each);
        shared.Settle(Noon, 0, 7);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, _treasury.Of(holder, "one more", each).States(Noon)[0].Spent);
        Assert.Equal(5, _treasury.Of(holder, "user 0", each).States(Noon)[0].Spent);
    }

    [Theory]
    [InlineData(BudgetPeriod.Hour, "2026-11-20T12:00:00Z", "2026-11-20T13:00:00Z")]
    [InlineData(BudgetPeriod.Day, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")]
    public void Periods_OfAMomentElsewhere_AreThoseOfUtc(BudgetPeriod period, string start, string end)
    {
        var elsewhere = Noon.ToOffset(TimeSpan.FromHours(13));
        Assert.Equal((DateTimeOffset.Parse(start), DateTimeOffset.Parse(end)), (period.StartOf(elsewhere), period.EndOf(elsewhere)));
    }

    private static void Check(Purse[] purses)
    {
        foreach (var state in purses.SelectMany(purse => purse.States(Noon)))
        {
            Assert.True(state.Spent + state.Reserved <= state.Budget.Nano && state.Reserved >= 0, $"{state.Scope}: {state.Spent} + {state.Reserved} of {state.Budget.Nano}");
        }
    }
}
