using Bascule.Engine.Pricing;

namespace Bascule.Engine.Catalog;

/// <summary>One upstream model at one provider, compiled and immutable: what the journey needs to know of it.</summary>
/// <param name="engine">The engine that serves it, or null.</param>
public sealed class Deployment(DeploymentOptions options, string? vendor, FactBook facts, string? engine = null)
{
    private readonly PriceEntry? _ownPrice = options.Price is { } price
        ? new PriceEntry(null, Price.FromUsdPerMillion(price.Input, price.CachedInput, price.CacheWrite, price.Output), [], "config", default)
        : null;

    private readonly PriceHistory? _prices = facts.OfferOf(vendor, options.Upstream)?.Prices;    // asked for some six times a request

    public string Name => options.Name;

    public string Provider => options.Provider;

    /// <summary>The model's name as the provider takes it.</summary>
    public string Upstream => options.Upstream;

    /// <summary>Its share under strategy <c>weighted</c>.</summary>
    public int Weight => options.Weight;

    public DeploymentLimits Limits => options.Limits;

    /// <summary>The vendor id whose prices and quirks count, or null.</summary>
    public string? Vendor => vendor;

    /// <summary>What the catalog knows of the model, or null.</summary>
    public ModelFacts? Model { get; } = options.CatalogId is { } id ? facts.Model(id) : facts.FindModel(vendor, options.Upstream);

    /// <summary>The country of whoever made the model, or null where nobody states it.</summary>
    public string? Origin => options.Origin ?? Model?.Origin?.Value;

    /// <summary>The terms of its vendor where they take the place of the weights' licence, or null.</summary>
    public Fact<string>? Terms { get; } = facts.TermsOf(vendor, options.Upstream);

    /// <summary>The licence that binds its use here, or null.</summary>
    public string? Licence => options.Licence ?? Terms?.Value ?? Model?.Licence?.Value;

    /// <summary>How open the model is, or null.</summary>
    public Openness? Openness => options.Openness ?? Model?.Openness?.Value;

    /// <summary>The recorded refusals of this vendor for this model.</summary>
    public IReadOnlyList<Quirk> Quirks { get; } = vendor is not null && facts.Vendor(vendor) is { } known ? [.. known.QuirksFor(options.Upstream)] : [];

    /// <summary>How its beginnings of prompts are kept.</summary>
    public PromptCacheRule PromptCache { get; } =
        (vendor is not null ? facts.Vendor(vendor)?.PromptCaches.FirstOrDefault(rule => rule.Applies(options.Upstream)) : null) ?? PromptCacheRule.Assumed;

    /// <summary>Whether a stream may be asked for its usage: unless the vendor is on record as refusing it.</summary>
    public bool TellsStreamUsage { get; } = vendor is null || facts.Vendor(vendor)?.StreamUsage?.Value != false;

    /// <summary>What the catalog records of going on from the beginning of an answer: by the engine, else by the vendor.</summary>
    public PrefillForm Prefill { get; } = engine is not null
        ? facts.Engine(engine)?.Prefill?.Value ?? PrefillForm.None
        : vendor is not null ? Prefills.Of(facts.Vendor(vendor)?.Prefill?.Value, options.Upstream) : PrefillForm.None;

    /// <summary>The operator's own price, else the vendor's at this moment; null when none is known.</summary>
    public PriceEntry? PriceAt(DateTimeOffset at) => _ownPrice ?? _prices?.PriceAt(at);
}
