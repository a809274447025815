using Bascule.Engine.Catalog;
using Bascule.Engine.Pricing;

namespace Bascule.Server.Admin.Facts;

/// <summary>Which models of the catalog are wanted; what is not stated of a model is not met.</summary>
public sealed record CatalogFilter
{
    /// <summary>What a model may be asked to be able to.</summary>
    private static readonly Dictionary<string, Func<ModelFacts, bool?>> Abilities = new(StringComparer.OrdinalIgnoreCase)
    {
        ["tools"] = model => model.Tools?.Value,
        ["json_schema"] = model => model.JsonSchema?.Value,
        ["reasoning"] = model => model.Reasoning?.Value,
        ["caching"] = model => model.Caching?.Value,
        ["prefill"] = model => model.Prefill?.Value,
        ["images"] = model => model.Images?.Value,
        ["audio"] = model => model.Audio?.Value,
        ["files"] = model => model.Files?.Value,
        ["embedding"] = model => model.MakesVectors,
    };

    public static IReadOnlyCollection<string> AbilityNames => Abilities.Keys;

    /// <summary>A part of the id or the name.</summary>
    public string? Word { get; init; }

    /// <summary>Its id or its name.</summary>
    public string? Vendor { get; init; }

    public Openness? Openness { get; init; }

    /// <summary>A licence's id, or a word for it.</summary>
    public string? Licence { get; init; }

    public string? Ability { get; init; }

    public long? MinContext { get; init; }

    /// <summary>Neither input nor output costs more USD per million tokens.</summary>
    public decimal? MaxPrice { get; init; }

    public IEnumerable<ModelFacts> Of(FactBook book, DateTimeOffset now) => book.Models.Where(model => model.VendorId != "sandbox"
        && (Word is null || model.Id.Contains(Word, StringComparison.OrdinalIgnoreCase) || model.Name.Value.Contains(Word, StringComparison.OrdinalIgnoreCase))
        && (Vendor is null || Vendor.Equals(model.VendorId, StringComparison.OrdinalIgnoreCase) || Vendor.Equals(model.Vendor?.Value, StringComparison.OrdinalIgnoreCase))
        && (Openness is null || model.Openness?.Value == Openness)
        && (Licence is null || IsOf(book, model, Licence))
        && (Ability is null || Abilities.GetValueOrDefault(Ability)?.Invoke(model) == true)
        && (MinContext is null || model.ContextWindow?.Value >= MinContext)
        && (MaxPrice is null || IsWithin(model, MaxPrice.Value, now)));

    private static bool IsOf(FactBook book, ModelFacts model, string word) =>
        model.Licence is { } licence && (licence.Value.Equals(word, StringComparison.OrdinalIgnoreCase) || (book.Licence(word) is { } wanted && wanted == book.Licence(licence.Value)));

    private static bool IsWithin(ModelFacts model, decimal usd, DateTimeOffset now) =>
        ModelJson.PriceOf(model, now) is var (_, price) && Money.ToUsd(Math.Max(price.Price.InputNanoPerMillion, price.Price.OutputNanoPerMillion)) <= usd;
}
