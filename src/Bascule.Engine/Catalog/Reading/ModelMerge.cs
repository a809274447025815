using Bascule.Engine.Pricing;

namespace Bascule.Engine.Catalog.Reading;

/// <summary>Lays a model of an overlay over the one below: of two facts the one that was read later counts, of two prices from one day the overlay's.</summary>
internal static class ModelMerge
{
    public static ModelFacts Over(ModelFacts below, ModelFacts above) => below with
    {
        Name = Newer(below.Name, above.Name)!,
        Family = Newer(below.Family, above.Family),
        Vendor = Newer(below.Vendor, above.Vendor),
        Origin = Newer(below.Origin, above.Origin),
        Openness = Newer(below.Openness, above.Openness),
        Licence = Newer(below.Licence, above.Licence),
        Released = Newer(below.Released, above.Released),
        EndOfLife = Newer(below.EndOfLife, above.EndOfLife),
        KnowledgeCutOff = Newer(below.KnowledgeCutOff, above.KnowledgeCutOff),
        Parameters = Newer(below.Parameters, above.Parameters),
        ActiveParameters = Newer(below.ActiveParameters, above.ActiveParameters),
        ContextWindow = Newer(below.ContextWindow, above.ContextWindow),
        MaxInput = Newer(below.MaxInput, above.MaxInput),
        MaxOutput = Newer(below.MaxOutput, above.MaxOutput),
        Input = Newer(below.Input, above.Input),
        Output = Newer(below.Output, above.Output),
        Tools = Newer(below.Tools, above.Tools),
        JsonSchema = Newer(below.JsonSchema, above.JsonSchema),
        Reasoning = Newer(below.Reasoning, above.Reasoning),
        Caching = Newer(below.Caching, above.Caching),
        Prefill = Newer(below.Prefill, above.Prefill),
        Weights = Newer(below.Weights, above.Weights),
        Offers = above.Offers.Aggregate(below.Offers, Over),
    };

    private static Fact<T>? Newer<T>(Fact<T>? below, Fact<T>? above) =>
        above is null || (below is not null && above.AsOf < below.AsOf) ? below : above;

    /// <summary>An offer of some of the names that another offer lists takes them out of it: the rest keep their prices.</summary>
    private static IReadOnlyList<Offer> Over(IReadOnlyList<Offer> below, Offer above)
    {
        var offers = new List<Offer>();
        var laid = above;
        int? place = null;    // the first offer with a price stands for the model: the new one must not go behind the others
        foreach (var offer in below)
        {
            var rest = offer.VendorId == above.VendorId ? offer.Names.Value.Except(above.Names.Value, StringComparer.OrdinalIgnoreCase).ToArray() : null;
            if (rest is null || rest.Length == offer.Names.Value.Count)
            {
                offers.Add(offer);
                continue;
            }

            place ??= offers.Count;
            laid = laid with { Prices = Over(offer.Prices, laid.Prices), Terms = Newer(offer.Terms, laid.Terms) };
            if (rest.Length > 0)
            {
                offers.Add(offer with { Names = offer.Names with { Value = rest } });
            }
        }

        offers.Insert(place ?? offers.Count, laid);
        return offers;
    }

    private static PriceHistory Over(PriceHistory below, PriceHistory above) =>
        new(below.Entries.Where(entry => above.Entries.All(later => later.From != entry.From)).Concat(above.Entries));
}
