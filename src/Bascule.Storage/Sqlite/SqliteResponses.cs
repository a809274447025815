using Bascule.Engine.Conversation;
using Bascule.Engine.Keeping;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>Kept responses in the ledger's SQLite file. What is said is encrypted under a key that is not in the file; who made which answer is not.</summary>
public sealed class SqliteResponses(string path, ContentCipher cipher) : IResponseStore
{
    private readonly SqliteFile _file = new(path);

    public bool IsShared => false;

    public Task WriteAsync(IReadOnlyList<KeptResponse> responses, CancellationToken cancel) => _file.RunAsync(
        command =>
        {
            using var transaction = command.Connection!.BeginTransaction(deferred: false);
            command.Transaction = transaction;
            foreach (var response in responses)
            {
                command.CommandText = """
                    INSERT INTO responses (tenant, id, deployment, data_class, until, previous, content, key_id, session, tags) VALUES (@tenant, @id, @deployment, @class, @until, @previous, @content, @key_id, @session, @tags)
                    ON CONFLICT DO UPDATE SET deployment = excluded.deployment, data_class = excluded.data_class, until = excluded.until, previous = excluded.previous, content = excluded.content,
                        key_id = excluded.key_id, session = excluded.session, tags = excluded.tags
                    """;
                command.Parameters.Clear();
                Name(command, response.Tenant, response.Id);
                command.Parameters.AddWithValue("@deployment", response.Deployment);
                command.Parameters.AddWithValue("@class", (int)response.DataClass);
                command.Parameters.AddWithValue("@until", response.Until.ToUnixTimeMilliseconds());
                command.Parameters.AddWithValue("@previous", (object?)response.Previous ?? DBNull.Value);
                command.Parameters.AddWithValue("@content", response.IsOurs ? cipher.Seal(response.Content.Span, Place(response.Tenant, response.Id)) : DBNull.Value);
                SqliteOwner.Bind(command, response.Owner);
                command.ExecuteNonQuery();
            }

            transaction.Commit();
            return true;
        },
        cancel);

    public Task<KeptResponse?> FindAsync(string tenant, string id, DateTimeOffset now, CancellationToken cancel) => _file.RunAsync(
        command =>
        {
            command.CommandText = "SELECT deployment, data_class, until, previous, content, key_id, session, tags FROM responses WHERE tenant = @tenant AND id = @id AND until > @now";
            Name(command, tenant, id);
            command.Parameters.AddWithValue("@now", now.ToUnixTimeMilliseconds());
            using var reader = command.ExecuteReader();
            return reader.Read() ? Read(reader, tenant, id) : null;
        },
        cancel);

    public Task DeleteAsync(string tenant, string id, CancellationToken cancel) => _file.RunAsync(
        command =>
        {
            command.CommandText = "DELETE FROM responses WHERE tenant = @tenant AND id = @id";
            Name(command, tenant, id);
            return command.ExecuteNonQuery();
        },
        cancel);

    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => _file.DeleteAsync("responses", "tenant, id", command => SqliteOwner.Where(command, what), cancel);

    public Task SweepAsync(DateTimeOffset now, CancellationToken cancel) => _file.DeleteAsync(
        "responses", "tenant, id",
        command =>
        {
            command.Parameters.AddWithValue("@now", now.ToUnixTimeMilliseconds());
            return "until <= @now";
        },
        cancel);

    private KeptResponse? Read(SqliteDataReader reader, string tenant, string id)
    {
        byte[]? content = [];
        if (!reader.IsDBNull(4))
        {
            content = cipher.Open(reader.GetFieldValue<byte[]>(4), Place(tenant, id));
        }

        return content is null ? null : new KeptResponse(tenant, id, reader.GetString(0), (DataClass)reader.GetInt32(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)))
        {
            Previous = reader.IsDBNull(3) ? null : reader.GetString(3),
            Content = content,
            Owner = SqliteOwner.Read(reader, 5),
        };
    }

    /// <summary>Content belongs to its row: moved to another, it does not open.</summary>
    private static string Place(string tenant, string id) => $"{tenant}\n{id}";

    private static void Name(SqliteCommand command, string tenant, string id)
    {
        command.Parameters.AddWithValue("@tenant", tenant);
        command.Parameters.AddWithValue("@id", id);
    }
}
