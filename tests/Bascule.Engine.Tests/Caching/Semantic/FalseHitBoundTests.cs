using Bascule.Engine.Caching.Semantic.Proof;

namespace Bascule.Engine.Tests.Caching.Semantic;

public sealed class FalseHitBoundTests
{
    [Fact]
    public void Upper_NothingChecked_KnowsNothing() => Assert.Equal(1, FalseHitBound.Upper(0, 0, 0.05), 6);

    [Theory]
    [InlineData(0.01, 300, 500)]
    [InlineData(0.05, 60, 100)]
    public void ChecksNeeded_NoneFalse_OpensWithinTheScale(double share, int least, int most) =>
        Assert.InRange(FalseHitBound.ChecksNeeded(0, 0, share, Confidence.Of(0)), least, most);

    [Fact]
    public void ChecksNeeded_AfterAnError_IsMoreAndStillFinite()
    {
        var none = FalseHitBound.ChecksNeeded(0, 0, 0.01, Confidence.Of(0));
        var one = FalseHitBound.ChecksNeeded(100, 1, 0.01, Confidence.Of(0));
        Assert.InRange(one, none + 100, 1_500);
        Assert.True(FalseHitBound.Holds(one, 1, 0.01, Confidence.Of(0)));
        Assert.False(FalseHitBound.Holds(one - 1, 1, 0.01, Confidence.Of(0)));
    }

    [Theory]
    [InlineData(388, 0)]
    [InlineData(1_000, 3)]
    [InlineData(5_000, 100)]
    public void Upper_AnyState_IsWhereTheBetsRefute(int checks, int wrong)
    {
        var upper = FalseHitBound.Upper(checks, wrong, 0.05);
        Assert.True(FalseHitBound.Holds(checks, wrong, upper + 1e-6, 0.05));
        Assert.False(FalseHitBound.Holds(checks, wrong, upper - 1e-6, 0.05));
        Assert.True(upper > (double)wrong / checks);
    }

    /// <summary>Looking after every check: the promise is one wrong opening in twenty over all looks, a fixed interval looked at as often gives several times that.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.05)]
    public void Holds_ShareIsTheLimit_LookingAfterEveryCheckErrsNoMoreThanPromised(double share)
    {
        const int runs = 2_000, looks = 1_500;
        var (opened, naive) = (0, 0);
        for (var run = 0; run < runs; run++)
        {
            var random = new Random(run);
            var (wrong, here, there) = (0, false, false);
            for (var checks = 1; checks <= looks && !(here && there); checks++)
            {
                wrong += random.NextDouble() < share ? 1 : 0;
                here |= FalseHitBound.Holds(checks, wrong, share, Confidence.Alpha);
                there |= wrong == 0 ? Math.Pow(1 - share, checks) < Confidence.Alpha : checks > 50 && wrong + (1.645 * Math.Sqrt(wrong)) < checks * share;
            }

            opened += here ? 1 : 0;
            naive += there ? 1 : 0;
        }

        Assert.InRange(opened / (double)runs, 0, Confidence.Alpha);
        Assert.True(naive > 2 * opened, $"peeking at a fixed interval opened {naive} of {runs}, this {opened}");
    }

    [Fact]
    public void Of_AllBeginnings_SpendNoMoreThanTheWhole() =>
        Assert.InRange(Enumerable.Range(0, 100_000).Sum(Confidence.Of), 0.0499, Confidence.Alpha);
}
