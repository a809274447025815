using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger.Content;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>Kept words in the ledger's SQLite file, encrypted under keys that are not in the file.</summary>
/// <param name="path">The file.</param>
/// <param name="redacted">Seals what was redacted: the data folder's own key.</param>
/// <param name="full">The operator's keys, the first of which seals; none: nothing is kept in full, nor read.</param>
public sealed class SqliteContent(string path, ContentCipher redacted, IReadOnlyList<ContentCipher> full) : IContentStore
{
    private readonly SqliteFile _file = new(path);

    public Task WriteAsync(IReadOnlyList<KeptContent> contents, CancellationToken cancel) => _file.RunAsync(
        command =>
        {
            using var transaction = command.Connection!.BeginTransaction(deferred: false);
            command.Transaction = transaction;
            command.CommandText = """
                INSERT INTO content (id, at, until, is_full, request, request_cut, answer, answer_cut, key_id, session, tags)
                VALUES (@id, @at, @until, @is_full, @request, @request_cut, @answer, @answer_cut, @key_id, @session, @tags) ON CONFLICT DO NOTHING
                """;
            foreach (var content in contents)
            {
                var cipher = content.IsFull ? full[0] : redacted;
                command.Parameters.Clear();
                command.Parameters.AddWithValue("@id", Text(content.Id));
                command.Parameters.AddWithValue("@at", content.At.ToUnixTimeMilliseconds());
                command.Parameters.AddWithValue("@until", content.Until.ToUnixTimeMilliseconds());
                command.Parameters.AddWithValue("@is_full", content.IsFull);
                command.Parameters.AddWithValue("@request", cipher.Seal(content.Request, Place(content.Id, "request")));
                command.Parameters.AddWithValue("@request_cut", content.RequestCut);
                command.Parameters.AddWithValue("@answer", cipher.Seal(content.Answer, Place(content.Id, "answer")));
                command.Parameters.AddWithValue("@answer_cut", content.AnswerCut);
                SqliteOwner.Bind(command, content.Owner);
                command.ExecuteNonQuery();
            }

            transaction.Commit();
            return true;
        },
        cancel);

    public Task<KeptContent?> FindAsync(Guid id, DateTimeOffset now, CancellationToken cancel) => _file.RunAsync(
        command =>
        {
            command.CommandText = "SELECT at, until, is_full, request, request_cut, answer, answer_cut, key_id, session, tags FROM content WHERE id = @id AND until > @now";
            command.Parameters.AddWithValue("@id", Text(id));
            command.Parameters.AddWithValue("@now", now.ToUnixTimeMilliseconds());
            using var reader = command.ExecuteReader();
            return reader.Read() ? Read(reader, id) : null;
        },
        cancel);

    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => _file.DeleteAsync("content", "id", command => SqliteOwner.Where(command, what), cancel);

    public Task SweepAsync(DateTimeOffset now, CancellationToken cancel) => _file.DeleteAsync(
        "content", "id",
        command =>
        {
            command.Parameters.AddWithValue("@now", now.ToUnixTimeMilliseconds());
            return "until <= @now";
        },
        cancel);

    private KeptContent? Read(SqliteDataReader reader, Guid id)
    {
        var isFull = reader.GetBoolean(2);
        return Open(reader.GetFieldValue<byte[]>(3), Place(id, "request"), isFull) is { } request && Open(reader.GetFieldValue<byte[]>(5), Place(id, "answer"), isFull) is { } answer
            ? new KeptContent(
                id, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)), SqliteOwner.Read(reader, 7), isFull)
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

    private static string Text(Guid id) => id.ToString("D");
}
