using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Ledger;

/// <summary>Reads what <see cref="LedgerJson"/> wrote, also an older version of it: a member that is missing has the row's default, an unknown one is skipped.</summary>
public static class LedgerJsonReader
{
    /// <summary>Tags from a store's text.</summary>
    public static ValueList<KeyValuePair<string, string>> ReadTags(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        reader.Read();
        return ReadTags(ref reader);
    }

    /// <summary>Attempts from a store's text.</summary>
    public static ValueList<LedgerAttempt> ReadAttempts(string text)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        reader.Read();
        return ReadAttempts(ref reader);
    }

    /// <summary>The id alone, which <see cref="LedgerJson"/> writes first; null: it does not stand there.</summary>
    internal static Guid? TryReadId(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> before = "{\"id\":\""u8;
        return json.StartsWith(before) && Utf8Parser.TryParse(json[before.Length..], out Guid id, out _) ? id : null;
    }

    internal static LedgerRow Read(ReadOnlySpan<byte> json)
    {
        Guid id = default;
        DateTimeOffset at = default;
        string? key = null;
        string? keyId = null;
        string? team = null;
        ValueList<KeyValuePair<string, string>> tags = [];
        string? route = null;
        string? deployment = null;
        string? provider = null;
        string? model = null;
        string? dialectIn = null;
        string? dialectOut = null;
        bool stream = false;
        string? kind = null;
        int status = 0;
        string? error = null;
        ValueList<LedgerAttempt> attempts = [];
        LedgerUsage? usage = null;
        long? costNano = null;
        bool costUnknown = false;
        string? priceSource = null;
        DateOnly? priceDate = null;
        int queueMs = 0;
        int? firstTokenMs = null;
        int totalMs = 0;
        long gatewayUs = 0;
        long bookedNano = 0;
        string? cache = null;
        DataClass? dataClass = null;
        string? user = null;
        string? callerRequestId = null;
        string? upstreamRequestId = null;
        LedgerProvenance? provenance = null;
        string? profile = null;
        string? decision = null;
        string? configVersion = null;

        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref reader, "id"u8)) id = reader.GetGuid();
            else if (Is(ref reader, "at"u8)) at = reader.GetDateTimeOffset();
            else if (Is(ref reader, "key"u8)) key = reader.GetString();
            else if (Is(ref reader, "key_id"u8)) keyId = reader.GetString();
            else if (Is(ref reader, "team"u8)) team = reader.GetString();
            else if (Is(ref reader, "tags"u8)) tags = ReadTags(ref reader);
            else if (Is(ref reader, "route"u8)) route = reader.GetString();
            else if (Is(ref reader, "deployment"u8)) deployment = reader.GetString();
            else if (Is(ref reader, "provider"u8)) provider = reader.GetString();
            else if (Is(ref reader, "model"u8)) model = reader.GetString();
            else if (Is(ref reader, "dialect_in"u8)) dialectIn = reader.GetString();
            else if (Is(ref reader, "dialect_out"u8)) dialectOut = reader.GetString();
            else if (Is(ref reader, "stream"u8)) stream = reader.GetBoolean();
            else if (Is(ref reader, "kind"u8)) kind = reader.GetString();
            else if (Is(ref reader, "status"u8)) status = reader.GetInt32();
            else if (Is(ref reader, "error"u8)) error = reader.GetString();
            else if (Is(ref reader, "attempts"u8)) attempts = ReadAttempts(ref reader);
            else if (Is(ref reader, "usage"u8)) usage = ReadUsage(ref reader);
            else if (Is(ref reader, "cost_nano"u8)) costNano = reader.GetInt64();
            else if (Is(ref reader, "booked_nano"u8)) bookedNano = reader.GetInt64();
            else if (Is(ref reader, "cost_unknown"u8)) costUnknown = reader.GetBoolean();
            else if (Is(ref reader, "price_source"u8)) priceSource = reader.GetString();
            else if (Is(ref reader, "price_date"u8)) priceDate = DateOnly.ParseExact(reader.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
            else if (Is(ref reader, "queue_ms"u8)) queueMs = reader.GetInt32();
            else if (Is(ref reader, "first_token_ms"u8)) firstTokenMs = reader.GetInt32();
            else if (Is(ref reader, "total_ms"u8)) totalMs = reader.GetInt32();
            else if (Is(ref reader, "gateway_us"u8)) gatewayUs = reader.GetInt64();
            else if (Is(ref reader, "cache"u8)) cache = reader.GetString();
            else if (Is(ref reader, "data_class"u8)) dataClass = (DataClass)reader.GetInt32();
            else if (Is(ref reader, "user"u8)) user = reader.GetString();
            else if (Is(ref reader, "caller_request_id"u8)) callerRequestId = reader.GetString();
            else if (Is(ref reader, "upstream_request_id"u8)) upstreamRequestId = reader.GetString();
            else if (Is(ref reader, "provenance"u8)) provenance = ReadProvenance(ref reader);
            else if (Is(ref reader, "profile"u8)) profile = reader.GetString();
            else if (Is(ref reader, "decision"u8)) decision = reader.GetString();
            else if (Is(ref reader, "config_version"u8)) configVersion = reader.GetString();
            else Skip(ref reader);
        }

        return new LedgerRow
        {
            Id = id,
            At = at,
            Key = key,
            KeyId = keyId,
            Team = team,
            Tags = tags,
            Route = route,
            Deployment = deployment,
            Provider = provider,
            Model = model,
            DialectIn = dialectIn ?? "",
            DialectOut = dialectOut,
            Stream = stream,
            Kind = kind ?? "request",
            Status = status,
            Error = error,
            Attempts = attempts,
            Usage = usage,
            CostNano = costNano,
            CostUnknown = costUnknown,
            BookedNano = bookedNano,
            PriceSource = priceSource,
            PriceDate = priceDate,
            QueueMs = queueMs,
            FirstTokenMs = firstTokenMs,
            TotalMs = totalMs,
            GatewayUs = gatewayUs,
            Cache = cache ?? "off",
            DataClass = dataClass ?? DataClass.Internal,
            User = user,
            CallerRequestId = callerRequestId,
            UpstreamRequestId = upstreamRequestId,
            Provenance = provenance,
            Profile = profile ?? "{}",
            Decision = decision ?? "{}",
            ConfigVersion = configVersion ?? "",
        };
    }

    private static ValueList<KeyValuePair<string, string>> ReadTags(ref Utf8JsonReader reader)
    {
        var tags = new List<KeyValuePair<string, string>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            tags.Add(new(name, reader.GetString()!));
        }

        return [.. tags];
    }

    private static ValueList<LedgerAttempt> ReadAttempts(ref Utf8JsonReader reader)
    {
        var attempts = new List<LedgerAttempt>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            var attempt = new LedgerAttempt("", 0, null, default, null, 0, null);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (Is(ref reader, "deployment"u8)) attempt = attempt with { Deployment = reader.GetString()! };
                else if (Is(ref reader, "status"u8)) attempt = attempt with { Status = reader.GetInt32() };
                else if (Is(ref reader, "error"u8)) attempt = attempt with { Error = reader.GetString() };
                else if (Is(ref reader, "started"u8)) attempt = attempt with { Started = reader.GetDateTimeOffset() };
                else if (Is(ref reader, "first_token_ms"u8)) attempt = attempt with { FirstTokenMs = reader.GetInt32() };
                else if (Is(ref reader, "total_ms"u8)) attempt = attempt with { TotalMs = reader.GetInt32() };
                else if (Is(ref reader, "cost_nano"u8)) attempt = attempt with { CostNano = reader.GetInt64() };
                else if (Is(ref reader, "kind"u8)) attempt = attempt with { Kind = reader.GetString()! };
                else if (Is(ref reader, "waited_ms"u8)) attempt = attempt with { WaitedMs = reader.GetInt32() };
                else if (Is(ref reader, "then"u8)) attempt = attempt with { Then = reader.GetString() };
                else if (Is(ref reader, "detail"u8)) attempt = attempt with { Detail = reader.GetString() };
                else Skip(ref reader);
            }

            attempts.Add(attempt);
        }

        return [.. attempts];
    }

    private static LedgerProvenance ReadProvenance(ref Utf8JsonReader reader)
    {
        Digest? request = null, answer = null;
        string? fingerprint = null, answerId = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref reader, "request_sha256"u8)) request = ReadDigest(ref reader);
            else if (Is(ref reader, "answer_sha256"u8)) answer = ReadDigest(ref reader);
            else if (Is(ref reader, "fingerprint"u8)) fingerprint = reader.GetString();
            else if (Is(ref reader, "answer_id"u8)) answerId = reader.GetString();
            else Skip(ref reader);
        }

        return new(request, answer, fingerprint, answerId);
    }

    private static Digest? ReadDigest(ref Utf8JsonReader reader) => Digest.TryParse(reader.ValueSpan, out var digest) ? digest : null;

    private static LedgerUsage ReadUsage(ref Utf8JsonReader reader)
    {
        long input = 0, cachedInput = 0, cacheWrite = 0, output = 0, reasoning = 0;
        var estimated = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref reader, "input"u8)) input = reader.GetInt64();
            else if (Is(ref reader, "cached_input"u8)) cachedInput = reader.GetInt64();
            else if (Is(ref reader, "cache_write"u8)) cacheWrite = reader.GetInt64();
            else if (Is(ref reader, "output"u8)) output = reader.GetInt64();
            else if (Is(ref reader, "reasoning"u8)) reasoning = reader.GetInt64();
            else if (Is(ref reader, "estimated"u8)) estimated = reader.GetBoolean();
            else Skip(ref reader);
        }

        return new(input, cachedInput, cacheWrite, output, reasoning, estimated);
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static void Skip(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
