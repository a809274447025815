using Bascule.Engine.Catalog.Licences;

namespace Bascule.Engine.Catalog;

/// <summary>A fact by name, with the place it was read from and the day.</summary>
public readonly record struct DatedFact(string Of, string Name, string Source, DateOnly AsOf);

/// <summary>How old what the catalog says is: facts go stale, and nobody sees it by looking at them.</summary>
public static class FactAges
{
    /// <summary>A fact that nobody has read for longer is worth a warning.</summary>
    public const int StaleAfterDays = 180;

    public static bool IsStale(DateOnly asOf, DateOnly today) => today.DayNumber - asOf.DayNumber > StaleAfterDays;

    /// <summary>Every fact of the book but the sandbox's: models with the prices in effect, clauses of licences, where vendors answer from.</summary>
    public static IEnumerable<DatedFact> Of(FactBook book, DateOnly today) => book.Models.Where(model => model.VendorId != "sandbox").SelectMany(model => Of(model, today))
        .Concat(book.Licences.SelectMany(Of))
        .Concat(book.Vendors.Where(vendor => vendor.Id != "sandbox").SelectMany(Of));

    public static IEnumerable<DatedFact> Of(ModelFacts model, DateOnly today)
    {
        DatedFact?[] facts =
        [
            At("name", model.Name), At("family", model.Family), At("vendor", model.Vendor), At("origin", model.Origin), At("openness", model.Openness), At("licence", model.Licence),
            At("released", model.Released), At("end_of_life", model.EndOfLife), At("knowledge_cut_off", model.KnowledgeCutOff), At("parameters", model.Parameters),
            At("active_parameters", model.ActiveParameters), At("context", model.ContextWindow), At("max_input", model.MaxInput), At("max_output", model.MaxOutput),
            At("in", model.Input), At("out", model.Output), At("tools", model.Tools), At("json_schema", model.JsonSchema), At("reasoning", model.Reasoning),
            At("caching", model.Caching), At("prefill", model.Prefill), At("weights", model.Weights),
        ];
        var now = new DateTimeOffset(today, TimeOnly.MinValue, TimeSpan.Zero);
        return facts.OfType<DatedFact>().Concat(model.Offers
            .Select(offer => (offer.VendorId, Price: offer.Prices.PriceAt(now)))
            .Where(offer => offer.Price is not null)
            .Select(offer => new DatedFact(model.Id, $"price at {offer.VendorId}", offer.Price!.Source, offer.Price.AsOf)));

        DatedFact? At<T>(string name, Fact<T>? fact) => fact is null ? null : new DatedFact(model.Id, name, fact.Source, fact.AsOf);
    }

    private static IEnumerable<DatedFact> Of(LicenceFacts licence) => licence.Clauses.Select(clause => new DatedFact(licence.Id, clause.Id, clause.Source, clause.AsOf));

    private static IEnumerable<DatedFact> Of(VendorFacts vendor)
    {
        DatedFact?[] facts = [At("dialect", vendor.Dialect), At("base_url", vendor.BaseUrl), At("hosting", vendor.Hosting), At("jurisdiction", vendor.Jurisdiction)];
        return facts.OfType<DatedFact>().Concat(vendor.PromptCaches.Select(rule => new DatedFact(vendor.Id, $"prompt_cache {rule.Models}", rule.Source, rule.AsOf)));

        DatedFact? At<T>(string name, Fact<T>? fact) => fact is null ? null : new DatedFact(vendor.Id, name, fact.Source, fact.AsOf);
    }
}
