using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>A ledger row to and from a table row: one list of columns, in the order of both.</summary>
internal static class PostgresRows
{
    private static readonly string[] Names =
    [
        "id", "at", "key", "key_id", "team", "tags", "route", "deployment", "provider", "model", "dialect_in", "dialect_out", "stream", "kind", "status", "error", "attempts",
        "input", "cached_input", "cache_write", "output", "reasoning", "estimated", "cost_nano", "cost_unknown", "booked_nano", "price_source", "price_date",
        "queue_ms", "first_token_ms", "total_ms", "gateway_us", "cache", "data_class", "\"user\"", "caller_request_id", "upstream_request_id",
        "request_sha256", "answer_sha256", "fingerprint", "answer_id", "profile", "decision", "config_version",
    ];

    private static readonly LedgerProvenance Nothing = new(null, null, null, null);

    public static string Columns { get; } = string.Join(", ", Names);

    /// <summary>From where COPY put them. A row replaces one that says 'interrupted' (its process died, its settled row came after all), and never the reverse.</summary>
    public static string Upsert { get; } =
        $"INSERT INTO ledger ({Columns}) SELECT {Columns} FROM pg_temp.incoming ON CONFLICT (id) DO UPDATE SET "
        + string.Join(", ", Names.Skip(1).Select(name => $"{name} = excluded.{name}"))
        + $" WHERE ledger.status = 0 AND ledger.error = '{LedgerRow.Interrupted}' AND excluded.status <> 0";

    /// <summary>One row of each id, which is all that a statement may touch: of several the first that is settled, as if they had come one after the other.</summary>
    public static IReadOnlyCollection<LedgerRow> Distinct(IReadOnlyList<LedgerRow> rows)
    {
        var first = new Dictionary<Guid, LedgerRow>(rows.Count);
        foreach (var row in rows)
        {
            if (!first.TryAdd(row.Id, row) && first[row.Id] is { Status: 0, Error: LedgerRow.Interrupted } && row.Status != 0)
            {
                first[row.Id] = row;
            }
        }

        return first.Values;
    }

    public static void Write(PostgresCopy into, LedgerRow row)
    {
        into.BeginRow(Names.Length);
        into.Add(row.Id);
        into.Add(row.At);
        into.Add(row.Key);
        into.Add(row.KeyId);
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
        into.Add(row.BookedNano > 0 ? row.BookedNano : (long?)null);
        into.Add(row.PriceSource);
        into.Add(row.PriceDate);
        into.Add(row.QueueMs);
        into.Add(row.FirstTokenMs);
        into.Add(row.TotalMs);
        into.Add((long?)row.GatewayUs);
        into.Add(row.Cache);
        into.Add((short)row.DataClass);
        into.Add(row.User);
        into.Add(row.CallerRequestId);
        into.Add(row.UpstreamRequestId);
        into.Add(row.Provenance?.Request);
        into.Add(row.Provenance?.Answer);
        into.Add(row.Provenance?.Fingerprint);
        into.Add(row.Provenance?.AnswerId);
        into.Add(row.Profile);
        into.Add(row.Decision);
        into.Add(row.ConfigVersion);
    }

    public static LedgerRow Read(NpgsqlDataReader reader)
    {
        string? Text(int column) => PostgresText.Text(reader, column);
        return new LedgerRow
        {
            Id = reader.GetGuid(0),
            At = PostgresText.Moment(reader, 1),
            Key = Text(2),
            KeyId = Text(3),
            Team = Text(4),
            Tags = LedgerJsonReader.ReadTags(reader.GetString(5)),
            Route = Text(6),
            Deployment = Text(7),
            Provider = Text(8),
            Model = Text(9),
            DialectIn = reader.GetString(10),
            DialectOut = Text(11),
            Stream = reader.GetBoolean(12),
            Kind = reader.GetString(13),
            Status = reader.GetInt32(14),
            Error = Text(15),
            Attempts = LedgerJsonReader.ReadAttempts(reader.GetString(16)),
            Usage = reader.IsDBNull(17)
                ? null
                : new(reader.GetInt64(17), reader.GetInt64(18), reader.GetInt64(19), reader.GetInt64(20), reader.GetInt64(21), reader.GetBoolean(22)),
            CostNano = reader.IsDBNull(23) ? null : reader.GetInt64(23),
            CostUnknown = reader.GetBoolean(24),
            BookedNano = reader.IsDBNull(25) ? 0 : reader.GetInt64(25),
            PriceSource = Text(26),
            PriceDate = reader.IsDBNull(27) ? null : reader.GetFieldValue<DateOnly>(27),
            QueueMs = reader.GetInt32(28),
            FirstTokenMs = reader.IsDBNull(29) ? null : reader.GetInt32(29),
            TotalMs = reader.GetInt32(30),
            GatewayUs = reader.GetInt64(31),
            Cache = reader.GetString(32),
            DataClass = (DataClass)reader.GetInt16(33),
            User = Text(34),
            CallerRequestId = Text(35),
            UpstreamRequestId = Text(36),
            Provenance = Provenance(reader),
            Profile = reader.GetString(41),
            Decision = reader.GetString(42),
            ConfigVersion = reader.GetString(43),
        };
    }

    private static LedgerProvenance? Provenance(NpgsqlDataReader reader)
    {
        Digest? Hash(int column) => reader.IsDBNull(column) ? null : Digest.From(reader.GetFieldValue<byte[]>(column));
        var read = new LedgerProvenance(Hash(37), Hash(38), PostgresText.Text(reader, 39), PostgresText.Text(reader, 40));
        return read == Nothing ? null : read;
    }
}
