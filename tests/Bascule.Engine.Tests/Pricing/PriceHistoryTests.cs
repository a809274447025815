using Bascule.Engine.Pricing;

namespace Bascule.Engine.Tests.Pricing;

/// <summary>Which price counts: by day, then by how much input.</summary>
public sealed class PriceHistoryTests
{
    private static readonly PriceHistory History = new([Entry("2026-01-01", 2m), Entry("2026-07-01", 1m)]);

    [Theory]
    [InlineData("2026-01-01T00:00:00Z", 2)]
    [InlineData("2026-06-30T23:59:59Z", 2)]
    [InlineData("2026-07-01T00:00:00Z", 1)]
    [InlineData("2026-07-01T01:00:00+02:00", 2)]
    public void PriceAt_ADay_IsTheLatestBegunInUtc(string at, int usd) =>
        Assert.Equal(usd * Money.NanoPerUsd, History.PriceAt(DateTimeOffset.Parse(at))!.Price.InputNanoPerMillion);

    [Fact]
    public void PriceAt_BeforeTheFirst_IsUnknown() => Assert.Null(History.PriceAt(DateTimeOffset.Parse("2025-12-31T23:59:59Z")));

    [Fact]
    public void PriceAt_WithoutADate_HoldsSinceEver() =>
        Assert.NotNull(new PriceHistory([Entry(null, 1m)]).PriceAt(DateTimeOffset.MinValue));

    [Fact]
    public void Unknown_AtAnyTime_HasNoPrice() => Assert.Null(PriceHistory.Unknown.PriceAt(DateTimeOffset.MaxValue));

    [Theory]
    [InlineData(200_000, 1)]
    [InlineData(200_001, 2)]
    [InlineData(500_000, 2)]
    [InlineData(500_001, 4)]
    public void For_TotalInput_TakesTheHighestTierItIsOver(long input, int usd)
    {
        var entry = Entry(null, 1m) with { Tiers = [new(500_000, Of(4m)), new(200_000, Of(2m))] };
        Assert.Equal(usd * Money.NanoPerUsd, entry.For(input).InputNanoPerMillion);
    }

    [Fact]
    public void CostNano_OverATier_PricesTheWholeRequestThere()
    {
        var entry = Entry(null, 1m) with { Tiers = [new(10, Of(2m))] };
        Assert.Equal(11 * 2_000, entry.CostNano(new(11, 0, 0, 0)));
    }

    private static Price Of(decimal usd) => Price.FromUsdPerMillion(usd, null, null, usd);

    private static PriceEntry Entry(string? from, decimal usd) =>
        new(from is null ? null : DateOnly.Parse(from), Of(usd), [], "a list", new(2026, 7, 2));
}
