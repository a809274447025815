using System.Globalization;
using System.Text.Json;
using Bascule.Engine.Catalog;
using Bascule.Engine.Pricing;

namespace Bascule.Server.Admin.Facts;

/// <summary>A fact with its source and date, as JSON; an unknown one is null.</summary>
internal static class FactJson
{
    public static void Write<T>(Utf8JsonWriter json, string name, Fact<T>? fact, Action<T> writeValue)
    {
        if (fact is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WritePropertyName("value");
        writeValue(fact.Value);
        json.WriteString("source", fact.Source);
        json.WriteString("as_of", Day(fact.AsOf));
        json.WriteEndObject();
    }

    public static void List(Utf8JsonWriter json, IEnumerable<string> values)
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    /// <summary>The members of a price: USD per million tokens, tiers, batches, source and dates.</summary>
    public static void Price(Utf8JsonWriter json, PriceEntry price)
    {
        Figures(json, price.Price);
        json.WriteStartArray("tiers");
        foreach (var tier in price.Tiers)
        {
            json.WriteStartObject();
            json.WriteNumber("input_tokens_over", tier.InputTokensOver);
            Figures(json, tier.Price);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (price.Batch is { } batch)
        {
            json.WriteStartObject("batch");
            Figures(json, batch.Price);
            json.WriteString("source", batch.Source);
            json.WriteString("as_of", Day(batch.AsOf));
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("batch");
        }

        json.WriteString("source", price.Source);
        json.WriteString("as_of", price.AsOf == default ? null : Day(price.AsOf));
        json.WriteString("from", price.From is { } from ? Day(from) : null);
    }

    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Figures(Utf8JsonWriter json, Price price)
    {
        RowJson.WriteUsd(json, "input", price.InputNanoPerMillion);
        RowJson.WriteUsd(json, "cached_input", price.CachedInputNanoPerMillion);
        RowJson.WriteUsd(json, "cache_write", price.CacheWriteNanoPerMillion);
        RowJson.WriteUsd(json, "cache_write_1h", price.CacheWriteHourNanoPerMillion);
        RowJson.WriteUsd(json, "output", price.OutputNanoPerMillion);
    }
}
