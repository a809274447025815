using Bascule.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Tests.Sqlite;

/// <summary>The ledger's file: how it is opened, and by which of its indexes it answers.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly Database _database = new();

    [Fact]
    public async Task OpenToRead_ALedger_ReadsItAndWritesNothing()
    {
        var row = Rows.Settled();
        await using (var ledger = await _database.OpenAsync())
        {
            await ledger.WriteAsync([row], Cancel);
        }

        await using var reading = await SqliteLedger.OpenToReadAsync(_database.File, Cancel);
        Assert.Equal(row, await reading.FindAsync(row.Id, Cancel));
        await Assert.ThrowsAsync<SqliteException>(() => reading.WriteAsync([Rows.Settled()], Cancel));
    }

    [Fact]
    public async Task OpenToRead_AFileOfAnotherVersion_IsRefusedAndStaysAsItIs()
    {
        await using (var connection = new SqliteConnection($"Data Source={_database.File};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE other (id TEXT)";
            await command.ExecuteNonQueryAsync();
        }

        var before = await File.ReadAllBytesAsync(_database.File);
        var refused = await Assert.ThrowsAsync<InvalidDataException>(() => SqliteLedger.OpenToReadAsync(_database.File, Cancel));
        Assert.Contains("start the gateway once", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(_database.File));
        await Assert.ThrowsAsync<IOException>(() => SqliteLedger.OpenToReadAsync(_database.File + ".missing", Cancel));
        Assert.False(File.Exists(_database.File + ".missing"));
    }

    [Fact]
    public async Task Filters_OfTheList_UseAnIndexAndSortNothing()
    {
        await using (await _database.OpenAsync())
        {
        }

        await using var connection = new SqliteConnection($"Data Source={_database.File};Pooling=False");
        connection.Open();
        foreach (var where in new[] { "", "WHERE key = 'a'", "WHERE route = 'a'", "WHERE deployment = 'a'", "WHERE status = 429" })
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"EXPLAIN QUERY PLAN SELECT * FROM ledger {where} ORDER BY at DESC, id DESC LIMIT 10";
            await using var reader = await command.ExecuteReaderAsync();
            Assert.True(await reader.ReadAsync());
            Assert.Contains("USING INDEX", reader.GetString(3), StringComparison.Ordinal);
            Assert.False(await reader.ReadAsync());
        }
    }

    [Fact]
    public async Task Open_FileIsNoDatabase_SaysSo()
    {
        await File.WriteAllTextAsync(_database.File, new string('x', 5_000));
        var error = await Assert.ThrowsAsync<InvalidDataException>(_database.OpenAsync);
        Assert.Contains("is not an SQLite database", error.Message, StringComparison.Ordinal);
        Assert.Contains(_database.File, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_ALedgerFromBeforeKeyIds_KeepsItsRowsAndTakesNewOnes()
    {
        await using (var connection = new SqliteConnection($"Data Source={_database.File};Pooling=False"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = Schema2.Sql;
            await command.ExecuteNonQueryAsync();
        }

        await using var ledger = await _database.OpenAsync();
        var fresh = Rows.Settled() with { KeyId = "file:web" };
        await ledger.WriteAsync([fresh], Cancel);
        Assert.Equal(fresh, await ledger.FindAsync(fresh.Id, Cancel));
        var old = await ledger.FindAsync(Schema2.Row, Cancel);
        Assert.Equal(("web", null), (old?.Key, old?.KeyId));
    }

    [Fact]
    public async Task Open_NewerSchema_SaysSoAndChangesNothing()
    {
        await using (var connection = new SqliteConnection($"Data Source={_database.File};Pooling=False"))
        {
            connection.Open();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            await command.ExecuteNonQueryAsync();
        }

        var error = await Assert.ThrowsAsync<InvalidDataException>(_database.OpenAsync);
        Assert.Contains("newer Bascule (schema 99", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_PathIsAFolder_SaysThatItCannotBeOpened()
    {
        Directory.CreateDirectory(_database.File);
        var error = await Assert.ThrowsAsync<IOException>(_database.OpenAsync);
        Assert.Contains("can't be opened", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _database.Dispose();
}
