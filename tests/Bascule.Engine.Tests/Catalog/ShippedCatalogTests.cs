using System.Collections;
using System.Reflection;
using Bascule.Engine.Catalog;
using Bascule.Engine.Pricing;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Catalog;

/// <summary>The catalog that ships: it loads, every fact says where from and when, and its figures are the published ones.</summary>
public sealed class ShippedCatalogTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse("2026-11-23T00:00:00Z");

    private static readonly FactBookLoad Load = FactBook.Load(Path.Combine(Repository.Root, "catalog"));

    private static FactBook Book => Load.Book!;

    [Fact]
    public void Load_TheShippedFolder_HasNoProblems()
    {
        Assert.Empty(Load.Problems);
        Assert.NotNull(Load.Book);
    }

    [Fact]
    public void Facts_EveryOne_HasSourceAndDay()
    {
        var stamps = Book.Vendors.Cast<object>().Concat(Book.Engines).Concat(Book.Models).SelectMany(Stamps).ToArray();
        Assert.True(stamps.Length > 500, $"only {stamps.Length} facts were walked");
        Assert.DoesNotContain(stamps, stamp => string.IsNullOrWhiteSpace(stamp.Source) || stamp.AsOf < new DateOnly(2024, 1, 1));
    }

    [Theory]
    [InlineData("openai", "gpt-5", "0.01125")]
    [InlineData("openai", "gpt-5-mini", "0.00225")]
    [InlineData("openai", "gpt-4o-mini", "0.00075")]
    [InlineData("anthropic", "claude-opus-4-5", "0.03")]
    [InlineData("groq", "llama-3.3-70b-versatile", "0.00138")]
    [InlineData("sandbox", "sandbox-frontier", "0.018")]
    [InlineData("sandbox", "sandbox-open", "0.0004")]
    public void PriceFor_AThousandInAndOut_CostsWhatIsPublished(string vendor, string upstream, string usd) =>
        Assert.Equal(usd, Money.ToText(Book.OfferOf(vendor, upstream)!.Prices.PriceAt(Now)!.CostNano(new(1_000, 0, 0, 1_000))));

    [Fact]
    public void PriceFor_Sonnet_TiersCacheAndHourAreExact()
    {
        var price = Book.OfferOf("anthropic", "claude-sonnet-4-5-20250929")?.Prices.PriceAt(Now)!;
        Assert.Equal("0.0042", Money.ToText(price.CostNano(new(2_000, 1_000, 0, 60))));
        Assert.Equal("0.6", Money.ToText(price.CostNano(new(200_000, 0, 0, 0))));
        Assert.Equal("1.200006", Money.ToText(price.CostNano(new(200_001, 0, 0, 0))));
        Assert.Equal("0.006", Money.ToText(price.CostNano(new(1_000, 0, 1_000, 0, 1_000))));
    }

    [Fact]
    public void PriceFor_GeminiProOver200k_IsTheDearerTier()
    {
        var price = Book.OfferOf("gemini", "gemini-2.5-pro")?.Prices.PriceAt(Now)!;
        Assert.Equal("0.25", Money.ToText(price.CostNano(new(200_000, 0, 0, 0))));
        Assert.Equal("0.5000025", Money.ToText(price.CostNano(new(200_001, 0, 0, 0))));
    }

    [Fact]
    public void PriceFor_BeforeTheListWasRead_IsUnknown() =>
        Assert.Null(Book.OfferOf("openai", "gpt-5")?.Prices.PriceAt(DateTimeOffset.Parse("2026-07-01T23:59:59Z")));

    [Theory]
    [InlineData("alibaba", "qwen3-32b")]
    [InlineData("nvidia", "meta/llama-3.3-70b-instruct")]
    [InlineData("openai", "gpt-77")]
    [InlineData("nobody", "gpt-5")]
    [InlineData(null, "meta-llama/Llama-3.3-70B-Instruct")]
    public void PriceFor_WhatNobodyPublished_IsUnknownAndNotNothing(string? vendor, string upstream) =>
        Assert.Null(Book.OfferOf(vendor, upstream)?.Prices.PriceAt(Now));

    [Theory]
    [InlineData("openai", "gpt-4o", "openai/gpt-4o")]
    [InlineData("openai", "gpt-4o-2024-08-06", "openai/gpt-4o")]
    [InlineData("openai", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13")]
    [InlineData("openai", "gpt-4o-mini-2024-07-18", "openai/gpt-4o-mini")]
    [InlineData("anthropic", "claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5")]
    [InlineData("google", "gemini-2.5-flash", "google/gemini-2.5-flash")]
    [InlineData("mistral", "mistral-large-latest", "mistral/mistral-large-2512")]
    [InlineData("gpu-fra", "meta-llama/Llama-3.3-70B-Instruct", "meta/llama-3.3-70b-instruct")]
    [InlineData(null, "qwen/qwen3-32b", "alibaba/qwen3-32b")]
    [InlineData("openai", "gpt-4o-2024-13-45", null)]
    [InlineData("openai", "20250929", null)]
    [InlineData("openai", "claude-sonnet-4-5", null)]
    public void FindModel_AnUpstreamName_IsTheModelBehindIt(string? vendor, string upstream, string? id) =>
        Assert.Equal(id, Book.FindModel(vendor, upstream)?.Id);

    [Fact]
    public void Prices_OfADatedModelWithAPriceOfItsOwn_AreNotTheFamilys() =>
        Assert.NotEqual(
            Book.OfferOf("openai", "gpt-4o")?.Prices.PriceAt(Now)!.Price.InputNanoPerMillion,
            Book.OfferOf("openai", "gpt-4o-2024-05-13")?.Prices.PriceAt(Now)!.Price.InputNanoPerMillion);

    [Theory]
    [InlineData("gpt-4o", "openai")]
    [InlineData("o3-mini", "openai")]
    [InlineData("gpt-oss-120b", "cerebras")]
    [InlineData("claude-sonnet-4-5", "anthropic")]
    [InlineData("gemini-2.5-pro", "gemini")]
    [InlineData("grok-4.3", "xai")]
    [InlineData("mistral-small-latest", "mistral")]
    [InlineData("deepseek-chat", "deepseek")]
    [InlineData("sandbox-open", "sandbox")]
    public void Claims_ABareName_AreOfOneVendor(string upstream, string vendor) =>
        Assert.Equal([vendor], Book.Vendors.Where(facts => facts.Claims(upstream)).Select(facts => facts.Id));

    [Theory]
    [InlineData("gpt-5-nano", "max_tokens>max_completion_tokens")]
    [InlineData("o4-mini", "max_tokens>max_completion_tokens")]
    [InlineData("gpt-5-mini", "max_tokens>max_completion_tokens,stop>")]
    [InlineData("gpt-4o", "")]
    public void QuirksFor_AnOpenAiModel_AreItsRecordedRefusals(string upstream, string expected) =>
        Assert.Equal(expected, string.Join(',', Book.Vendor("openai")!.QuirksFor(upstream).Select(quirk => $"{quirk.Field}>{quirk.To}")));

    [Theory]
    [InlineData("ollama", 11434)]
    [InlineData("vllm", 8000)]
    [InlineData("sglang", 30000)]
    [InlineData("llamacpp", 8080)]
    [InlineData("lmstudio", 1234)]
    [InlineData("tgi", 3000)]
    public void Engine_EachOfTheSix_HasItsPortAndAProbe(string id, long port)
    {
        var engine = Book.Engine(id)!;
        Assert.Equal(port, engine.Port.Value);
        Assert.Equal("openai-chat", engine.Dialect.Value);
        Assert.NotEmpty(engine.Probes);
        Assert.StartsWith("/", engine.Health!.Value);
    }

    [Fact]
    public void Vendors_EachWithAnAddress_HasAKeyVariableAndADefaultModel()
    {

        Assert.Empty(Book.Vendors.Where(vendor => vendor.BaseUrl is not null && vendor.KeyVariables.Value.Count == 0).Select(vendor => vendor.Id));
        Assert.Equal(["sandbox"], Book.Vendors.Where(vendor => vendor.BaseUrl is null && vendor.BaseUrlForm is null).Select(vendor => vendor.Id));
        Assert.Equal(["cloudflare", "databricks", "localai", "azure", "bedrock", "vertex"], Book.Vendors.Where(vendor => vendor.BaseUrlForm is not null).Select(vendor => vendor.Id));
        Assert.Same(Book.Vendor("gemini"), Book.Vendor("Google"));
    }

    [Fact]
    public void Model_Llama_SaysLicenceOriginAndWindowWithTheirSources()
    {
        var llama = Book.Model("meta/llama-3.3-70b-instruct")!;
        Assert.Equal(("llama3.3", "US", Openness.OpenWeights, 128_000L), (llama.Licence!.Value, llama.Origin!.Value, llama.Openness!.Value, llama.ContextWindow!.Value));
        Assert.NotEqual(llama.Licence.Source, llama.ContextWindow.Source);
        Assert.False(llama.Images!.Value);
        Assert.True(Book.Model("openai/gpt-4o")!.Files!.Value);
        Assert.Equal("simulated", Book.OfferOf("sandbox", "sandbox-open")?.Prices.PriceAt(Now)!.Source);
    }

    private static IEnumerable<(string? Source, DateOnly AsOf)> Stamps(object facts)
    {
        var type = facts.GetType();
        if (type.GetProperty("Source") is { } source && type.GetProperty("AsOf") is { } asOf)
        {
            yield return ((string?)source.GetValue(facts), (DateOnly)asOf.GetValue(facts)!);
        }

        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
        {
            if (property.GetValue(facts) is not { } value || value is string)
            {
                continue;
            }

            foreach (var part in value is IEnumerable many ? many.Cast<object>() : [value])
            {
                if (part.GetType().Namespace?.StartsWith("Bascule", StringComparison.Ordinal) is true && !part.GetType().IsValueType)
                {
                    foreach (var stamp in Stamps(part))
                    {
                        yield return stamp;
                    }
                }
            }
        }
    }
}
