using Bascule.Engine.Limits.Budgets.Leasing;
using CsCheck;

namespace Bascule.Engine.Tests.Limits.Budgets.Leasing;

/// <summary>Whatever replicas do one after another, and whatever becomes of them: what is spent and what is under way never exceeds a budget.</summary>
public sealed class InterleavingTests
{
    /// <summary>CsCheck_Iter has more tried.</summary>
    private static readonly long Tries = Check.Iter;

    /// <summary>The dead are buried so soon that it happens within a test.</summary>
    private static readonly TellerTimes Hasty = new() { Mourning = TimeSpan.FromSeconds(150) };

    [Fact]
    public void Anything_ReplicasThatLiveDo_PassesNoBudget() => Acts.Of(Acts.OfLiving).Sample(acts => Household.Run(TellerTimes.Usual, acts), iter: Tries);

    [Fact]
    public void Anything_ReplicasThatDieDo_PassesNoBudget() => Acts.Of(Acts.OfMortals).Sample(acts => Household.Run(TellerTimes.Usual, acts), iter: Tries);

    [Fact]
    public void Anything_TheyDoWhileTheBooksComeAndGo_PassesNoBudget() => Acts.Of(Acts.OfAll).Sample(acts => Household.Run(TellerTimes.Usual, acts), iter: Tries);

    [Fact]
    public void Anything_TheyDoWhileOthersAreBuriedAlive_PassesABudgetByWhatWasLetGoAtMost() => Acts.Of(Acts.OfAll).Sample(acts => Household.Run(Hasty, acts), iter: Tries);

    [Fact]
    public void Anything_TheyDoWhileTheBooksAreEmptied_PassesNoBudget() => Acts.Of(Acts.OfForgetfulBooks).Sample(acts => Household.Run(TellerTimes.Usual, acts, hasLedger: true).End(exactly: false), iter: Tries);

    [Fact]
    public void Anything_TheyDoWhileTheBooksClockLeaps_PassesNoBudget() => Acts.Of([.. Acts.OfLiving, Act.Clock]).Sample(acts => Household.Run(TellerTimes.Usual, acts).End(exactly: true), iter: Tries);

    [Fact]
    public void Anything_TheyDo_IsInTheBooksAtTheEnd() => Acts.Of(Acts.OfAll).Sample(acts => Household.Run(TellerTimes.Usual, acts).End(exactly: true), iter: Tries);

    [Fact]
    public void Anything_TheyDoWithALedger_IsInTheBooksOnce() => Acts.Of(Acts.OfAll).Sample(acts => Household.Run(TellerTimes.Usual, acts, hasLedger: true).End(exactly: true), iter: Tries);

    [Fact]
    public void Anything_TheyDoWhileOthersAreBuriedAlive_IsInTheBooksAtTheEnd() => Acts.Of(Acts.OfAll).Sample(acts => Household.Run(Hasty, acts).End(exactly: true), iter: Tries);
}
