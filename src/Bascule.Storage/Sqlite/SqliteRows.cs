using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>A ledger row to and from a table row: one list of columns, in the order of both.</summary>
internal static class SqliteRows
{
    private static readonly string[] Names =
    [
        "id", "at", "key", "team", "tags", "route", "deployment", "provider", "model", "dialect_in", "dialect_out", "stream", "kind", "status", "error", "attempts",
        "input", "cached_input", "cache_write", "output", "reasoning", "estimated", "cost_nano", "cost_unknown", "price_source", "price_date",
        "queue_ms", "first_token_ms", "total_ms", "gateway_us", "cache", "data_class", "user", "caller_request_id", "upstream_request_id", "profile", "decision", "config_version", "key_id", "booked_nano",
        "request_sha256", "answer_sha256", "fingerprint", "answer_id",
    ];

    private static readonly LedgerProvenance Nothing = new(null, null, null, null);

    public static string Columns { get; } = string.Join(", ", Names);

    /// <summary>A row replaces one that says 'interrupted' (its process died, its settled row came after all), and never the reverse.</summary>
    public static string Upsert { get; } =
        $"INSERT INTO ledger ({Columns}) VALUES ({string.Join(", ", Names.Select(name => "@" + name))}) ON CONFLICT (id) DO UPDATE SET "
        + string.Join(", ", Names.Skip(1).Select(name => $"{name} = excluded.{name}"))
        + $" WHERE ledger.status = 0 AND ledger.error = '{LedgerRow.Interrupted}' AND excluded.status <> 0";

    /// <summary>Microseconds since 1970: what PostgreSQL keeps too, and whole numbers for the index.</summary>
    public static long Micros(DateTimeOffset at) => (at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static string Text(Guid id) => id.ToString("D");

    public static void Bind(SqliteUpsert into, LedgerRow row)
    {
        into.Add(Text(row.Id));
        into.Add(Micros(row.At));
        into.Add(row.Key);
        into.Add(row.Team);
        into.Add(row.Tags, LedgerJson.WriteTags);
        into.Add(row.Route);
        into.Add(row.Deployment);
        into.Add(row.Provider);
        into.Add(row.Model);
        into.Add(row.DialectIn);
        into.Add(row.DialectOut);
        into.Add(row.Stream);
        into.Add(row.Kind);
        into.Add(row.Status);
        into.Add(row.Error);
        into.Add(row.Attempts, LedgerJson.WriteAttempts);
        into.Add(row.Usage?.Input);
        into.Add(row.Usage?.CachedInput);
        into.Add(row.Usage?.CacheWrite);
        into.Add(row.Usage?.Output);
        into.Add(row.Usage?.Reasoning);
        into.Add(row.Usage?.Estimated);
        into.Add(row.CostNano);
        into.Add(row.CostUnknown);
        into.Add(row.PriceSource);
        into.Add(row.PriceDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        into.Add(row.QueueMs);
        into.Add(row.FirstTokenMs);
        into.Add(row.TotalMs);
        into.Add(row.GatewayUs);
        into.Add(row.Cache);
        into.Add((int)row.DataClass);
        into.Add(row.User);
        into.Add(row.CallerRequestId);
        into.Add(row.UpstreamRequestId);
        into.Add(row.Profile);
        into.Add(row.Decision);
        into.Add(row.ConfigVersion);
        into.Add(row.KeyId);
        into.Add(row.BookedNano > 0 ? row.BookedNano : null);
        into.Add(row.Provenance?.Request);
        into.Add(row.Provenance?.Answer);
        into.Add(row.Provenance?.Fingerprint);
        into.Add(row.Provenance?.AnswerId);
    }

    private static LedgerProvenance? Provenance(SqliteDataReader reader)
    {
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        Digest? Hash(int column) => Digest.TryParse(Text(column), out var digest) ? digest : null;
        var read = new LedgerProvenance(Hash(40), Hash(41), Text(42), Text(43));
        return read == Nothing ? null : read;
    }

    public static LedgerRow Read(SqliteDataReader reader)
    {
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
        return new LedgerRow
        {
            Id = Guid.ParseExact(reader.GetString(0), "D"),
            At = new DateTimeOffset(DateTime.UnixEpoch.AddTicks(reader.GetInt64(1) * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero),
            Key = Text(2),
            Team = Text(3),
            Tags = LedgerJsonReader.ReadTags(reader.GetString(4)),
            Route = Text(5),
            Deployment = Text(6),
            Provider = Text(7),
            Model = Text(8),
            DialectIn = reader.GetString(9),
            DialectOut = Text(10),
            Stream = reader.GetBoolean(11),
            Kind = reader.GetString(12),
            Status = reader.GetInt32(13),
            Error = Text(14),
            Attempts = LedgerJsonReader.ReadAttempts(reader.GetString(15)),
            Usage = reader.IsDBNull(16)
                ? null
                : new(reader.GetInt64(16), reader.GetInt64(17), reader.GetInt64(18), reader.GetInt64(19), reader.GetInt64(20), reader.GetBoolean(21)),
            CostNano = reader.IsDBNull(22) ? null : reader.GetInt64(22),
            CostUnknown = reader.GetBoolean(23),
            PriceSource = Text(24),
            PriceDate = Text(25) is { } date ? DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            QueueMs = reader.GetInt32(26),
            FirstTokenMs = reader.IsDBNull(27) ? null : reader.GetInt32(27),
            TotalMs = reader.GetInt32(28),
            GatewayUs = reader.GetInt64(29),
            Cache = reader.GetString(30),
            DataClass = (DataClass)reader.GetInt32(31),
            User = Text(32),
            CallerRequestId = Text(33),
            UpstreamRequestId = Text(34),
            Profile = reader.GetString(35),
            Decision = reader.GetString(36),
            ConfigVersion = reader.GetString(37),
            KeyId = Text(38),
            BookedNano = reader.IsDBNull(39) ? 0 : reader.GetInt64(39),
            Provenance = Provenance(reader),
        };
    }
}
