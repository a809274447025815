using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Npgsql;
using NpgsqlTypes;

namespace Bascule.Storage.Postgres;

/// <summary>What the tables that keep words have in common: whose they are (<c>key_id</c>, <c>session</c>, <c>tags</c>), erasure by that, and their end.</summary>
internal sealed class PostgresWords(PostgresPool pool, string table)
{
    /// <summary>Rows deleted at once; some hold megabytes.</summary>
    private const int BatchRows = 200;

    public static void Bind(NpgsqlCommand command, WordOwner owner)
    {
        command.Parameters.Add(PostgresText.Parameter("@key_id", owner.KeyId));
        command.Parameters.Add(PostgresText.Parameter("@session", owner.Session));
        command.Parameters.Add(PostgresText.Parameter("@tags", owner.Tags.Count == 0 ? null : Text(owner.Tags)));
    }

    public static WordOwner Owner(NpgsqlDataReader reader, int first) => new(
        PostgresText.Text(reader, first), PostgresText.Text(reader, first + 1), PostgresText.Text(reader, first + 2) is { } tags ? LedgerJsonReader.ReadTags(tags) : []);

    public Task<int> EraseAsync(Erasure what, CancellationToken cancel)
    {
        var (where, values) = Covered(what);
        return DeleteAsync(where, cancel, values);
    }

    /// <summary>The condition of rows whose words are covered, and its values.</summary>
    public static (string Where, NpgsqlParameter[] Values) Covered(Erasure what) =>
        what.KeyId is { } key ? ("key_id = @key", [PostgresText.Parameter("@key", key)])
        : what.Session is { } session ? ("session = @session", [PostgresText.Parameter("@session", session)])
        : ($"tags IS NOT NULL AND {PostgresUsage.Tag("@name")} = @value", [PostgresText.Parameter("@name", what.Tag!.Value.Key), PostgresText.Parameter("@value", what.Tag.Value.Value)]);

    public Task<int> SweepAsync(DateTimeOffset now, CancellationToken cancel) => DeleteAsync("until <= @now", cancel, PostgresText.Parameter("@now", NpgsqlDbType.TimestampTz, now.UtcDateTime));

    /// <summary>Deletes a few at a time, each time those that match then.</summary>
    private async Task<int> DeleteAsync(string where, CancellationToken cancel, params NpgsqlParameter[] values)
    {
        for (var all = 0; ;)
        {
            var gone = await pool.WriteAsync(
                async connection =>
                {
                    await using var command = new NpgsqlCommand($"DELETE FROM {table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {table} WHERE {where} LIMIT {BatchRows})) AND {where}", connection) { CommandTimeout = PostgresPool.LongSeconds };
                    command.Parameters.AddRange(Array.ConvertAll(values, value => value.Clone()));
                    return await command.ExecuteNonQueryAsync(cancel);
                },
                cancel);
            all += gone;
            if (gone == 0)
            {
                return all;
            }
        }
    }

    private static string Text(ValueList<KeyValuePair<string, string>> tags)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            LedgerJson.WriteTags(json, [.. tags.Select(tag => KeyValuePair.Create(PostgresText.Clean(tag.Key), PostgresText.Clean(tag.Value)))]);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
