using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Engine.Pricing;

namespace Bascule.Server.Admin;

/// <summary>A ledger row as operators and callers see it: CONTRACT 6.</summary>
internal static class RowJson
{
    public static void Write(Utf8JsonWriter json, LedgerRow row)
    {
        json.WriteStartObject();
        json.WriteString("id", row.Id);
        json.WriteString("at", row.At);
        json.WriteString("key", row.Key);
        json.WriteString("key_id", row.KeyId);
        json.WriteString("team", row.Team);
        json.WriteStartObject("tags");
        foreach (var (name, value) in row.Tags)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
        json.WriteString("route", row.Route);
        json.WriteString("deployment", row.Deployment);
        json.WriteString("provider", row.Provider);
        json.WriteString("model", row.Model);
        json.WriteString("dialect_in", row.DialectIn);
        json.WriteString("dialect_out", row.DialectOut);
        json.WriteBoolean("stream", row.Stream);
        json.WriteString("kind", row.Kind);
        json.WriteNumber("status", row.Status);
        json.WriteString("error", row.Error);
        WriteAttempts(json, row);
        WriteUsage(json, row.Usage);
        WriteUsd(json, "cost_usd", row.CostNano);
        json.WriteBoolean("cost_unknown", row.CostUnknown);
        WriteUsd(json, "booked_usd", row.BookedNano > 0 ? row.BookedNano : null);
        json.WriteString("price_source", row.PriceSource);
        json.WriteString("price_date", row.PriceDate?.ToString("yyyy-MM-dd"));
        json.WriteNumber("queue_ms", row.QueueMs);
        WriteNumber(json, "first_token_ms", row.FirstTokenMs);
        json.WriteNumber("total_ms", row.TotalMs);
        json.WriteNumber("gateway_us", row.GatewayUs);
        json.WriteString("cache", row.Cache);
        json.WriteString("data_class", row.DataClass.ToWord());
        json.WriteString("user", row.User);
        json.WriteString("caller_request_id", row.CallerRequestId);
        json.WriteString("upstream_request_id", row.UpstreamRequestId);
        WriteProvenance(json, row);
        json.WritePropertyName("profile");
        json.WriteRawValue(row.Profile);
        json.WritePropertyName("decision");
        json.WriteRawValue(row.Decision);
        json.WriteString("config_version", row.ConfigVersion);
        json.WriteEndObject();
    }

    /// <summary>What answered, and of what: the upstream's own names and the hashes of both bodies.</summary>
    private static void WriteProvenance(Utf8JsonWriter json, LedgerRow row)
    {
        json.WriteStartObject("provenance");
        json.WriteString("deployment", row.Deployment);
        json.WriteString("model", row.Model);
        json.WriteString("system_fingerprint", row.Provenance?.Fingerprint);
        json.WriteString("answer_id", row.Provenance?.AnswerId);
        json.WriteString("config_version", row.ConfigVersion);
        json.WriteString("request_sha256", row.Provenance?.Request?.ToString());
        json.WriteString("answer_sha256", row.Provenance?.Answer?.ToString());
        json.WriteEndObject();
    }

    /// <summary>Money in USD as an exact decimal, or null.</summary>
    public static void WriteUsd(Utf8JsonWriter json, string name, long? nano)
    {
        if (nano is { } known)
        {
            json.WriteNumber(name, Money.ToUsd(known));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>A number, or null.</summary>
    public static void WriteNumber(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteAttempts(Utf8JsonWriter json, LedgerRow row)
    {
        json.WriteStartArray("attempts");
        foreach (var attempt in row.Attempts)
        {
            json.WriteStartObject();
            json.WriteString("deployment", attempt.Deployment);
            json.WriteNumber("status", attempt.Status);
            json.WriteString("error", attempt.Error);
            json.WriteString("started", attempt.Started);
            WriteNumber(json, "first_token_ms", attempt.FirstTokenMs);
            json.WriteNumber("total_ms", attempt.TotalMs);
            WriteUsd(json, "cost_usd", attempt.CostNano);
            json.WriteString("kind", attempt.Kind);
            json.WriteNumber("waited_ms", attempt.WaitedMs);
            json.WriteString("then", attempt.Then);
            json.WriteString("detail", attempt.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter json, LedgerUsage? usage)
    {
        if (usage is null)
        {
            json.WriteNull("usage");
            return;
        }

        json.WriteStartObject("usage");
        json.WriteNumber("input", usage.Input);
        json.WriteNumber("cached_input", usage.CachedInput);
        json.WriteNumber("cache_write", usage.CacheWrite);
        json.WriteNumber("output", usage.Output);
        json.WriteNumber("reasoning", usage.Reasoning);
        json.WriteBoolean("estimated", usage.Estimated);
        json.WriteEndObject();
    }
}
