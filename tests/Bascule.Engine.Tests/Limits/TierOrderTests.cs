using Bascule.Engine.Limits;

namespace Bascule.Engine.Tests.Limits;

public sealed class TierOrderTests
{
    [Theory]
    [InlineData("premium", 0)]
    [InlineData("standard", 1)]
    [InlineData("free", 2)]
    [InlineData("gold", 1)]
    [InlineData(null, 1)]
    public void Rank_OfTheDefaultTiers_IsTheirPlace(string? tier, int rank) => Assert.Equal(rank, new TierOrder(TierOrder.Default).RankOf(tier));

    [Fact]
    public void Rank_WithoutAStandard_OthersComeLast()
    {
        var tiers = new TierOrder(["gold", "silver"]);
        Assert.Equal([0, 1, 2, 2], new[] { "gold", "silver", "bronze", null }.Select(tiers.RankOf));
    }
}
