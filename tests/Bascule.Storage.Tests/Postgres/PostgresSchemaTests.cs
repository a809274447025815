using Bascule.Storage.Postgres;
using Bascule.Storage.Tests.Sqlite;
using Npgsql;

namespace Bascule.Storage.Tests.Postgres;

/// <summary>How the schema comes to be, and that gateways of two versions work on it side by side.</summary>
public sealed class PostgresSchemaTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly PostgresTestDatabase _database = new();

    /// <summary>A row as the version that first made the schema writes it: with the columns that it knew.</summary>
    private const string FirstRow = """
        INSERT INTO ledger (id, at, key, key_id, team, tags, route, deployment, provider, model, dialect_in, dialect_out, stream, kind, status, error, attempts, input, cached_input, cache_write, output, reasoning, estimated,
            cost_nano, cost_unknown, booked_nano, price_source, price_date, queue_ms, first_token_ms, total_ms, gateway_us, cache, data_class, "user", caller_request_id, upstream_request_id,
            request_sha256, answer_sha256, fingerprint, answer_id, profile, decision, config_version)
        VALUES ('01936a5e-0000-7000-8000-000000000001', '2026-11-20T12:00:00Z', 'web', NULL, NULL, '{}', NULL, NULL, NULL, NULL, 'openai-chat', NULL, false, 'request', 200, NULL, '[]', NULL, NULL, NULL, NULL, NULL, NULL,
            NULL, true, NULL, NULL, NULL, 0, NULL, 1, 1, 'off', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}', '{}', 'c1')
        """;

    [Fact]
    public async Task Open_ManyAtOnce_MakeTheSchemaOnce()
    {
        await _database.MakeEmptyAsync();
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostgresDatabase.OpenNowOrLaterAsync(_database.Address, 5, TimeProvider.System, Cancel)));
        Assert.All(opened, one => Assert.Null(one.Trouble));
        Assert.Equal((long)PostgresSchema.Version, await _database.AskAsync("SELECT COUNT(*) FROM schema_steps"));
        await Task.WhenAll(opened.Select(one => one.Database.Ledger.WriteAsync(Rows.Many(100, 1), Cancel)));
        Assert.Equal(600L, await _database.AskAsync("SELECT COUNT(*) FROM ledger"));
        foreach (var (database, _) in opened)
        {
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task SchemaOfTheFirstRelease_UnderThisVersion_KeepsItsRowsAndTakesNewOnes()
    {
        await _database.MakeEmptyAsync();
        await _database.ExecuteAsync(Schema1.Sql);
        await _database.ExecuteAsync("INSERT INTO schema_steps (version, oldest_reader) VALUES (1, 1)");
        await _database.ExecuteAsync(FirstRow);
        await using var ledger = await _database.OpenAsync();
        var full = Rows.Full();
        await ledger.WriteAsync([full], Cancel);
        Assert.Equal(full, await ledger.FindAsync(full.Id, Cancel));
        Assert.Equal("web", (await ledger.FindAsync(new Guid("01936a5e-0000-7000-8000-000000000001"), Cancel))?.Key);
    }

    [Fact]
    public async Task RowOfTheFirstRelease_InThisVersionsSchema_IsTaken()
    {
        await using var ledger = await _database.OpenAsync();
        await _database.ExecuteAsync(FirstRow);
        Assert.Equal(200, (await ledger.FindAsync(new Guid("01936a5e-0000-7000-8000-000000000001"), Cancel))?.Status);
    }

    [Fact]
    public async Task SchemaOfTheNextRelease_ThatStillKnowsUs_IsWrittenAndRead()
    {
        await using var ledger = await _database.OpenAsync();
        await ledger.WriteAsync([Rows.Settled()], Cancel);

        // While this one runs, as when replicas are upgraded one by one.
        await _database.ExecuteAsync($"ALTER TABLE ledger ADD COLUMN novelty text; ALTER TABLE keys ADD COLUMN novelty int NOT NULL DEFAULT 1; INSERT INTO schema_steps (version, oldest_reader) VALUES ({PostgresSchema.Version + 1}, {PostgresSchema.Version})");
        var row = Rows.Full();
        await ledger.WriteAsync([row], Cancel);
        Assert.Equal(row, await ledger.FindAsync(row.Id, Cancel));
        await using var again = await _database.OpenAsync();
        await again.WriteAsync([Rows.Settled()], Cancel);
        Assert.Equal(3, (await again.ListAsync(new(), Cancel)).Rows.Count);
        Assert.Empty(await _database.Keys.ReadAsync(Cancel));
        Assert.Equal(PostgresSchema.Version + 1L, await _database.AskAsync("SELECT COUNT(*) FROM schema_steps"));
    }

    [Fact]
    public async Task SchemaOfALaterRelease_ThatKnowsUsNoMore_IsRefused()
    {
        await using var ledger = await _database.OpenAsync();
        await _database.ExecuteAsync($"INSERT INTO schema_steps (version, oldest_reader) VALUES (98, {PostgresSchema.Version}), (99, {PostgresSchema.Version + 1})");
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => PostgresDatabase.OpenNowOrLaterAsync(_database.Address, 5, TimeProvider.System, Cancel));
        Assert.Contains("schema 99 by a newer Bascule", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => PostgresDatabase.OpenToReadAsync(_database.Address, Cancel));
    }

    [Fact]
    public async Task OpenToRead_ALedger_ReadsItAndWritesNothing()
    {
        await _database.MakeEmptyAsync();
        var empty = await Assert.ThrowsAsync<InvalidDataException>(() => PostgresDatabase.OpenToReadAsync(_database.Address, Cancel));
        Assert.Contains("start the gateway once", empty.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await _database.AskAsync("SELECT COUNT(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"));

        var row = Rows.Settled();
        await using (var ledger = await _database.OpenAsync())
        {
            await ledger.WriteAsync([row], Cancel);
        }

        await using var reading = await PostgresDatabase.OpenToReadAsync(_database.Address, Cancel);
        Assert.Equal(row, await reading.FindAsync(row.Id, Cancel));
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, (await Assert.ThrowsAsync<PostgresException>(() => reading.WriteAsync([Rows.Settled()], Cancel))).SqlState);
    }

    [Fact]
    public async Task Schema_Emptied_IsMadeAgainByTheWriteThatFoundItGone()
    {
        await using var ledger = await _database.OpenAsync();
        await _database.ExecuteAsync("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        var row = Rows.Settled();
        await Assert.ThrowsAsync<PostgresException>(() => ledger.WriteAsync([row], Cancel));
        await ledger.WriteAsync([row], Cancel);    // the drain tries again
        Assert.Equal(row, await ledger.FindAsync(row.Id, Cancel));
    }

    [Fact]
    public async Task Schema_OfAName_IsMadeAndUsed()
    {
        await _database.MakeEmptyAsync();
        Assert.True(PostgresAddress.TryParse($"{_database.Url}?search_path=gateway", out var address, out _));
        var (database, trouble) = await PostgresDatabase.OpenNowOrLaterAsync(address, 5, TimeProvider.System, Cancel);
        Assert.Null(trouble);
        await database.Ledger.WriteAsync([Rows.Settled()], Cancel);
        await database.DisposeAsync();
        Assert.Equal(1L, await _database.AskAsync("SELECT COUNT(*) FROM gateway.ledger"));
        Assert.Empty(PostgresKeys.Names(address)!);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
