using Bascule.Engine.Catalog;
using Bascule.Engine.Catalog.Licences;
using Bascule.Engine.Pricing;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Catalog;

/// <summary>The models and licences that ship: enough of them, each with what a policy and a bill need, and nothing that cannot be.</summary>
public sealed class ShippedModelsTests
{
    /// <summary>When the facts were gathered; the age of facts is told against it.</summary>
    private static readonly DateOnly Gathered = new(2026, 11, 27);

    private static readonly FactBook Book = FactBook.Load(Path.Combine(Repository.Root, "catalog")).Book!;

    private static readonly ModelFacts[] Models = [.. Book.Models.Where(model => model.VendorId != "sandbox")];

    [Fact]
    public void Models_AreAtLeastAHundredAndFifty() => Assert.True(Models.Length >= 150, $"{Models.Length} models");

    [Theory]
    [InlineData("openai", 30)]
    [InlineData("anthropic", 10)]
    [InlineData("google", 15)]
    [InlineData("xai", 4)]
    [InlineData("meta", 10)]
    [InlineData("mistral", 20)]
    [InlineData("deepseek", 6)]
    [InlineData("alibaba", 30)]
    [InlineData("microsoft", 5)]
    [InlineData("allenai", 1)]
    [InlineData("cohere", 8)]
    [InlineData("nvidia", 8)]
    [InlineData("ibm", 2)]
    [InlineData("moonshotai", 5)]
    [InlineData("zai", 10)]
    [InlineData("minimax", 4)]
    [InlineData("amazon", 5)]
    public void Models_OfEachVendor_AreMany(string vendor, int least) =>
        Assert.True(Models.Count(model => model.VendorId == vendor) >= least, $"{vendor}: {Models.Count(model => model.VendorId == vendor)}");

    [Fact]
    public void EveryModel_HasVendorOriginOpennessAndModalities() => Assert.Empty(Models
        .Where(model => model.Vendor is null || model.Origin is null || model.Openness is null || model.Input is null || model.Output is null || model.ContextWindow is null or { Value: 0 })
        .Select(model => model.Id));

    [Fact]
    public void EveryModel_ThatChats_SaysWhetherItTakesToolsAndReasons() => Assert.Empty(Models
        .Where(model => !model.MakesVectors && (model.Tools is null || model.Reasoning is null))
        .Select(model => model.Id));

    [Fact]
    public void EveryModel_IsSoldOrHasWeights() => Assert.Empty(Models
        .Where(model => model.Offers.Count == 0 && model.Weights is null)
        .Select(model => model.Id));

    [Fact]
    public void OpenModels_HaveTheNamesOfTheirWeights_AndMostTheirSize()
    {
        var open = Models.Where(model => model.Openness!.Value != Openness.Closed && !model.Id.Contains("embed", StringComparison.Ordinal)).ToArray();
        Assert.True(open.Count(model => model.Weights is not null) >= open.Length * 9 / 10);
        Assert.True(open.Count(model => model.Parameters is not null) >= open.Length * 8 / 10);
        Assert.DoesNotContain(open, model => model.ActiveParameters?.Value > model.Parameters?.Value);
        Assert.DoesNotContain(open, model => model.Parameters?.Value is < 100_000_000 or > 5_000_000_000_000);
    }

    [Theory]
    [InlineData("openai/gpt-5.4", "openai-terms", Openness.Closed, "US")]
    [InlineData("anthropic/claude-opus-4-8", "anthropic-terms", Openness.Closed, "US")]
    [InlineData("meta/llama-4-scout-17b-instruct", "llama-4", Openness.OpenWeights, "US")]
    [InlineData("google/gemma-3-27b-it", "gemma", Openness.OpenWeights, "US")]
    [InlineData("google/gemma-4-26b-a4b-it", "apache-2.0", Openness.OpenWeights, "US")]
    [InlineData("mistral/mistral-large-2411", "mrl", Openness.OpenWeights, "FR")]
    [InlineData("cohere/command-a-03-2025", "cohere-cc-by-nc", Openness.OpenWeights, "CA")]
    [InlineData("alibaba/qwen2.5-72b-instruct", "qwen", Openness.OpenWeights, "CN")]
    [InlineData("moonshotai/kimi-k2-instruct", "modified-mit", Openness.OpenWeights, "CN")]
    [InlineData("allenai/olmo-3-32b-think", "apache-2.0", Openness.OpenSource, "US")]
    [InlineData("deepseek/deepseek-v3", "deepseek", Openness.OpenWeights, "CN")]
    public void Licence_OfAModel_IsFoundByItsWord(string id, string licence, Openness openness, string origin)
    {
        var model = Book.Model(id)!;
        Assert.Equal(licence, Book.Licence(model.Licence!.Value)!.Id);
        Assert.Equal((openness, origin), (model.Openness!.Value, model.Origin!.Value));
    }

    [Fact]
    public void Terms_OfAVendorWhoSellsWeightsThatAreNotForBusiness_TakeTheirPlace()
    {
        Assert.Equal("cohere-terms", Book.TermsOf("cohere", "command-a-03-2025")!.Value);
        Assert.Null(Book.TermsOf("openai", "gpt-5"));
        Assert.Null(Book.TermsOf(null, "CohereLabs/c4ai-command-a-03-2025"));
    }

    [Theory]
    [InlineData(null, "Qwen/Qwen3-235B-A22B-Instruct-2507", "alibaba/qwen3-235b-a22b-instruct-2507")]
    [InlineData(null, "openai/gpt-oss-20b", "openai/gpt-oss-20b")]
    [InlineData(null, "meta-llama/Meta-Llama-3.1-8B-Instruct", "meta/llama-3.1-8b-instruct")]
    [InlineData("bedrock", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", "anthropic/claude-sonnet-4-5")]
    [InlineData("vertex", "claude-opus-4-1@20250805", "anthropic/claude-opus-4-1")]
    [InlineData("azure", "gpt-5-mini", "openai/gpt-5-mini")]
    [InlineData("openrouter", "x-ai/grok-4.3", "xai/grok-4.3")]
    public void FindModel_AnUpstreamName_IsTheModelBehindIt(string? vendor, string upstream, string id) => Assert.Equal(id, Book.FindModel(vendor, upstream)?.Id);

    [Fact]
    public void Prices_OfTwoRegionsOfOneCloud_AreTheirOwn()
    {
        var at = new DateTimeOffset(Gathered, TimeOnly.MinValue, TimeSpan.Zero);
        Assert.Equal(3_300_000_000, Book.OfferOf("bedrock", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0")?.Prices.PriceAt(at)!.Price.InputNanoPerMillion);
        Assert.Equal(3_000_000_000, Book.OfferOf("bedrock", "us.anthropic.claude-sonnet-4-5-20250929-v1:0")?.Prices.PriceAt(at)!.Price.InputNanoPerMillion);
    }

    [Fact]
    public void Prices_InBatches_AreHalf()
    {
        var price = Book.OfferOf("openai", "gpt-4.1")?.Prices.PriceAt(new DateTimeOffset(Gathered, TimeOnly.MinValue, TimeSpan.Zero))!;
        Assert.Equal((price.Price.InputNanoPerMillion / 2, price.Price.OutputNanoPerMillion / 2), (price.Batch!.Price.InputNanoPerMillion, price.Batch.Price.OutputNanoPerMillion));
        Assert.NotEqual(price.Source, price.Batch.Source);
    }

    [Fact]
    public void Prices_AllOfThem_CanBe() => Assert.Empty(
        from model in Models
        from offer in model.Offers
        from entry in offer.Prices.Entries
        from price in entry.Tiers.Select(tier => tier.Price).Prepend(entry.Price)
        where !IsSane(price) || entry.Batch?.Price.InputNanoPerMillion > entry.Price.InputNanoPerMillion || entry.From is null
        select $"{model.Id} at {offer.VendorId}");

    [Fact]
    public void EndOfLife_WhereAVendorSaidIt_IsADayAfterTheRelease() => Assert.Empty(Models
        .Where(model => model is { EndOfLife: { } end, Released: { } release } && string.CompareOrdinal(end.Value, release.Value) <= 0)
        .Select(model => model.Id));

    [Theory]
    [InlineData("llama2", "llama-2-outputs", ClauseRule.Forbidden)]
    [InlineData("llama3", "llama-3-outputs", ClauseRule.Forbidden)]
    [InlineData("llama3.1", "llama-3.1-outputs", ClauseRule.Conditions)]
    [InlineData("cc-by-nc-4.0", "cc-by-nc-4.0-commercial", ClauseRule.Forbidden)]
    [InlineData("mrl", "mrl-commercial", ClauseRule.ByAgreement)]
    [InlineData("qwen-research", "qwen-research-commercial", ClauseRule.ByAgreement)]
    [InlineData("nvidia-open-model-license", "nvidia-open-model-commercial", ClauseRule.Allowed)]
    [InlineData("MIT", "mit-commercial", ClauseRule.Allowed)]
    [InlineData("Apache-2.0", "apache-2.0-outputs", ClauseRule.Allowed)]
    public void Clause_OfALicence_SaysWhatTheLicenceSays(string word, string clause, ClauseRule rule) =>
        Assert.Equal(rule, Book.Licence(word)!.Clauses.Single(one => one.Id == clause).Rule);

    [Theory]
    [InlineData("llama3", "llama-3-mau", 700_000_000)]
    [InlineData("llama4", "llama-4-mau", 700_000_000)]
    [InlineData("qwen", "qwen-mau", 100_000_000)]
    public void UserCap_OfALicence_IsItsFigure(string word, string clause, long users) =>
        Assert.Equal(users, Book.Licence(word)!.Clauses.Single(one => one.Id == clause).MaxMonthlyActiveUsers);

    [Fact]
    public void Region_OfLlama4_ShutsEuropeOutOfItsImagesOnly()
    {
        var clause = Book.Licence("llama4")!.Clauses.Single(clause => clause.Id == "llama-4-eu-multimodal");
        Assert.Equal(["eu"], clause.Jurisdictions);
        Assert.Contains("image", clause.Modalities);
        Assert.DoesNotContain("text", clause.Modalities);
        Assert.DoesNotContain(Book.Licence("llama3.1")!.Clauses, one => one.Kind == ClauseKind.Region);
    }

    [Fact]
    public void Licences_AreOpenOnesAndVendorTerms_EachClauseWithSourceAndDay()
    {
        Assert.True(Book.Licences.Count >= 30, $"{Book.Licences.Count} licences");
        Assert.All(Book.Licences.SelectMany(licence => licence.Clauses), clause =>
        {
            Assert.NotEqual("", clause.Source);
            Assert.InRange(clause.AsOf, new DateOnly(2026, 1, 1), Gathered);
        });
    }

    private static bool IsSane(Price price) =>
        price.OutputNanoPerMillion >= 0
        && price.InputNanoPerMillion is > 0 and <= 200L * Money.NanoPerUsd
        && price.OutputNanoPerMillion <= 1_000L * Money.NanoPerUsd
        && (price.CachedInputNanoPerMillion ?? 0) <= price.InputNanoPerMillion
        && (price.CacheWriteNanoPerMillion ?? 0) <= 2 * price.InputNanoPerMillion
        && (price.CacheWriteHourNanoPerMillion ?? 0) <= 4 * price.InputNanoPerMillion;
}
