using System.Globalization;
using Bascule.Engine.Catalog;
using Bascule.Engine.Pricing;
using Bascule.Server.Admin.Facts;

namespace Bascule.Cli.Verbs.Catalogs;

/// <summary>One line of what is shown of a model: what, the value, where from, since when.</summary>
internal sealed record ModelLine(string Name, string Value, string Source, DateOnly? AsOf)
{
    public static IReadOnlyList<ModelLine> Of(FactBook book, ModelFacts model, DateTimeOffset now)
    {
        List<ModelLine> lines =
        [
            Fact("name", model.Name, Same),
            Fact("vendor", model.Vendor, Same),
            Fact("origin", model.Origin, Same),
            Fact("openness", model.Openness, value => value.ToWord()),
            Fact("licence", model.Licence, word => book.Licence(word) is { } licence ? $"{word}: {licence.Name.Value}" : word),
            Fact("parameters", model.Parameters, count => ListVerb.Large(count)),
            Fact("active parameters", model.ActiveParameters, count => ListVerb.Large(count)),
            Fact("context", model.ContextWindow, Count),
            Fact("max input", model.MaxInput, Count),
            Fact("max output", model.MaxOutput, Count),
            Fact("input", model.Input, Texts),
            Fact("output", model.Output, Texts),
            Fact("tools", model.Tools, Flag),
            Fact("json schema", model.JsonSchema, Flag),
            Fact("reasoning", model.Reasoning, Flag),
            Fact("prefill", model.Prefill, Flag),
            Fact("caching", model.Caching, Flag),
            Fact("released", model.Released, Same),
            Fact("end of life", model.EndOfLife, Same),
            Fact("knowledge cut-off", model.KnowledgeCutOff, Same),
            Fact("weights", model.Weights, Texts),
        ];
        var price = ModelJson.PriceOf(model, now);
        lines.Add(price is var (vendor, entry) ? new("price at " + vendor, Price(entry), entry.Source, entry.AsOf) : new("price", "-", "", null));
        return lines;
    }

    public static string Price(PriceEntry entry)
    {
        var figures = Figures(entry.Price);
        var tiers = string.Concat(entry.Tiers.OrderBy(tier => tier.InputTokensOver)
            .Select(tier => string.Create(CultureInfo.InvariantCulture, $"; over {tier.InputTokensOver} tokens: {Figures(tier.Price)}")));
        return figures + tiers + (entry.Batch is { } batch ? $"; in batches: {Figures(batch.Price)}" : "");
    }

    private static string Figures(Price price)
    {
        (string Name, long? Nano)[] kinds =
        [
            ("input", price.InputNanoPerMillion), ("cached input", price.CachedInputNanoPerMillion), ("cache write", price.CacheWriteNanoPerMillion),
            ("for an hour", price.CacheWriteHourNanoPerMillion), ("output", price.OutputNanoPerMillion),
        ];
        return string.Join(", ", kinds.Where(kind => kind.Nano is not null).Select(kind => $"{kind.Name} {Money.ToText(kind.Nano!.Value)}"));
    }

    private static ModelLine Fact<T>(string name, Fact<T>? fact, Func<T, string> text) =>
        fact is null ? new(name, "-", "", null) : new(name, text(fact.Value), fact.Source, fact.AsOf);

    private static string Same(string value) => value;

    private static string Count(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "yes" : "no";

    private static string Texts(IReadOnlyList<string> values) => string.Join(", ", values);
}
