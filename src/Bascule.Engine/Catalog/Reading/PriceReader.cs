using Bascule.Engine.Pricing;

namespace Bascule.Engine.Catalog.Reading;

/// <summary>Reads prices, in USD per million tokens, with their days, tiers and sources.</summary>
internal static class PriceReader
{
    public static PriceHistory History(RecordReader offer)
    {
        var entries = offer.List("prices", Entry);
        foreach (var twice in entries.GroupBy(entry => entry.From).Where(day => day.Count() > 1))
        {
            offer.Problem("prices", $"two prices from {twice.Key?.ToString("yyyy-MM-dd") ?? "ever"}");
        }

        return new(entries);
    }

    private static PriceEntry? Entry(RecordReader record)
    {
        var from = record.Day("from");
        var tiers = record.List("tiers", Tier);
        var batch = record.One("batch", Batch);
        return Price(record) is { } price && record.Source() is var (source, asOf)
            ? new(from, price, tiers, source, asOf) { Batch = batch }
            : null;
    }

    private static BatchPrice? Batch(RecordReader record) =>
        Price(record) is { } price && record.Source() is var (source, asOf) ? new(price, source, asOf) : null;

    private static PriceTier? Tier(RecordReader record)
    {
        var over = record.NeededCount("input_tokens_over");
        return Price(record) is { } price && over is not null ? new(over.Value, price) : null;
    }

    private static Price? Price(RecordReader record)
    {
        var input = NeededUsd(record, "input");
        var cached = Usd(record, "cached_input");
        var write = Usd(record, "cache_write");
        var writeHour = Usd(record, "cache_write_1h");
        var output = NeededUsd(record, "output");
        return input is null || output is null
            ? null
            : Pricing.Price.FromUsdPerMillion(input.Value, cached, write, output.Value, writeHour);
    }

    private static decimal? NeededUsd(RecordReader record, string member)
    {
        if (!record.Has(member))
        {
            record.Problem(member, "missing: where a price is unknown, the whole price is left out");
        }

        return Usd(record, member);
    }

    private static decimal? Usd(RecordReader record, string member)
    {
        var usd = record.Amount(member);
        if (usd is null || Pricing.Price.IsPrice(usd.Value))
        {
            return usd;
        }

        record.Problem(member, $"{usd} is no price per million tokens: 0 to {Pricing.Price.MaxUsdPerMillion} USD");
        return null;
    }
}
