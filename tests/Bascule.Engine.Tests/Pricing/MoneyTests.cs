using Bascule.Engine.Pricing;
using CsCheck;

namespace Bascule.Engine.Tests.Pricing;

/// <summary>Worked bills, by hand, and one law: the integers say what exact decimals say.</summary>
public sealed class MoneyTests
{
    private static readonly Price Sonnet = Price.FromUsdPerMillion(3m, 0.3m, 3.75m, 15m, 6m);

    [Fact]
    public void CostNano_InputAndOutput_IsTheSumOfBoth() =>
        Assert.Equal(11_250_000, Money.CostNano(Price.FromUsdPerMillion(1.25m, null, null, 10m), new(1_000, 0, 0, 1_000)));

    [Fact]
    public void CostNano_CachedAndWritten_AreTakenOutOfInput() =>
        Assert.Equal(
            (700 * 3_000) + (200 * 300) + (100 * 3_750) + (50 * 15_000),
            Money.CostNano(Sonnet, new(1_000, 200, 100, 50)));

    [Fact]
    public void CostNano_WrittenForAnHour_IsTakenOutOfWritten() =>
        Assert.Equal((60 * 3_750) + (40 * 6_000), Money.CostNano(Sonnet, new(100, 0, 100, 0, 40)));

    [Fact]
    public void CostNano_AbsentCachePrices_AreTheInputPrice() =>
        Assert.Equal(3_000 * 1_000, Money.CostNano(Price.FromUsdPerMillion(3m, null, null, 15m), new(1_000, 400, 300, 0, 100)));

    [Fact]
    public void CostNano_MoreCachedThanInput_NeverCreditsTheCaller() =>
        Assert.Equal(20 * 300, Money.CostNano(Sonnet, new(10, 20, 0, 0)));

    [Fact]
    public void CostNano_NegativeCounts_CostNothing() => Assert.Equal(0, Money.CostNano(Sonnet, new(-5, -5, -5, -5, -5)));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    [InlineData(5, 2)]
    [InlineData(7, 4)]
    public void CostNano_HalfANano_RoundsToTheEvenOne(long tokens, long expected) =>
        Assert.Equal(expected, Money.CostNano(Price.FromUsdPerMillion(0.0005m, null, null, 0m), new(tokens, 0, 0, 0)));

    [Fact]
    public void CostNano_AbsurdCounts_StopAtTheLargestNumber() =>
        Assert.Equal(long.MaxValue, Money.CostNano(Price.FromUsdPerMillion(1_000_000m, null, null, 1m), new(long.MaxValue, 0, 0, long.MaxValue)));

    [Fact]
    public void CostNano_AnyBill_EqualsDecimalArithmetic()
    {
        var usd = Gen.Long[0, 500_000_000].Select(micro => micro / 1_000_000m);
        var tokens = Gen.Select(Gen.Long[0, 5_000_000], Gen.Long[0, 5_000_000], Gen.Long[0, 5_000_000], Gen.Long[0, 5_000_000]);
        Gen.Select(usd, usd.Nullable(), usd.Nullable(), usd, tokens).Sample((input, cached, write, output, count) =>
        {
            var (fresh, cachedTokens, written, outputTokens) = count;
            var bill = ((fresh * input) + (cachedTokens * (cached ?? input)) + (written * (write ?? input)) + (outputTokens * output)) * 1_000m;
            Assert.Equal(
                decimal.Round(bill, MidpointRounding.ToEven),
                Money.CostNano(
                    Price.FromUsdPerMillion(input, cached, write, output),
                    new(fresh + cachedTokens + written, cachedTokens, written, outputTokens)));
        });
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "0.000000001")]
    [InlineData(11_250_000, "0.01125")]
    [InlineData(-2_500_000_000, "-2.5")]
    [InlineData(long.MaxValue, "9223372036.854775807")]
    public void ToText_AnyAmount_HasNoExponentAndNoTail(long nano, string text) => Assert.Equal(text, Money.ToText(nano));

    [Fact]
    public void ToNano_OfToUsd_IsTheSame() => Gen.Long[-9_000_000_000_000_000_000, 9_000_000_000_000_000_000]
        .Sample(nano => Assert.Equal(nano, Money.ToNano(Money.ToUsd(nano))));

    [Fact]
    public void ToNano_WhatDoesNotFit_IsNull() => Assert.Null(Money.ToNano(10_000_000_000m));

    [Theory]
    [InlineData("-0.01")]
    [InlineData("1000000.01")]
    public void FromUsdPerMillion_NoPrice_IsRefused(string figure)
    {
        var usd = decimal.Parse(figure);
        Assert.False(Price.IsPrice(usd));
        Assert.Throws<ArgumentOutOfRangeException>(() => Price.FromUsdPerMillion(usd, null, null, 1m));
    }
}
