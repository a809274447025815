using System.Text.Json;
using Bascule.Engine.Catalog;
using Bascule.Engine.Limits;
using Bascule.Engine.Pricing;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Server.Admin.Facts;

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
        FactJson.List(json, target.Barred);
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
        FactJson.Write(json, "name", model.Name, json.WriteStringValue);
        FactJson.Write(json, "origin", model.Origin, json.WriteStringValue);
        FactJson.Write(json, "openness", model.Openness, value => json.WriteStringValue(value.ToWord()));
        FactJson.Write(json, "licence", model.Licence, json.WriteStringValue);
        FactJson.Write(json, "released", model.Released, json.WriteStringValue);
        FactJson.Write(json, "knowledge_cut_off", model.KnowledgeCutOff, json.WriteStringValue);
        FactJson.Write(json, "context_window", model.ContextWindow, json.WriteNumberValue);
        FactJson.Write(json, "max_input", model.MaxInput, json.WriteNumberValue);
        FactJson.Write(json, "max_output", model.MaxOutput, json.WriteNumberValue);
        FactJson.Write(json, "input", model.Input, values => FactJson.List(json, values));
        FactJson.Write(json, "output", model.Output, values => FactJson.List(json, values));
        FactJson.Write(json, "tools", model.Tools, json.WriteBooleanValue);
        FactJson.Write(json, "json_schema", model.JsonSchema, json.WriteBooleanValue);
        FactJson.Write(json, "reasoning", model.Reasoning, json.WriteBooleanValue);
        json.WriteEndObject();
    }

    private static void WritePrice(Utf8JsonWriter json, PriceEntry? price)
    {
        if (price is null)
        {
            json.WriteNull("price");
            return;
        }

        json.WriteStartObject("price");
        FactJson.Price(json, price);
        json.WriteEndObject();
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
}
