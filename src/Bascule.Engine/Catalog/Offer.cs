using Bascule.Engine.Pricing;

namespace Bascule.Engine.Catalog;

/// <summary>A model as one vendor sells it: the names it goes by there, and its prices there as far as they are known.</summary>
public sealed record Offer(string VendorId, Fact<IReadOnlyList<string>> Names, PriceHistory Prices)
{
    /// <summary>The terms it is sold under, where they take the place of the weights' licence; the word of a licence.</summary>
    public Fact<string>? Terms { get; init; }
}
