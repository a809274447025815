using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger.Content;
using Npgsql;

namespace Bascule.Storage.Postgres;

/// <summary>Kept words in PostgreSQL, encrypted.</summary>
/// <param name="redacted">Seals what was redacted.</param>
/// <param name="full">The operator's keys, the first of which seals; none: nothing is kept in full, nor read.</param>
internal sealed class PostgresContent(PostgresPool pool, ContentCipher redacted, IReadOnlyList<ContentCipher> full) : IContentStore
{
    private readonly PostgresWords _words = new(pool, "content");

    public Task WriteAsync(IReadOnlyList<KeptContent> contents, CancellationToken cancel) => pool.WriteAsync(
        async connection =>
        {
            foreach (var content in contents)
            {
                var cipher = content.IsFull ? full[0] : redacted;
                await using var command = PostgresText.Command(
                    connection,
                    """
                    INSERT INTO content (id, at, until, is_full, request, request_cut, answer, answer_cut, key_id, session, tags)
                    VALUES (@id, @at, @until, @is_full, @request, @request_cut, @answer, @answer_cut, @key_id, @session, @tags) ON CONFLICT (id) DO NOTHING
                    """,
                    ("@id", content.Id), ("@at", content.At), ("@until", content.Until), ("@is_full", content.IsFull),
                    ("@request", cipher.Seal(content.Request, Place(content.Id, "request"))), ("@request_cut", content.RequestCut),
                    ("@answer", cipher.Seal(content.Answer, Place(content.Id, "answer"))), ("@answer_cut", content.AnswerCut));
                PostgresWords.Bind(command, content.Owner);
                await command.ExecuteNonQueryAsync(cancel);
            }

            return true;
        },
        cancel);

    public Task<KeptContent?> FindAsync(Guid id, DateTimeOffset now, CancellationToken cancel) => pool.ReadAsync(
        async connection =>
        {
            await using var command = PostgresText.Command(
                connection, "SELECT at, until, is_full, request, request_cut, answer, answer_cut, key_id, session, tags FROM content WHERE id = @id AND until > @now", ("@id", id), ("@now", now));
            await using var reader = await command.ExecuteReaderAsync(cancel);
            return await reader.ReadAsync(cancel) ? Read(reader, id) : null;
        },
        cancel);

    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => _words.EraseAsync(what, cancel);

    public Task SweepAsync(DateTimeOffset now, CancellationToken cancel) => _words.SweepAsync(now, cancel);

    private KeptContent? Read(NpgsqlDataReader reader, Guid id)
    {
        var isFull = reader.GetBoolean(2);
        return Open(reader.GetFieldValue<byte[]>(3), Place(id, "request"), isFull) is { } request && Open(reader.GetFieldValue<byte[]>(5), Place(id, "answer"), isFull) is { } answer
            ? new KeptContent(id, PostgresText.Moment(reader, 0), PostgresText.Moment(reader, 1), PostgresWords.Owner(reader, 7), isFull)
            {
                Request = request,
                RequestCut = reader.GetBoolean(4),
                Answer = answer,
                AnswerCut = reader.GetBoolean(6),
            }
            : null;
    }

    private byte[]? Open(byte[] sealedBytes, string place, bool isFull)
    {
        foreach (var cipher in isFull ? full : [redacted])
        {
            if (cipher.Open(sealedBytes, place) is { } content)
            {
                return content;
            }
        }

        return null;
    }

    /// <summary>Words belong to their row: moved to another, they do not open.</summary>
    private static string Place(Guid id, string part) => string.Create(CultureInfo.InvariantCulture, $"content\n{id:D}\n{part}");
}
