using Bascule.Engine.Resilience.Retries;

namespace Bascule.Engine.Tests.Resilience.Retries;

/// <summary>Retries stay a share of a deployment's traffic.</summary>
public sealed class RetryBudgetTests
{
    [Fact]
    public void Outage_OfAThousandRequests_IsRetriedByAFifthAndAFewAtFirst()
    {
        var budget = new RetryBudget();
        var retried = 0;
        for (var request = 0; request < 1000; request++)
        {
            budget.Earn();
            retried += budget.TrySpend() ? 1 : 0;
        }

        Assert.Equal(209, retried);    // ten at rest, and one for each five that earn
    }

    [Fact]
    public void Quiet_NeverSavesMoreThanTen()
    {
        var budget = new RetryBudget();
        for (var request = 0; request < 1000; request++)
        {
            budget.Earn();
        }

        Assert.Equal(10, budget.Left);
        Assert.Equal(10, Enumerable.Range(0, 20).Count(_ => budget.TrySpend()));
        Assert.Equal(0, budget.Left);
    }

    [Fact]
    public void ManyAtOnce_NeverSpendMoreThanThereIs()
    {
        var budget = new RetryBudget();
        var spent = 0;
        Parallel.For(0, 10_000, _ => Interlocked.Add(ref spent, budget.TrySpend() ? 1 : 0));

        Assert.Equal(10, spent);
    }
}
