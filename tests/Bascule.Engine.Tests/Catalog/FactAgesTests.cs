using Bascule.Engine.Catalog;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Catalog;

/// <summary>Old facts are told by their day, against the day it is.</summary>
public sealed class FactAgesTests
{
    private static readonly FactBook Book = FactBook.Load(Path.Combine(Repository.Root, "catalog")).Book!;

    [Theory]
    [InlineData("2026-07-02", "2026-12-29", false)]
    [InlineData("2026-07-02", "2026-12-30", true)]
    [InlineData("2026-07-02", "2026-01-01", false)]
    public void IsStale_AfterAHundredAndEightyDays_IsTrue(string asOf, string today, bool stale) =>
        Assert.Equal(stale, FactAges.IsStale(DateOnly.Parse(asOf), DateOnly.Parse(today)));

    [Fact]
    public void Of_TheShippedCatalog_HasNothingOldOnTheDayItWasGathered()
    {
        var today = new DateOnly(2026, 11, 27);
        Assert.DoesNotContain(FactAges.Of(Book, today), fact => FactAges.IsStale(fact.AsOf, today));
    }

    [Fact]
    public void Of_TheShippedCatalogAYearOn_HasModelsPricesLicencesAndVendors()
    {
        var today = new DateOnly(2027, 11, 27);
        var old = FactAges.Of(Book, today).Where(fact => FactAges.IsStale(fact.AsOf, today)).ToArray();
        Assert.Contains(old, fact => fact is { Of: "openai/gpt-5", Name: "context" });
        Assert.Contains(old, fact => fact is { Of: "openai/gpt-5", Name: "price at openai" });
        Assert.Contains(old, fact => fact is { Of: "llama-3", Name: "llama-3-mau" });
        Assert.Contains(old, fact => fact is { Of: "openai", Name: "base_url" });
        Assert.DoesNotContain(old, fact => fact.Of.StartsWith("sandbox", StringComparison.Ordinal));
    }
}
