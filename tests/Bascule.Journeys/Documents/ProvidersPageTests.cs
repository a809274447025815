using Bascule.Engine.Catalog;

namespace Bascule.Journeys.Documents;

/// <summary>The page of providers is what the catalog says.</summary>
public sealed class ProvidersPageTests
{
    private static readonly string Path = System.IO.Path.Combine(Repository.Root, "docs", "providers.md");

    [Fact]
    public void Page_OfProviders_IsWhatTheCatalogSays()
    {
        var made = ProvidersPage.Write(FactBook.Load(System.IO.Path.Combine(Repository.Root, "catalog")).Book!);
        if (Environment.GetEnvironmentVariable("BASCULE_WRITE_DOCS") == "1")
        {
            File.WriteAllText(Path, made);
        }

        Assert.Equal(made, File.ReadAllText(Path));
    }
}
