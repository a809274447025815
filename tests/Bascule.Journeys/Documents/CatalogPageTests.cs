using System.Text.RegularExpressions;
using Bascule.Engine.Catalog;
using Bascule.Server.Admin.Facts;

namespace Bascule.Journeys.Documents;

/// <summary>The pages of the catalog are what the catalog says, and the overlay they show loads.</summary>
public sealed partial class CatalogPageTests
{
    private static readonly string Catalog = Path.Combine(Repository.Root, "catalog");

    [Fact]
    public void Page_OfLicences_IsWhatTheCatalogSays()
    {
        var page = Path.Combine(Repository.Root, "docs", "licences.md");
        var made = LicencesPage.Write(FactBook.Load(Catalog).Book!);
        if (Environment.GetEnvironmentVariable("BASCULE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(page, made);
        }

        Assert.Equal(made, File.ReadAllText(page));
        Assert.Contains("not legal advice", made, StringComparison.Ordinal);
    }

    [Fact]
    public void Overlay_OfThePage_IsLaidOverTheCatalog()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("catalog.d"));
        File.WriteAllText(folder.File("catalog.d/contract.json"), Overlay().Match(Page.At("docs/catalog.md").Text).Groups[1].Value);
        var load = FactBook.Load(Catalog, folder.File("catalog.d"));
        Assert.Empty(load.Problems);
        Assert.Equal("our contract of November", load.Book!.OfferOf("openai", "gpt-5")?.Prices.PriceAt(DateTimeOffset.Parse("2026-12-02T00:00:00Z"))!.Source);
        Assert.Equal("house/support-70b", load.Book.FindModel(null, "house/support-70b")!.Id);
    }

    [Fact]
    public void Page_OfTheCatalog_NamesEveryCapability() =>
        Assert.All(CatalogFilter.AbilityNames, name => Assert.Contains(name, Page.At("docs/catalog.md").Text, StringComparison.Ordinal));

    [GeneratedRegex("<!-- overlay -->\n```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Overlay();
}
