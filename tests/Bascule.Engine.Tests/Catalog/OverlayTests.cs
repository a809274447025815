using Bascule.Engine.Catalog;
using Bascule.Engine.Catalog.Importing;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Catalog;

/// <summary>Files of <c>catalog.d</c> are laid over the shipped catalog: what was read later counts, the shipped files stay as they are.</summary>
public sealed class OverlayTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(Repository.Root, "catalog");

    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-27T00:00:00Z");

    private readonly string _folder = Directory.CreateTempSubdirectory("bascule-overlay-").FullName;

    private string Overlays => Path.Combine(_folder, "catalog.d");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_WithoutTheFolder_IsTheShippedCatalog() => Assert.Equal(FactBook.Load(Shipped).Book!.Models.Count, FactBook.Load(Shipped, Overlays).Book!.Models.Count);

    [Fact]
    public void Load_APriceOfALaterDay_CountsFromThatDayOn()
    {
        var book = Lay("""{ "id": "openai/gpt-5", "offers": { "openai": { "s": "mine", "names": ["gpt-5"], "prices": [{ "from": "2026-10-01", "input": 1, "output": 8 }] } } }""");
        Assert.Equal(1_000_000_000, book.OfferOf("openai", "gpt-5")?.Prices.PriceAt(Now)!.Price.InputNanoPerMillion);
        Assert.Equal(1_250_000_000, book.OfferOf("openai", "gpt-5")?.Prices.PriceAt(Now.AddMonths(-3))!.Price.InputNanoPerMillion);
        Assert.Equal("GPT-5", book.Model("openai/gpt-5")!.Name.Value);
    }

    [Fact]
    public void Load_APriceOfTheSameDay_TakesItsPlace()
    {
        var book = Lay("""{ "id": "openai/gpt-5", "offers": { "openai": { "s": "mine", "names": ["gpt-5"], "prices": [{ "from": "2026-07-02", "input": 9, "output": 9 }] } } }""");
        Assert.Equal(("ours", 9_000_000_000), (book.OfferOf("openai", "gpt-5")?.Prices.PriceAt(Now)!.Source, book.OfferOf("openai", "gpt-5")?.Prices.PriceAt(Now)!.Price.InputNanoPerMillion));
        Assert.Single(book.OfferOf("openai", "gpt-5")!.Prices.Entries);
    }

    [Fact]
    public void Load_APriceOfOneNameOfMany_LeavesTheOthersTheirs()
    {
        var book = Lay("""{ "id": "mistral/mistral-small-2603", "offers": { "mistral": { "s": "mine", "names": ["mistral-small-latest"], "prices": [{ "from": "2026-10-01", "input": 7, "output": 8 }] } } }""");
        Assert.Equal(7_000_000_000, book.OfferOf("mistral", "mistral-small-latest")?.Prices.PriceAt(Now)!.Price.InputNanoPerMillion);
        Assert.Equal(150_000_000, book.OfferOf("mistral", "mistral-small-2603")?.Prices.PriceAt(Now)!.Price.InputNanoPerMillion);
        Assert.Same(book.FindModel("mistral", "mistral-small-latest"), book.FindModel("mistral", "mistral-small-2603"));
    }

    [Fact]
    public void Load_AFactReadLater_CountsAndOneReadEarlierDoesNot()
    {
        var book = Lay("""{ "id": "openai/gpt-5", "s": "mine", "context": 1000, "max_output": { "value": 5, "s": "old" } }""");
        Assert.Equal((1000, "ours"), (book.Model("openai/gpt-5")!.ContextWindow!.Value, book.Model("openai/gpt-5")!.ContextWindow!.Source));
        Assert.NotEqual(5, book.Model("openai/gpt-5")!.MaxOutput!.Value);
    }

    [Fact]
    public void Load_AModelOfOnesOwn_IsInTheBook()
    {
        var book = Lay("""{ "id": "house/tuned", "s": "mine", "name": "Tuned", "openness": "open-weights", "licence": "llama3.3", "origin": "DE", "weights": ["house/tuned-70b"] }""");
        Assert.Equal("house/tuned", book.FindModel(null, "house/tuned-70b")!.Id);
        Assert.Equal("llama-3.3", book.Licence(book.Model("house/tuned")!.Licence!.Value)!.Id);
    }

    [Theory]
    [InlineData("""{ "id": "house/tuned", "s": "mine", "context": 1 }""", "catalog.d/mine.json: models[0].name: missing")]
    [InlineData("""{ "id": "house/tuned", "s": "mine", "name": "Tuned", "licence": "beware" }""", "house/tuned: licence: 'beware' is not in licences.json")]
    [InlineData("""{ "id": "house/tuned", "s": "mine", "name": "Tuned", "offers": { "openai": { "names": ["gpt-5"] } } }""", "offers.openai: 'gpt-5' is there twice")]
    [InlineData("""{ "id": "house/tuned", "s": "nobody", "name": "Tuned" }""", "catalog.d/mine.json: models[0].name: source 'nobody' is not in the file's sources")]
    public void Load_AWrongFile_SaysWhichAndWhere(string model, string problem)
    {
        Write(model);
        var load = FactBook.Load(Shipped, Overlays);
        Assert.Null(load.Book);
        Assert.Contains(load.Problems, said => said.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_TheShippedModelsWrittenOut_AreTheShippedModels()
    {
        var book = FactBook.Load(Shipped).Book!;
        Directory.CreateDirectory(Overlays);
        using (var stream = File.Create(Path.Combine(Overlays, "all.json")))
        {
            OverlayWriter.Write(stream, "all", book.Models);
        }

        var problems = new List<string>();
        var read = book.ReadOverlay(Path.Combine(Overlays, "all.json"), problems)!;
        Assert.Empty(problems);
        Assert.Equal(book.Models.Count, read.Count);
        Assert.All(book.Models.Zip(read), pair => Assert.Equal(Told(pair.First), Told(pair.Second)));
    }

    private static string Told(ModelFacts model) => string.Join('\n', FactAges.Of(model, new DateOnly(2026, 11, 27))) + model.Weights?.Value.Count + model.Parameters
        + string.Join('\n', model.Offers.Select(offer => $"{offer.VendorId} {string.Join(',', offer.Names.Value)} {offer.Terms} "
            + string.Join(';', offer.Prices.Entries.Select(price => $"{price.From} {price.Price} {string.Join(',', price.Tiers)} {price.Batch}"))));

    private FactBook Lay(string model)
    {
        Write(model);
        var load = FactBook.Load(Shipped, Overlays);
        Assert.Empty(load.Problems);
        return load.Book!;
    }

    private void Write(string model)
    {
        Directory.CreateDirectory(Overlays);
        File.WriteAllText(Path.Combine(Overlays, "mine.json"), $$"""
            { "sources": { "mine": { "source": "ours", "as_of": "2026-11-01" }, "old": { "source": "ours", "as_of": "2024-11-01" } }, "models": [{{model}}] }
            """);
    }
}
