using System.Text.Json;
using Bascule.Engine.Catalog;
using Bascule.Engine.Limits;
using Bascule.Engine.Pricing;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;

namespace Bascule.Server.Admin;

/// <summary>A deployment as operators see it. What the catalog says comes with source and date; what nobody said is null.</summary>
internal static class DeploymentJson
{
    public static void Write(Utf8JsonWriter json, Target target, TokenError? tokens, DateTimeOffset now)
    {
        var deployment = target.Deployment;
        json.WriteStartObject();
        json.WriteString("name", deployment.Name);
        json.WriteString("provider", deployment.Provider);
        json.WriteString("upstream", deployment.Upstream);
        json.WritePropertyName("barred");
        List(json, target.Barred);
        WriteProvider(json, target.Provider.Options);
        WriteModel(json, deployment.Model);
        WritePrice(json, deployment.PriceAt(now));
        WriteLimits(json, deployment);
        WriteState(json, target);
        WriteTokens(json, tokens);
        json.WriteEndObject();
    }

    private static void WriteProvider(Utf8JsonWriter json, ProviderOptions provider)
    {
        json.WriteString("dialect", provider.Dialect);
        json.WriteString("engine", provider.Engine);
        json.WriteString("hosting", provider.Hosting);
        json.WriteString("jurisdiction", provider.Jurisdiction);
        json.WriteString("max_retention", provider.MaxRetention is { } retention ? Configuration.Language.Scalars.Duration(retention) : null);
        if (provider.TrainsOnData is { } trains)
        {
            json.WriteBoolean("trains_on_data", trains);
        }
        else
        {
            json.WriteNull("trains_on_data");
        }

        json.WriteStartArray("certifications");
        foreach (var certification in provider.Certifications)
        {
            json.WriteStringValue(certification);
        }

        json.WriteEndArray();
    }

    private static void WriteModel(Utf8JsonWriter json, ModelFacts? model)
    {
        if (model is null)
        {
            json.WriteNull("model");
            return;
        }

        json.WriteStartObject("model");
        json.WriteString("id", model.Id);
        Fact(json, "name", model.Name, json.WriteStringValue);
        Fact(json, "origin", model.Origin, json.WriteStringValue);
        Fact(json, "openness", model.Openness, value => json.WriteStringValue(value switch
        {
            Openness.Closed => "closed",
            Openness.OpenWeights => "open-weights",
            _ => "open-source",
        }));
        Fact(json, "licence", model.Licence, json.WriteStringValue);
        Fact(json, "released", model.Released, json.WriteStringValue);
        Fact(json, "knowledge_cut_off", model.KnowledgeCutOff, json.WriteStringValue);
        Fact(json, "context_window", model.ContextWindow, json.WriteNumberValue);
        Fact(json, "max_input", model.MaxInput, json.WriteNumberValue);
        Fact(json, "max_output", model.MaxOutput, json.WriteNumberValue);
        Fact(json, "input", model.Input, values => List(json, values));
        Fact(json, "output", model.Output, values => List(json, values));
        Fact(json, "tools", model.Tools, json.WriteBooleanValue);
        Fact(json, "json_schema", model.JsonSchema, json.WriteBooleanValue);
        Fact(json, "reasoning", model.Reasoning, json.WriteBooleanValue);
        json.WriteEndObject();
    }

    private static void Fact<T>(Utf8JsonWriter json, string name, Fact<T>? fact, Action<T> writeValue)
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

    private static void List(Utf8JsonWriter json, IReadOnlyList<string> values)
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void WritePrice(Utf8JsonWriter json, PriceEntry? price)
    {
        if (price is null)
        {
            json.WriteNull("price");
            return;
        }

        json.WriteStartObject("price");
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
        json.WriteString("source", price.Source);
        json.WriteString("as_of", price.AsOf == default ? null : Day(price.AsOf));
        json.WriteString("from", price.From is { } from ? Day(from) : null);
        json.WriteEndObject();
    }

    /// <summary>USD per million tokens.</summary>
    private static void Figures(Utf8JsonWriter json, Price price)
    {
        RowJson.WriteUsd(json, "input", price.InputNanoPerMillion);
        RowJson.WriteUsd(json, "cached_input", price.CachedInputNanoPerMillion);
        RowJson.WriteUsd(json, "cache_write", price.CacheWriteNanoPerMillion);
        RowJson.WriteUsd(json, "output", price.OutputNanoPerMillion);
    }

    /// <summary>As the operator wrote them.</summary>
    private static void WriteLimits(Utf8JsonWriter json, Deployment deployment)
    {
        json.WriteNumber("weight", deployment.Weight);
        json.WriteStartObject("limits");
        RowJson.WriteNumber(json, "requests_per_minute", deployment.Limits.RequestsPerMinute);
        RowJson.WriteNumber(json, "tokens_per_minute", deployment.Limits.TokensPerMinute);
        RowJson.WriteNumber(json, "concurrency", deployment.Limits.Concurrency);
        json.WriteNumber("max_queue", deployment.Limits.MaxQueue);
        json.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter json, Target target)
    {
        var state = target.State;
        var (figures, pace) = (state.Read(), state.Pace.Read());
        json.WriteStartObject("state");
        json.WriteNumber("in_flight", figures.InFlight);
        json.WriteNumber("waiting", state.Gate.Waiting);
        RowJson.WriteNumber(json, "places", state.Gate.Places);
        RowJson.WriteNumber(json, "learned_concurrency", state.Gate.Learned);
        json.WriteBoolean("drained", figures.Drained);
        json.WriteNumber("attempts", figures.Attempts);
        Rate(json, "error_rate", figures.ErrorRate);
        RowJson.WriteNumber(json, "first_token_p50_ms", figures.FirstTokenP50Ms);
        RowJson.WriteNumber(json, "first_token_p95_ms", figures.FirstTokenP95Ms);
        Rate(json, "tokens_per_second", figures.TokensPerSecond);
        Rate(json, "first_token_now_ms", pace.FirstTokenMs);
        Rate(json, "tokens_per_second_now", pace.TokensPerSecond);
        HealthJson.Write(json, target);
        json.WriteEndObject();
    }

    /// <summary>How wrong the token estimates for its model were.</summary>
    private static void WriteTokens(Utf8JsonWriter json, TokenError? tokens)
    {
        if (tokens is null)
        {
            json.WriteNull("token_estimate");
            return;
        }

        json.WriteStartObject("token_estimate");
        json.WriteNumber("requests", tokens.Requests);
        Rate(json, "mean_error", tokens.Mean);
        Rate(json, "p50_error", tokens.P50);
        Rate(json, "p95_error", tokens.P95);
        Rate(json, "p99_error", tokens.P99);
        json.WriteEndObject();
    }

    private static void Rate(Utf8JsonWriter json, string name, double? rate)
    {
        if (rate is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 4));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
