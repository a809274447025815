using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Conversation;
using Bascule.Storage.Vectors;
using Npgsql;
using NpgsqlTypes;

namespace Bascule.Storage.Postgres;

/// <summary>Vectors of similar questions, and the counts of their checks, for all gateways of a database. A vector says much of its question, so it is encrypted like words are.</summary>
internal sealed class PostgresVectors(PostgresPool pool, ContentCipher cipher) : ISemanticStore
{
    /// <summary>
    /// Who writes holds it until his transaction's end, so that places become visible in their order: whoever reads on from one would else never see a smaller one that was committed later.
    /// </summary>
    private const string InTurn = "SELECT pg_advisory_xact_lock(hashtext('bascule semantic_vectors'))";

    /// <summary>A database that was put back to an earlier day gives out places again that a running gateway has read past: it begins anew there, and so learns what is new and what is erased.</summary>
    private const string After = "CASE WHEN (SELECT last_value FROM semantic_places) < @after THEN 0 ELSE @after END";

    private readonly PostgresWords _words = new(pool, "semantic_vectors");

    public Task WriteAsync(SemanticBatch batch, CancellationToken cancel) => pool.WriteAsync(
        async connection =>
        {
            await PostgresText.ExecuteAsync(connection, InTurn, cancel);
            if (!await IsNewAsync(connection, batch, cancel))
            {
                return false;
            }

            foreach (var one in batch.Added)
            {
                await PutAsync(connection, one, cancel);
            }

            foreach (var key in batch.Removed)
            {
                await using var command = PostgresText.Command(connection, "DELETE FROM semantic_vectors WHERE key = @key", ("@key", key.ToString()));
                await command.ExecuteNonQueryAsync(cancel);
            }

            // In one order, so that two who count the same never wait for each other in a circle.
            foreach (var count in batch.Counts.OrderBy(static count => (count.Route, count.Terms.ToString(), count.Epoch, count.Kind, count.Band)))
            {
                await AddAsync(connection, count, cancel);
            }

            return true;
        },
        cancel);

    public Task<IReadOnlyList<StoredVector>> ReadAsync(long after, int most, DateTimeOffset now, CancellationToken cancel) => pool.ReadAsync<IReadOnlyList<StoredVector>>(
        async connection =>
        {
            await using var command = PostgresText.Command(
                connection, $"SELECT place, key, scope, until, judge, vector, key_id, session, tags FROM semantic_vectors WHERE place > {After} AND until > @now ORDER BY place LIMIT @most",
                ("@after", after), ("@now", now), ("@most", most));
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var read = new List<StoredVector>();
            while (await reader.ReadAsync(cancel))
            {
                read.Add(Read(reader));
            }

            return read;
        },
        cancel);

    public Task<IReadOnlyList<SemanticCount>> ReadCountsAsync(CancellationToken cancel) => pool.ReadAsync<IReadOnlyList<SemanticCount>>(
        async connection =>
        {
            await using var command = new NpgsqlCommand("SELECT route, terms, epoch, kind, band, total, part FROM semantic_counts", connection);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var read = new List<SemanticCount>();
            while (await reader.ReadAsync(cancel))
            {
                if (Digest.TryParse(reader.GetString(1), out var terms))
                {
                    read.Add(new SemanticCount(reader.GetString(0), terms, reader.GetInt32(2), (SemanticCountKind)reader.GetInt32(3), reader.GetInt32(4), reader.GetInt64(5), reader.GetInt64(6)));
                }
            }

            return read;
        },
        cancel);

    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => pool.WriteAsync(
        async connection =>
        {
            await PostgresText.ExecuteAsync(connection, InTurn, cancel);
            var (where, values) = PostgresWords.Covered(what);

            // What is left until its time says to the other replicas that it is gone, and nothing else.
            await using var command = new NpgsqlCommand(
                $"UPDATE semantic_vectors SET place = nextval('semantic_places'), scope = '', judge = NULL, vector = NULL, key_id = NULL, session = NULL, tags = NULL WHERE vector IS NOT NULL AND {where}", connection)
            {
                CommandTimeout = PostgresPool.LongSeconds,
            };
            command.Parameters.AddRange(values);
            return await command.ExecuteNonQueryAsync(cancel);
        },
        cancel);

    public async Task SweepAsync(DateTimeOffset now, CancellationToken cancel)
    {
        await _words.SweepAsync(now, cancel);
        await pool.WriteAsync(
            async connection =>
            {
                await using var command = PostgresText.Command(connection, "DELETE FROM semantic_writers WHERE at <= @silent", ("@silent", now - SemanticBatch.Remembered));
                return await command.ExecuteNonQueryAsync(cancel);
            },
            cancel);
    }

    /// <summary>False: it was written before, and the answer to that was lost.</summary>
    private static async Task<bool> IsNewAsync(NpgsqlConnection connection, SemanticBatch batch, CancellationToken cancel)
    {
        await using var command = PostgresText.Command(
            connection,
            """
            INSERT INTO semantic_writers AS known (writer, last, at) VALUES (@writer, @last, @at)
            ON CONFLICT (writer) DO UPDATE SET last = excluded.last, at = excluded.at WHERE known.last < excluded.last
            """,
            ("@writer", batch.Writer), ("@last", batch.Number), ("@at", batch.At));
        return await command.ExecuteNonQueryAsync(cancel) > 0;
    }

    private async Task PutAsync(NpgsqlConnection connection, StoredVector one, CancellationToken cancel)
    {
        var key = one.Entry.Key.ToString();
        await using var command = PostgresText.Command(
            connection,
            """
            INSERT INTO semantic_vectors (place, key, scope, until, judge, vector, key_id, session, tags) VALUES (nextval('semantic_places'), @key, @scope, @until, @judge, @vector, @key_id, @session, @tags)
            ON CONFLICT (key) DO UPDATE SET place = excluded.place, scope = excluded.scope, until = excluded.until, judge = excluded.judge, vector = excluded.vector,
                key_id = excluded.key_id, session = excluded.session, tags = excluded.tags
            """,
            ("@key", key), ("@scope", one.Entry.Scope.ToString()), ("@until", one.Entry.Until), ("@judge", one.Entry.Judge));
        command.Parameters.Add(PostgresText.Parameter("@vector", NpgsqlDbType.Bytea, cipher.Seal(VectorBytes.Write(one), key)));
        PostgresWords.Bind(command, one.Entry.Owner);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task AddAsync(NpgsqlConnection connection, SemanticCount count, CancellationToken cancel)
    {
        await using var command = PostgresText.Command(
            connection,
            """
            INSERT INTO semantic_counts AS known (route, terms, epoch, kind, band, total, part) VALUES (@route, @terms, @epoch, @kind, @band, @total, @part)
            ON CONFLICT (route, terms, epoch, kind, band) DO UPDATE SET total = known.total + excluded.total, part = known.part + excluded.part
            """,
            ("@route", count.Route), ("@terms", count.Terms.ToString()), ("@epoch", count.Epoch), ("@kind", (int)count.Kind), ("@band", count.Band), ("@total", count.Total), ("@part", count.Part));
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>One that cannot be opened (another key, another place) counts as taken out.</summary>
    private StoredVector Read(NpgsqlDataReader reader)
    {
        var key = reader.GetString(1);
        _ = Digest.TryParse(key, out var digest);    // both are our own writing
        _ = Digest.TryParse(reader.GetString(2), out var scope);
        var entry = new SemanticEntry
        {
            Key = digest,
            Scope = scope,
            Until = PostgresText.Moment(reader, 3),
            Judge = PostgresText.Text(reader, 4),
            Marks = default,
            Owner = PostgresWords.Owner(reader, 6),
        };
        var bytes = reader.IsDBNull(5) ? null : cipher.Open(reader.GetFieldValue<byte[]>(5), key);
        return VectorBytes.Read(entry, bytes) with { Place = reader.GetInt64(0) };
    }
}
