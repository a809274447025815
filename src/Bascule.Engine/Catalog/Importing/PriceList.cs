using Bascule.Engine.Pricing;

namespace Bascule.Engine.Catalog.Importing;

/// <summary>A price list of somebody else's, read into our words: what could be read, and what was left out and why.</summary>
/// <param name="Source">Whose list it is.</param>
public sealed record PriceList(string Source, IReadOnlyList<ListedModel> Models, IReadOnlyList<SkippedEntry> Skipped);

/// <summary>A price list, or why the file is none.</summary>
public sealed record PriceListLoad(PriceList? List, string? Problem);

/// <summary>An entry that was left out.</summary>
public sealed record SkippedEntry(string Name, string Why);

/// <summary>One model as one vendor sells it, as the list has it; what it does not say is null.</summary>
public sealed record ListedModel(string VendorId, string Upstream, Price Price)
{
    public IReadOnlyList<PriceTier> Tiers { get; init; } = [];

    public Price? Batch { get; init; }

    public string? Title { get; init; }

    public long? Context { get; init; }

    public long? MaxInput { get; init; }

    public long? MaxOutput { get; init; }

    public IReadOnlyList<string>? Input { get; init; }

    public IReadOnlyList<string>? Output { get; init; }

    public bool? Tools { get; init; }

    public bool? JsonSchema { get; init; }

    public bool? Reasoning { get; init; }

    public bool? Caching { get; init; }

    public string? EndOfLife { get; init; }

    public IReadOnlyList<string> Weights { get; init; } = [];
}
