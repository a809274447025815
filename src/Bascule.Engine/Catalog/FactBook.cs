using Bascule.Engine.Catalog.Licences;
using Bascule.Engine.Catalog.Reading;

namespace Bascule.Engine.Catalog;

/// <summary>The catalog in memory: vendors, engines, models and licences with their facts, immutable.</summary>
public sealed class FactBook
{
    private readonly Dictionary<string, VendorFacts> _vendors = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, EngineFacts> _engines;
    private readonly Dictionary<string, ModelFacts> _models;
    private readonly Dictionary<string, LicenceFacts> _licences = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ModelFacts> _byWeights = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Dictionary<string, (ModelFacts Model, Offer Offer)>> _offers = new(StringComparer.OrdinalIgnoreCase);

    internal FactBook(
        IReadOnlyList<VendorFacts> vendors, IReadOnlyList<EngineFacts> engines, IReadOnlyList<ModelFacts> models, IReadOnlyList<LicenceFacts> licences)
    {
        (Vendors, Engines, Models, Licences) = (vendors, engines, models, licences);
        foreach (var licence in licences)
        {
            foreach (var word in licence.Aliases.Prepend(licence.Id))
            {
                _licences.Add(word, licence);
            }
        }

        _engines = engines.ToDictionary(engine => engine.Id, StringComparer.OrdinalIgnoreCase);
        _models = models.ToDictionary(model => model.Id, StringComparer.OrdinalIgnoreCase);
        foreach (var vendor in vendors)
        {
            foreach (var name in vendor.Aliases.Prepend(vendor.Id))
            {
                _vendors.Add(name, vendor);
            }

            _offers.Add(vendor.Id, new(StringComparer.OrdinalIgnoreCase));
        }

        foreach (var model in models)
        {
            foreach (var weights in (model.Weights?.Value ?? []).Append(model.Id))
            {
                _byWeights.TryAdd(weights, model);
            }

            foreach (var offer in model.Offers)
            {
                foreach (var name in offer.Names.Value)
                {
                    _offers[offer.VendorId].Add(name, (model, offer));
                }
            }
        }
    }

    /// <summary>Nothing is known.</summary>
    public static FactBook Empty { get; } = new([], [], [], []);

    public IReadOnlyList<VendorFacts> Vendors { get; }

    public IReadOnlyList<EngineFacts> Engines { get; }

    public IReadOnlyList<ModelFacts> Models { get; }

    public IReadOnlyList<LicenceFacts> Licences { get; }

    /// <summary>Reads <c>vendors.json</c>, <c>models.json</c> and <c>licences.json</c> of a folder.</summary>
    /// <param name="overlays">A folder of files with models that are laid over them; null or not there: none.</param>
    public static FactBookLoad Load(string folder, string? overlays = null) => FactBookReader.Read(folder, overlays);

    /// <summary>The models that one overlay file holds; null when it cannot be read. What is wrong with it is added to <paramref name="problems"/>.</summary>
    public IReadOnlyList<ModelFacts>? ReadOverlay(string file, List<string> problems) => FactBookReader.ReadOverlay(file, Model, problems);

    /// <summary>A vendor by id or alias.</summary>
    public VendorFacts? Vendor(string id) => _vendors.GetValueOrDefault(id);

    public EngineFacts? Engine(string id) => _engines.GetValueOrDefault(id);

    /// <summary>A licence by its id or by a word that model cards have for it.</summary>
    public LicenceFacts? Licence(string word) => _licences.GetValueOrDefault(word);

    public ModelFacts? Model(string id) => _models.GetValueOrDefault(id);

    /// <summary>A model by whatever it is called: its id, its weights, a name that some vendor sells it by.</summary>
    public ModelFacts? Named(string name) => FindModel(null, name)
        ?? Models.FirstOrDefault(model => model.Offers.Any(offer => offer.Names.Value.Contains(name, StringComparer.OrdinalIgnoreCase)));

    /// <summary>
    /// The model behind an upstream name: as this vendor calls it, then the same without a date (<c>gpt-4o-2024-08-06</c>),
    /// then by the name of its weights, whoever serves them.
    /// </summary>
    public ModelFacts? FindModel(string? vendorId, string upstream) =>
        Sold(vendorId, upstream)?.Model
        ?? _byWeights.GetValueOrDefault(upstream)
        ?? (DatedName.WithoutDate(upstream) is { } plain ? _byWeights.GetValueOrDefault(plain) : null);

    /// <summary>How this vendor sells a model of this name, or of this name without its date; null: not that anybody said.</summary>
    public Offer? OfferOf(string? vendorId, string upstream) => Sold(vendorId, upstream)?.Offer;

    /// <summary>The terms this vendor sells it under where they take the place of the weights' licence, or null.</summary>
    public Fact<string>? TermsOf(string? vendorId, string upstream) => Sold(vendorId, upstream)?.Offer.Terms;

    private (ModelFacts Model, Offer Offer)? Sold(string? vendorId, string upstream)
    {
        if (vendorId is null || Vendor(vendorId) is not { } vendor)
        {
            return null;
        }

        var names = _offers[vendor.Id];
        return names.TryGetValue(upstream, out var sold) || (DatedName.WithoutDate(upstream) is { } plain && names.TryGetValue(plain, out sold))
            ? sold
            : null;
    }
}
