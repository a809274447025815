using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>Whose words a table's row holds: <c>key_id</c>, <c>session</c> and <c>tags</c>, wherever words are kept.</summary>
internal static class SqliteOwner
{
    public static void Bind(SqliteCommand command, WordOwner owner)
    {
        command.Parameters.AddWithValue("@key_id", (object?)owner.KeyId ?? DBNull.Value);
        command.Parameters.AddWithValue("@session", (object?)owner.Session ?? DBNull.Value);
        command.Parameters.AddWithValue("@tags", owner.Tags.Count == 0 ? DBNull.Value : Text(owner.Tags));
    }

    public static WordOwner Read(SqliteDataReader reader, int first) => new(
        reader.IsDBNull(first) ? null : reader.GetString(first),
        reader.IsDBNull(first + 1) ? null : reader.GetString(first + 1),
        reader.IsDBNull(first + 2) ? [] : LedgerJsonReader.ReadTags(reader.GetString(first + 2)));

    /// <summary>The rows that an erasure covers. Every value is a parameter.</summary>
    public static string Where(SqliteCommand command, Erasure what)
    {
        if (what.KeyId is { } key)
        {
            command.Parameters.AddWithValue("@key_id", key);
            return "key_id = @key_id";
        }

        if (what.Session is { } session)
        {
            command.Parameters.AddWithValue("@session", session);
            return "session = @session";
        }

        command.Parameters.AddWithValue("@name", what.Tag!.Value.Key);
        command.Parameters.AddWithValue("@value", what.Tag.Value.Value);
        return "tags IS NOT NULL AND EXISTS (SELECT 1 FROM json_each(tags) AS tag WHERE tag.key = @name AND tag.value = @value)";
    }

    private static string Text(ValueList<KeyValuePair<string, string>> tags)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            LedgerJson.WriteTags(json, tags);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
