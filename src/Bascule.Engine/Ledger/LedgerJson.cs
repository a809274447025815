using System.Globalization;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Ledger;

/// <summary>A row as JSON in the journal, and its lists as JSON text in a store. Null members are left out. Read by <see cref="LedgerJsonReader"/>.</summary>
public static class LedgerJson
{
    /// <summary>Tags as one object.</summary>
    public static void WriteTags(Utf8JsonWriter json, ValueList<KeyValuePair<string, string>> tags)
    {
        json.WriteStartObject();
        foreach (var (name, value) in tags.Span)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Attempts as an array in the order they were made.</summary>
    public static void WriteAttempts(Utf8JsonWriter json, ValueList<LedgerAttempt> attempts)
    {
        json.WriteStartArray();
        foreach (var attempt in attempts.Span)
        {
            json.WriteStartObject();
            json.WriteString("deployment"u8, attempt.Deployment);
            json.WriteNumber("status"u8, attempt.Status);
            Text(json, "error"u8, attempt.Error);
            json.WriteString("started"u8, attempt.Started);
            Number(json, "first_token_ms"u8, attempt.FirstTokenMs);
            json.WriteNumber("total_ms"u8, attempt.TotalMs);
            Number(json, "cost_nano"u8, attempt.CostNano);
            json.WriteString("kind"u8, attempt.Kind);
            json.WriteNumber("waited_ms"u8, attempt.WaitedMs);
            Text(json, "then"u8, attempt.Then);
            Text(json, "detail"u8, attempt.Detail);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    internal static void Write(Utf8JsonWriter json, LedgerRow row)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, row.Id);
        json.WriteString("at"u8, row.At);
        Text(json, "key"u8, row.Key);
        Text(json, "key_id"u8, row.KeyId);
        Text(json, "team"u8, row.Team);
        if (row.Tags.Count > 0)
        {
            json.WritePropertyName("tags"u8);
            WriteTags(json, row.Tags);
        }

        Text(json, "route"u8, row.Route);
        Text(json, "deployment"u8, row.Deployment);
        Text(json, "provider"u8, row.Provider);
        Text(json, "model"u8, row.Model);
        json.WriteString("dialect_in"u8, row.DialectIn);
        Text(json, "dialect_out"u8, row.DialectOut);
        json.WriteBoolean("stream"u8, row.Stream);
        json.WriteString("kind"u8, row.Kind);
        json.WriteNumber("status"u8, row.Status);
        Text(json, "error"u8, row.Error);
        if (row.Attempts.Count > 0)
        {
            json.WritePropertyName("attempts"u8);
            WriteAttempts(json, row.Attempts);
        }

        if (row.Usage is { } usage)
        {
            json.WriteStartObject("usage"u8);
            json.WriteNumber("input"u8, usage.Input);
            json.WriteNumber("cached_input"u8, usage.CachedInput);
            json.WriteNumber("cache_write"u8, usage.CacheWrite);
            json.WriteNumber("output"u8, usage.Output);
            json.WriteNumber("reasoning"u8, usage.Reasoning);
            json.WriteBoolean("estimated"u8, usage.Estimated);
            json.WriteEndObject();
        }

        Number(json, "cost_nano"u8, row.CostNano);
        json.WriteBoolean("cost_unknown"u8, row.CostUnknown);
        Number(json, "booked_nano"u8, row.BookedNano > 0 ? row.BookedNano : null);
        Text(json, "price_source"u8, row.PriceSource);
        Text(json, "price_date"u8, row.PriceDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteNumber("queue_ms"u8, row.QueueMs);
        Number(json, "first_token_ms"u8, row.FirstTokenMs);
        json.WriteNumber("total_ms"u8, row.TotalMs);
        json.WriteNumber("gateway_us"u8, row.GatewayUs);
        json.WriteString("cache"u8, row.Cache);
        json.WriteNumber("data_class"u8, (int)row.DataClass);
        Text(json, "user"u8, row.User);
        Text(json, "caller_request_id"u8, row.CallerRequestId);
        Text(json, "upstream_request_id"u8, row.UpstreamRequestId);
        if (row.Provenance is { } provenance)
        {
            json.WriteStartObject("provenance"u8);
            Hash(json, "request_sha256"u8, provenance.Request);
            Hash(json, "answer_sha256"u8, provenance.Answer);
            Text(json, "fingerprint"u8, provenance.Fingerprint);
            Text(json, "answer_id"u8, provenance.AnswerId);
            json.WriteEndObject();
        }

        json.WriteString("profile"u8, row.Profile);
        json.WriteString("decision"u8, row.Decision);
        json.WriteString("config_version"u8, row.ConfigVersion);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Hash(Utf8JsonWriter json, ReadOnlySpan<byte> name, Digest? digest)
    {
        if (digest is { } hash)
        {
            Span<byte> hex = stackalloc byte[Digest.HexLength];
            hash.Write(hex);
            json.WriteString(name, hex);
        }
    }

    private static void Number(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
