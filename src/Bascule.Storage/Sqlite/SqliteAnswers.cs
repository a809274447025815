using System.Globalization;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Durable;
using Bascule.Engine.Conversation;

namespace Bascule.Storage.Sqlite;

/// <summary>Cached answers in the ledger's SQLite file, encrypted under a key that is not in the file.</summary>
public sealed class SqliteAnswers(string path, ContentCipher cipher) : IAnswerStore
{
    /// <summary>What they may take of the disk; the next to end go first.</summary>
    private const long MaxBytes = 1L << 30;

    private readonly SqliteFile _file = new(path);

    public Task WriteAsync(IReadOnlyList<StoredAnswer> answers, CancellationToken cancel) => _file.RunAsync(
        command =>
        {
            using var transaction = command.Connection!.BeginTransaction(deferred: false);
            command.Transaction = transaction;
            command.CommandText = """
                INSERT INTO answers (key, route, until, content, key_id, session, tags) VALUES (@key, @route, @until, @content, @key_id, @session, @tags)
                ON CONFLICT DO UPDATE SET route = excluded.route, until = excluded.until, content = excluded.content, key_id = excluded.key_id, session = excluded.session, tags = excluded.tags
                """;
            foreach (var answer in answers)
            {
                var key = answer.Key.Hash.ToString();
                command.Parameters.Clear();
                command.Parameters.AddWithValue("@key", key);
                command.Parameters.AddWithValue("@route", answer.Route);
                command.Parameters.AddWithValue("@until", answer.Until.ToUnixTimeMilliseconds());
                command.Parameters.AddWithValue("@content", cipher.Seal(answer.Content, key));
                SqliteOwner.Bind(command, answer.Owner);
                command.ExecuteNonQuery();
            }

            transaction.Commit();
            return true;
        },
        cancel);

    public Task<byte[]?> FindAsync(CacheKey key, DateTimeOffset now, CancellationToken cancel) => _file.RunAsync(
        command =>
        {
            var name = key.Hash.ToString();
            command.CommandText = "SELECT content FROM answers WHERE key = @key AND until > @now";
            command.Parameters.AddWithValue("@key", name);
            command.Parameters.AddWithValue("@now", now.ToUnixTimeMilliseconds());
            return command.ExecuteScalar() is byte[] content ? cipher.Open(content, name) : null;
        },
        cancel);

    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => _file.DeleteAsync("answers", "key", command => SqliteOwner.Where(command, what), cancel);

    public Task<int> ClearAsync(string? route, CancellationToken cancel) => _file.DeleteAsync(
        "answers", "key",
        command =>
        {
            command.Parameters.AddWithValue("@route", (object?)route ?? DBNull.Value);
            return "(@route IS NULL OR route = @route)";
        },
        cancel);

    public async Task SweepAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await _file.DeleteAsync(
            "answers", "key",
            command =>
            {
                command.Parameters.AddWithValue("@now", now.ToUnixTimeMilliseconds());
                return "until <= @now";
            },
            cancel);
        await _file.RunAsync(
            command =>
            {
                while (true)
                {
                    cancel.ThrowIfCancellationRequested();
                    command.CommandText = "SELECT COALESCE(SUM(LENGTH(content)), 0) FROM answers";
                    if ((long)command.ExecuteScalar()! <= MaxBytes)
                    {
                        return true;
                    }

                    command.CommandText = string.Create(CultureInfo.InvariantCulture, $"DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY until LIMIT {SqliteFile.BatchRows * 10})");
                    command.ExecuteNonQuery();
                }
            },
            cancel);
    }
}
