using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Limits.Budgets.Leasing;

namespace Bascule.Engine.Tests.Limits.Budgets.Leasing;

public sealed class LeaseTests
{
    private static readonly DateTimeOffset End = new(2026, 12, 1, 2, 0, 0, TimeSpan.Zero);
    private readonly Lease _lease = new(new Pot(BudgetScope.Key, "web", BudgetPeriod.Month, 24_323), End, new Lock()) { Budget = 1_000 };

    [Fact]
    public void Pot_HasANameOfItsOwn() => Assert.Equal("k:m:24323:web", _lease.Key);

    [Fact]
    public void Free_IsWhatIsNeitherUnderWayNorSettledAndUntold()
    {
        _lease.Heard(new PotFigures(0, 0, 300, 0, 300), 0);
        _lease.Reserve(120);
        Assert.Equal(180, _lease.Free);
        _lease.Reserve(-120);
        _lease.Settle(20);
        Assert.Equal((280, 280), (_lease.Free, _lease.Rest(1_000)));

        // While it is told it stays taken, and what was settled then waits for the next sentence.
        var line = _lease.Say();
        _lease.Settle(5);
        Assert.Equal((20, 0, 275L), (line.Spent, line.Give, _lease.Free));
        _lease.Heard(new PotFigures(20, 0, 280, 0, 280), 0);
        Assert.Equal((275, 5), (_lease.Free, _lease.Say().Spent));
    }

    [Fact]
    public void Rest_OfABudgetThatWasLowered_IsNoMoreThanIt()
    {
        _lease.Heard(new PotFigures(200, 0, 400, 0, 400), 0);
        Assert.Equal((400, 50, -150), (_lease.Rest(1_000), _lease.Rest(250), _lease.Rest(50)));
    }

    [Fact]
    public void Returned_WhatIsFreeGoesBackAndNoMore()
    {
        _lease.Heard(new PotFigures(0, 0, 300, 0, 300), 0);
        _lease.Reserve(100);
        _lease.IsReturned = true;
        Assert.Equal(200, _lease.Say().Give);
        Assert.Equal(0, _lease.Free);
    }

    [Fact]
    public void Bring_TriedTwiceUnderOneName_TellsWhatWasSettledMeanwhileToo()
    {
        _lease.Heard(new PotFigures(500, 0, 300, 0, 300), 0);
        _lease.Settle(40);
        var first = _lease.Bring(sameBooks: false, keeps: false);
        Assert.Equal((500, 40, 0), (first.Spent, first.Untold, first.Lease));
        _lease.Brought(first);
        _lease.Settle(7);
        var second = _lease.Bring(sameBooks: false, keeps: false);
        Assert.Equal(47, second.Untold);
        _lease.Brought(second);
        Assert.Equal(0, _lease.Say().Spent);

        // They are lost before everybody came: who else should know of it? Once everybody has, they all do.
        _lease.Heard(new PotFigures(700, 0, 0, 0, 0), 0, sure: false);
        Assert.Equal((500, 47), (_lease.Bring(sameBooks: false, keeps: false).Spent, _lease.Bring(sameBooks: false, keeps: false).Untold));
        _lease.Heard(new PotFigures(700, 0, 0, 0, 0), 0);
        _lease.Settle(3);
        Assert.Equal(3, _lease.Bring(sameBooks: false, keeps: false).Untold);
    }

    [Fact]
    public void Bring_ThatKeepsWhatItHolds_LeavesOutWhatIsSettledAndWhatWasBeingGivenBack()
    {
        _lease.Heard(new PotFigures(500, 0, 300, 0, 300), 0);
        _lease.Reserve(100);
        _lease.Settle(40);
        var first = _lease.Bring(sameBooks: false, keeps: true);
        Assert.Equal((40, 260, 100), (first.Untold, first.Lease, first.Use));
        _lease.Settle(5);    // its answer was lost
        var second = _lease.Bring(sameBooks: false, keeps: true);
        Assert.Equal((45, 255, 100), (second.Untold, second.Lease, second.Use));
        _lease.Brought(second);
        Assert.Equal(155, _lease.Free);

        _lease.IsReturned = true;
        _lease.Say();    // it may have been heard, and the 155 be another's
        Assert.Equal((100, 100), (_lease.Bring(sameBooks: false, keeps: true).Lease, _lease.Reserved));
    }

    [Fact]
    public void Share_IsHalfOfWhatIsLeftForEachReplica() => Assert.Equal((150, 0), (Lease.ShareOf(900, 3), Lease.ShareOf(-5, 3)));
}
