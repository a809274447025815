using System.Text.Json;
using Bascule.Engine.Catalog;
using Bascule.Engine.Catalog.Licences;
using Bascule.Engine.Pricing;

namespace Bascule.Server.Admin.Facts;

/// <summary>A model of the catalog as JSON: each fact with source and date, the licence with its clauses, the prices of everyone who sells it.</summary>
public static class ModelJson
{
    /// <param name="deployments">Names of the deployments that use it; null: nobody asked.</param>
    public static void Write(Utf8JsonWriter json, FactBook book, ModelFacts model, DateTimeOffset now, IEnumerable<string>? deployments = null)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Id);
        FactJson.Write(json, "name", model.Name, json.WriteStringValue);
        FactJson.Write(json, "family", model.Family, json.WriteStringValue);
        FactJson.Write(json, "vendor", model.Vendor, json.WriteStringValue);
        FactJson.Write(json, "origin", model.Origin, json.WriteStringValue);
        FactJson.Write(json, "openness", model.Openness, value => json.WriteStringValue(value.ToWord()));
        Licence(json, book, model.Licence);
        FactJson.Write(json, "parameters", model.Parameters, json.WriteNumberValue);
        FactJson.Write(json, "active_parameters", model.ActiveParameters, json.WriteNumberValue);
        FactJson.Write(json, "released", model.Released, json.WriteStringValue);
        FactJson.Write(json, "end_of_life", model.EndOfLife, json.WriteStringValue);
        FactJson.Write(json, "knowledge_cut_off", model.KnowledgeCutOff, json.WriteStringValue);
        FactJson.Write(json, "context", model.ContextWindow, json.WriteNumberValue);
        FactJson.Write(json, "max_input", model.MaxInput, json.WriteNumberValue);
        FactJson.Write(json, "max_output", model.MaxOutput, json.WriteNumberValue);
        FactJson.Write(json, "input", model.Input, values => FactJson.List(json, values));
        FactJson.Write(json, "output", model.Output, values => FactJson.List(json, values));
        FactJson.Write(json, "tools", model.Tools, json.WriteBooleanValue);
        FactJson.Write(json, "json_schema", model.JsonSchema, json.WriteBooleanValue);
        FactJson.Write(json, "reasoning", model.Reasoning, json.WriteBooleanValue);
        FactJson.Write(json, "prefill", model.Prefill, json.WriteBooleanValue);
        FactJson.Write(json, "caching", model.Caching, json.WriteBooleanValue);
        FactJson.Write(json, "weights", model.Weights, values => FactJson.List(json, values));
        MainPrice(json, model, now);
        Offers(json, book, model);
        Stale(json, model, DateOnly.FromDateTime(now.UtcDateTime));
        if (deployments is not null)
        {
            json.WritePropertyName("deployments");
            FactJson.List(json, deployments);
        }

        json.WriteString("notice", LicenceFacts.Notice);
        json.WriteEndObject();
    }

    /// <summary>The price that stands for the model: its own vendor's, else the first one known.</summary>
    public static (string Vendor, PriceEntry Price)? PriceOf(ModelFacts model, DateTimeOffset now) => model.Offers
        .Select(offer => (offer.VendorId, Price: offer.Prices.PriceAt(now)))
        .FirstOrDefault(offer => offer.Price is not null) is ({ } vendor, { } price) ? (vendor, price) : null;

    private static void Licence(Utf8JsonWriter json, FactBook book, Fact<string>? word)
    {
        if (word is null)
        {
            json.WriteNull("licence");
            return;
        }

        json.WriteStartObject("licence");
        json.WriteString("value", word.Value);
        json.WriteString("source", word.Source);
        json.WriteString("as_of", FactJson.Day(word.AsOf));
        if (book.Licence(word.Value) is { } licence)
        {
            json.WriteString("id", licence.Id);
            json.WriteString("name", licence.Name.Value);
            json.WriteString("text", licence.Text?.Value);
            json.WriteStartArray("clauses");
            foreach (var clause in licence.Clauses)
            {
                Clause(json, clause);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void Clause(Utf8JsonWriter json, LicenceClause clause)
    {
        json.WriteStartObject();
        json.WriteString("id", clause.Id);
        json.WriteString("kind", ClauseWords.Of(clause.Kind));
        json.WriteString("rule", clause.Rule is { } rule ? ClauseWords.Of(rule) : null);
        json.WriteString("text", clause.Text);
        if (clause.MaxMonthlyActiveUsers is { } users)
        {
            json.WriteNumber("max_monthly_active_users", users);
        }
        else
        {
            json.WriteNull("max_monthly_active_users");
        }

        json.WritePropertyName("jurisdictions");
        FactJson.List(json, clause.Jurisdictions);
        json.WritePropertyName("modalities");
        FactJson.List(json, clause.Modalities);
        json.WriteString("source", clause.Source);
        json.WriteString("as_of", FactJson.Day(clause.AsOf));
        json.WriteEndObject();
    }

    private static void MainPrice(Utf8JsonWriter json, ModelFacts model, DateTimeOffset now)
    {
        if (PriceOf(model, now) is not var (vendor, price))
        {
            json.WriteNull("price");
            return;
        }

        json.WriteStartObject("price");
        json.WriteString("vendor", vendor);
        FactJson.Price(json, price);
        json.WriteEndObject();
    }

    private static void Offers(Utf8JsonWriter json, FactBook book, ModelFacts model)
    {
        json.WriteStartArray("offers");
        foreach (var offer in model.Offers)
        {
            json.WriteStartObject();
            json.WriteString("vendor", offer.VendorId);
            FactJson.Write(json, "names", offer.Names, values => FactJson.List(json, values));
            FactJson.Write(json, "terms", offer.Terms, json.WriteStringValue);
            json.WriteString("jurisdiction", book.Vendor(offer.VendorId)?.Jurisdiction?.Value);
            json.WriteStartArray("prices");
            foreach (var price in offer.Prices.Entries)
            {
                json.WriteStartObject();
                FactJson.Price(json, price);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Stale(Utf8JsonWriter json, ModelFacts model, DateOnly today)
    {
        json.WritePropertyName("stale");
        FactJson.List(json, FactAges.Of(model, today).Where(fact => FactAges.IsStale(fact.AsOf, today)).Select(fact => fact.Name));
    }
}
