using System.Text.Json;
using Bascule.Engine.Catalog;
using Bascule.Engine.Pricing;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Catalog;

/// <summary>The shipped catalog beside what it was taken from: the published price list and recorded refusals, where they lie next to the repository.</summary>
public sealed class PublishedFactsTests
{
    private static readonly Dictionary<string, string> Sellers = new()
    {
        ["gemini"] = "google",
        ["vertex"] = "google-vertex",
        ["together"] = "togetherai",
        ["fireworks"] = "fireworks-ai",
        ["moonshot"] = "moonshotai",
        ["bedrock"] = "amazon-bedrock",
        ["cloudflare"] = "cloudflare-workers-ai",
    };

    private static readonly string Corpus =
        Environment.GetEnvironmentVariable("BASCULE_CORPUS") ?? Path.Combine(Repository.Root, "../shared/corpus");

    private static readonly FactBook Book = FactBook.Load(Path.Combine(Repository.Root, "catalog")).Book!;

    [Fact]
    public void Prices_EveryOffer_AreAsPublished()
    {
        var published = Published();
        var wrong = Book.Models.SelectMany(model => model.Offers)
            .Where(offer => offer.VendorId != "sandbox")
            .SelectMany(offer => offer.Prices.Entries.Select(entry => (Key: (Seller(offer.VendorId), offer.Names.Value[0]), entry.Price)))
            .Where(offer => !IsPublished(published[offer.Key].SingleOrDefault(), offer.Price))
            .Select(offer => offer.Key);
        Assert.Empty(wrong);
    }

    [Fact]
    public void DefaultModels_OfVendorsInTheList_AreSoldThere()
    {
        var published = Published();
        var sellers = published.Select(row => row.Key.Seller).ToHashSet();
        Assert.Empty(Book.Vendors
            .Where(vendor => sellers.Contains(Seller(vendor.Id)) && !published.Contains((Seller(vendor.Id), Anywhere(vendor.DefaultModel.Value))))
            .Select(vendor => $"{vendor.Id}: {vendor.DefaultModel.Value}"));
    }

    [Fact]
    public void Quirks_EveryRecordedRefusalOfAField_IsOne()
    {
        Assert.SkipUnless(Directory.Exists(Corpus), "the recorded traffic is not beside the repository: set BASCULE_CORPUS");
        var refused = Directory.EnumerateFiles(Corpus, "openai-chat__*__400__*.json")
            .Select(path => JsonDocument.Parse(File.ReadAllBytes(path)).RootElement)
            .Select(exchange => (Exchange: exchange, Error: exchange.GetProperty("response").GetProperty("body")))
            .Where(refusal => refusal.Error.ValueKind == JsonValueKind.Object
                && refusal.Error.TryGetProperty("error", out var error)
                && error.TryGetProperty("code", out var code)
                && code.ValueKind == JsonValueKind.String
                && code.GetString() == "unsupported_parameter")
            .Select(refusal => (
                Vendor: refusal.Exchange.GetProperty("provider").GetString()!,
                Model: refusal.Exchange.GetProperty("request").GetProperty("body").GetProperty("model").GetString()!,
                Field: refusal.Error.GetProperty("error").GetProperty("param").GetString()!))
            .ToArray();
        Assert.NotEmpty(refused);
        Assert.DoesNotContain(refused, refusal => !Book.Vendor(refusal.Vendor)!.QuirksFor(refusal.Model).Any(quirk => quirk.Field == refusal.Field));
    }

    /// <summary>Amazon's name of a model without the region that answers.</summary>
    private static string Anywhere(string name) => name.StartsWith("global.", StringComparison.Ordinal) ? name[7..] : name;

    private static string Seller(string vendorId) => Sellers.GetValueOrDefault(vendorId, vendorId);

    private static ILookup<(string Seller, string Model), JsonElement> Published()
    {
        var list = Path.Combine(Corpus, "../catalog/models-dev.jsonl");
        Assert.SkipUnless(File.Exists(list), "the published price list is not beside the repository: set BASCULE_CORPUS");
        return File.ReadLines(list)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToLookup(row => (row.GetProperty("provider_id").GetString()!, row.GetProperty("id").GetString()!));
    }

    private static bool IsPublished(JsonElement row, Price price) =>
        row.ValueKind == JsonValueKind.Object
        && row.TryGetProperty("cost", out var cost)
        && Nano(cost, "input") == price.InputNanoPerMillion
        && Nano(cost, "output") == price.OutputNanoPerMillion
        && (Nano(cost, "cache_read") ?? Nano(cost, "cached_input")) == price.CachedInputNanoPerMillion
        && Nano(cost, "cache_write") == price.CacheWriteNanoPerMillion;

    private static long? Nano(JsonElement cost, string member) =>
        cost.TryGetProperty(member, out var usd) ? Money.ToNano(usd.GetDecimal()) : null;
}
