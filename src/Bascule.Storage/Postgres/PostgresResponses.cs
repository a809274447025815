using Bascule.Engine.Conversation;
using Bascule.Engine.Keeping;
using Npgsql;
using NpgsqlTypes;

namespace Bascule.Storage.Postgres;

/// <summary>Kept responses in PostgreSQL. What is said is encrypted; who made which answer is not.</summary>
internal sealed class PostgresResponses(PostgresPool pool, ContentCipher cipher) : IResponseStore
{
    /// <summary>A caller waits for it.</summary>
    private const int FindSeconds = 3;

    private readonly PostgresWords _words = new(pool, "responses");

    public bool IsShared => true;

    public Task WriteAsync(IReadOnlyList<KeptResponse> responses, CancellationToken cancel) => pool.WriteAsync(
        async connection =>
        {
            foreach (var response in responses)
            {
                await using var command = PostgresText.Command(
                    connection,
                    """
                    INSERT INTO responses (tenant, id, deployment, data_class, until, previous, content, key_id, session, tags) VALUES (@tenant, @id, @deployment, @class, @until, @previous, @content, @key_id, @session, @tags)
                    ON CONFLICT (tenant, id) DO UPDATE SET deployment = excluded.deployment, data_class = excluded.data_class, until = excluded.until, previous = excluded.previous, content = excluded.content,
                        key_id = excluded.key_id, session = excluded.session, tags = excluded.tags
                    """,
                    ("@tenant", response.Tenant), ("@id", response.Id), ("@deployment", response.Deployment), ("@class", (short)response.DataClass), ("@until", response.Until), ("@previous", response.Previous));
                command.Parameters.Add(PostgresText.Parameter("@content", NpgsqlDbType.Bytea, response.IsOurs ? cipher.Seal(response.Content.Span, Place(response.Tenant, response.Id)) : null));
                PostgresWords.Bind(command, response.Owner);
                await command.ExecuteNonQueryAsync(cancel);
            }

            return true;
        },
        cancel);

    public async Task<KeptResponse?> FindAsync(string tenant, string id, DateTimeOffset now, CancellationToken cancel)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        enough.CancelAfter(TimeSpan.FromSeconds(FindSeconds));
        try
        {
            return await FindInTimeAsync(tenant, id, now, enough.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException("The store of kept responses is away.");
        }
    }

    public Task DeleteAsync(string tenant, string id, CancellationToken cancel) => pool.WriteAsync(
        async connection =>
        {
            await using var command = PostgresText.Command(connection, "DELETE FROM responses WHERE tenant = @tenant AND id = @id", ("@tenant", tenant), ("@id", id));
            return await command.ExecuteNonQueryAsync(cancel);
        },
        cancel);

    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => _words.EraseAsync(what, cancel);

    public Task SweepAsync(DateTimeOffset now, CancellationToken cancel) => _words.SweepAsync(now, cancel);

    private Task<KeptResponse?> FindInTimeAsync(string tenant, string id, DateTimeOffset now, CancellationToken cancel) => pool.ReadAsync(
        async connection =>
        {
            await using var command = PostgresText.Command(
                connection, "SELECT deployment, data_class, until, previous, content, key_id, session, tags FROM responses WHERE tenant = @tenant AND id = @id AND until > @now",
                ("@tenant", tenant), ("@id", id), ("@now", now));
            command.CommandTimeout = FindSeconds;
            await using var reader = await command.ExecuteReaderAsync(cancel);
            return await reader.ReadAsync(cancel) ? Read(reader, tenant, id) : null;
        },
        cancel);

    private KeptResponse? Read(NpgsqlDataReader reader, string tenant, string id)
    {
        var content = reader.IsDBNull(4) ? [] : cipher.Open(reader.GetFieldValue<byte[]>(4), Place(tenant, id));
        return content is null ? null : new KeptResponse(tenant, id, reader.GetString(0), (DataClass)reader.GetInt16(1), PostgresText.Moment(reader, 2))
        {
            Previous = PostgresText.Text(reader, 3),
            Content = content,
            Owner = PostgresWords.Owner(reader, 5),
        };
    }

    /// <summary>Content belongs to its row: moved to another, it does not open.</summary>
    private static string Place(string tenant, string id) => $"{tenant}\n{id}";
}
