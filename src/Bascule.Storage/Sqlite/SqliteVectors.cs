using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Conversation;
using Bascule.Storage.Vectors;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Sqlite;

/// <summary>Vectors of similar questions, and the counts of their checks, in the ledger's SQLite file. A vector says much of its question, so it is encrypted like words are.</summary>
public sealed class SqliteVectors(string path, ContentCipher cipher) : ISemanticStore
{
    private readonly SqliteFile _file = new(path);

    public Task WriteAsync(SemanticBatch batch, CancellationToken cancel) => _file.RunAsync(
        command =>
        {
            using var transaction = command.Connection!.BeginTransaction(deferred: false);
            command.Transaction = transaction;
            if (!IsNew(command, batch))
            {
                return true;
            }

            foreach (var one in batch.Added)
            {
                Put(command, one);
            }

            foreach (var key in batch.Removed)
            {
                command.CommandText = "DELETE FROM semantic_vectors WHERE key = @key";
                command.Parameters.Clear();
                command.Parameters.AddWithValue("@key", key.ToString());
                command.ExecuteNonQuery();
            }

            foreach (var count in batch.Counts)
            {
                Add(command, count);
            }

            transaction.Commit();
            return true;
        },
        cancel);

    public Task<IReadOnlyList<StoredVector>> ReadAsync(long after, int most, DateTimeOffset now, CancellationToken cancel) => _file.RunAsync<IReadOnlyList<StoredVector>>(
        command =>
        {
            command.CommandText = "SELECT place, key, scope, until, judge, vector, key_id, session, tags FROM semantic_vectors WHERE place > @after AND until > @now ORDER BY place LIMIT @most";
            command.Parameters.AddWithValue("@after", after);
            command.Parameters.AddWithValue("@now", now.ToUnixTimeMilliseconds());
            command.Parameters.AddWithValue("@most", most);
            using var reader = command.ExecuteReader();
            var read = new List<StoredVector>();
            while (reader.Read())
            {
                read.Add(Read(reader));
            }

            return read;
        },
        cancel);

    public Task<IReadOnlyList<SemanticCount>> ReadCountsAsync(CancellationToken cancel) => _file.RunAsync<IReadOnlyList<SemanticCount>>(
        static command =>
        {
            command.CommandText = "SELECT route, terms, epoch, kind, band, total, part FROM semantic_counts";
            using var reader = command.ExecuteReader();
            var read = new List<SemanticCount>();
            while (reader.Read())
            {
                if (Digest.TryParse(reader.GetString(1), out var terms))
                {
                    read.Add(new SemanticCount(reader.GetString(0), terms, reader.GetInt32(2), (SemanticCountKind)reader.GetInt32(3), reader.GetInt32(4), reader.GetInt64(5), reader.GetInt64(6)));
                }
            }

            return read;
        },
        cancel);

    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => _file.RunAsync(
        command =>
        {
            using var transaction = command.Connection!.BeginTransaction(deferred: false);
            command.Transaction = transaction;
            var covered = SqliteOwner.Where(command, what);
            command.CommandText = $"SELECT key, until FROM semantic_vectors WHERE vector IS NOT NULL AND {covered}";
            var keys = new List<(string Key, long Until)>();
            using (var reader = command.ExecuteReader())
            {
                while (reader.Read())
                {
                    keys.Add((reader.GetString(0), reader.GetInt64(1)));
                }
            }

            // What is left until its time says to the other replicas that it is gone, and nothing else.
            foreach (var (key, until) in keys)
            {
                command.CommandText = """
                    INSERT OR REPLACE INTO semantic_vectors (key, scope, until, judge, vector, key_id, session, tags) VALUES (@key, '', @until, NULL, NULL, NULL, NULL, NULL)
                    """;
                command.Parameters.Clear();
                command.Parameters.AddWithValue("@key", key);
                command.Parameters.AddWithValue("@until", until);
                command.ExecuteNonQuery();
            }

            transaction.Commit();
            if (keys.Count > 0)
            {
                command.Transaction = null;
                command.Parameters.Clear();
                command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
                command.ExecuteNonQuery();
            }

            return keys.Count;
        },
        cancel);

    public async Task SweepAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await _file.DeleteAsync(
            "semantic_vectors", "key",
            command =>
            {
                command.Parameters.AddWithValue("@now", now.ToUnixTimeMilliseconds());
                return "until <= @now";
            },
            cancel);
        await _file.DeleteAsync(
            "semantic_writers", "writer",
            command =>
            {
                command.Parameters.AddWithValue("@silent", (now - SemanticBatch.Remembered).ToUnixTimeMilliseconds());
                return "at <= @silent";
            },
            cancel);
    }

    /// <summary>False: it was written before, and the answer to that was lost.</summary>
    private static bool IsNew(SqliteCommand command, SemanticBatch batch)
    {
        command.CommandText = """
            INSERT INTO semantic_writers (writer, last, at) VALUES (@writer, @last, @at)
            ON CONFLICT DO UPDATE SET last = excluded.last, at = excluded.at WHERE last < excluded.last
            """;
        command.Parameters.AddWithValue("@writer", batch.Writer.ToString());
        command.Parameters.AddWithValue("@last", batch.Number);
        command.Parameters.AddWithValue("@at", batch.At.ToUnixTimeMilliseconds());
        return command.ExecuteNonQuery() > 0;
    }

    private void Put(SqliteCommand command, StoredVector one)
    {
        var key = one.Entry.Key.ToString();

        // A row that is replaced gets a new place, so whoever reads on from the old one sees it again.
        command.CommandText = """
            INSERT OR REPLACE INTO semantic_vectors (key, scope, until, judge, vector, key_id, session, tags) VALUES (@key, @scope, @until, @judge, @vector, @key_id, @session, @tags)
            """;
        command.Parameters.Clear();
        command.Parameters.AddWithValue("@key", key);
        command.Parameters.AddWithValue("@scope", one.Entry.Scope.ToString());
        command.Parameters.AddWithValue("@until", one.Entry.Until.ToUnixTimeMilliseconds());
        command.Parameters.AddWithValue("@judge", (object?)one.Entry.Judge ?? DBNull.Value);
        command.Parameters.AddWithValue("@vector", cipher.Seal(VectorBytes.Write(one), key));
        SqliteOwner.Bind(command, one.Entry.Owner);
        command.ExecuteNonQuery();
    }

    private static void Add(SqliteCommand command, SemanticCount count)
    {
        command.CommandText = """
            INSERT INTO semantic_counts (route, terms, epoch, kind, band, total, part) VALUES (@route, @terms, @epoch, @kind, @band, @total, @part)
            ON CONFLICT DO UPDATE SET total = total + excluded.total, part = part + excluded.part
            """;
        command.Parameters.Clear();
        command.Parameters.AddWithValue("@route", count.Route);
        command.Parameters.AddWithValue("@terms", count.Terms.ToString());
        command.Parameters.AddWithValue("@epoch", count.Epoch);
        command.Parameters.AddWithValue("@kind", (int)count.Kind);
        command.Parameters.AddWithValue("@band", count.Band);
        command.Parameters.AddWithValue("@total", count.Total);
        command.Parameters.AddWithValue("@part", count.Part);
        command.ExecuteNonQuery();
    }

    /// <summary>One that cannot be opened (another key, another place) counts as taken out.</summary>
    private StoredVector Read(SqliteDataReader reader)
    {
        var key = reader.GetString(1);
        _ = Digest.TryParse(key, out var digest);    // both are our own writing
        _ = Digest.TryParse(reader.GetString(2), out var scope);
        var entry = new SemanticEntry
        {
            Key = digest,
            Scope = scope,
            Until = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(3)),
            Judge = reader.IsDBNull(4) ? null : reader.GetString(4),
            Marks = default,
            Owner = SqliteOwner.Read(reader, 6),
        };
        var bytes = reader.IsDBNull(5) ? null : cipher.Open(reader.GetFieldValue<byte[]>(5), key);
        return VectorBytes.Read(entry, bytes) with { Place = reader.GetInt64(0) };
    }
}
