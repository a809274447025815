using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Catalog.Importing;

/// <summary>Writes models as an overlay file: what is read from it is what was written.</summary>
public sealed class OverlayWriter
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<(string Source, DateOnly AsOf), string> _sources = [];
    private readonly Utf8JsonWriter _json;

    private OverlayWriter(Utf8JsonWriter json) => _json = json;

    public static void Write(Stream to, string note, IReadOnlyList<ModelFacts> models)
    {
        using var json = new Utf8JsonWriter(to, Options);
        var writer = new OverlayWriter(json);
        json.WriteStartObject();
        json.WriteString("note", note);
        json.WriteStartArray("models");
        foreach (var model in models)
        {
            writer.Model(model);
        }

        json.WriteEndArray();
        writer.Sources();
        json.WriteEndObject();
    }

    private void Model(ModelFacts model)
    {
        _json.WriteStartObject();
        _json.WriteString("id", model.Id);
        Fact("name", model.Name, _json.WriteStringValue);
        Fact("family", model.Family, _json.WriteStringValue);
        Fact("vendor", model.Vendor, _json.WriteStringValue);
        Fact("origin", model.Origin, _json.WriteStringValue);
        Fact("openness", model.Openness, value => _json.WriteStringValue(value.ToWord()));
        Fact("licence", model.Licence, _json.WriteStringValue);
        Fact("released", model.Released, _json.WriteStringValue);
        Fact("end_of_life", model.EndOfLife, _json.WriteStringValue);
        Fact("knowledge_cut_off", model.KnowledgeCutOff, _json.WriteStringValue);
        Fact("parameters", model.Parameters, _json.WriteNumberValue);
        Fact("active_parameters", model.ActiveParameters, _json.WriteNumberValue);
        Fact("context", model.ContextWindow, _json.WriteNumberValue);
        Fact("max_input", model.MaxInput, _json.WriteNumberValue);
        Fact("max_output", model.MaxOutput, _json.WriteNumberValue);
        Fact("in", model.Input, Texts);
        Fact("out", model.Output, Texts);
        Fact("tools", model.Tools, _json.WriteBooleanValue);
        Fact("json_schema", model.JsonSchema, _json.WriteBooleanValue);
        Fact("reasoning", model.Reasoning, _json.WriteBooleanValue);
        Fact("caching", model.Caching, _json.WriteBooleanValue);
        Fact("prefill", model.Prefill, _json.WriteBooleanValue);
        Fact("weights", model.Weights, Texts);
        _json.WriteStartObject("offers");
        foreach (var vendor in model.Offers.GroupBy(offer => offer.VendorId))
        {
            _json.WriteStartArray(vendor.Key);
            foreach (var offer in vendor)
            {
                Offer(offer);
            }

            _json.WriteEndArray();
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void Offer(Offer offer)
    {
        _json.WriteStartObject();
        Fact("names", offer.Names, Texts);
        Fact("terms", offer.Terms, _json.WriteStringValue);
        _json.WriteStartArray("prices");
        foreach (var entry in offer.Prices.Entries)
        {
            _json.WriteStartObject();
            if (entry.From is { } from)
            {
                _json.WriteString("from", Day(from));
            }

            Figures(entry.Price, entry.Source, entry.AsOf);
            if (entry.Tiers.Count > 0)
            {
                _json.WriteStartArray("tiers");
                foreach (var tier in entry.Tiers)
                {
                    _json.WriteStartObject();
                    _json.WriteNumber("input_tokens_over", tier.InputTokensOver);
                    Figures(tier.Price);
                    _json.WriteEndObject();
                }

                _json.WriteEndArray();
            }

            if (entry.Batch is { } batch)
            {
                _json.WriteStartObject("batch");
                Figures(batch.Price, batch.Source, batch.AsOf);
                _json.WriteEndObject();
            }

            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void Figures(Price price, string source, DateOnly asOf)
    {
        _json.WriteString("s", SourceId(source, asOf));
        Figures(price);
    }

    private void Figures(Price price)
    {
        Usd("input", price.InputNanoPerMillion);
        Usd("cached_input", price.CachedInputNanoPerMillion);
        Usd("cache_write", price.CacheWriteNanoPerMillion);
        Usd("cache_write_1h", price.CacheWriteHourNanoPerMillion);
        Usd("output", price.OutputNanoPerMillion);
    }

    private void Usd(string name, long? nano)
    {
        if (nano is { } known)
        {
            _json.WritePropertyName(name);
            _json.WriteRawValue(Money.ToText(known));
        }
    }

    private void Fact<T>(string name, Fact<T>? fact, Action<T> write)
    {
        if (fact is null)
        {
            return;
        }

        _json.WriteStartObject(name);
        _json.WritePropertyName("value");
        write(fact.Value);
        _json.WriteString("s", SourceId(fact.Source, fact.AsOf));
        _json.WriteEndObject();
    }

    private void Texts(IReadOnlyList<string> values)
    {
        _json.WriteStartArray();
        foreach (var value in values)
        {
            _json.WriteStringValue(value);
        }

        _json.WriteEndArray();
    }

    private string SourceId(string source, DateOnly asOf)
    {
        if (!_sources.TryGetValue((source, asOf), out var id))
        {
            _sources.Add((source, asOf), id = $"s{_sources.Count + 1}");
        }

        return id;
    }

    private void Sources()
    {
        _json.WriteStartObject("sources");
        foreach (var ((source, asOf), id) in _sources)
        {
            _json.WriteStartObject(id);
            _json.WriteString("source", source);
            _json.WriteString("as_of", Day(asOf));
            _json.WriteEndObject();
        }

        _json.WriteEndObject();
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
