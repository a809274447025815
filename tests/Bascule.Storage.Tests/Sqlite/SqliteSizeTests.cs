using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Content;
using Bascule.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bascule.Storage.Tests.Sqlite;

/// <summary>What the file takes of the disk, and that questions over many rows are answered by indexes.</summary>
public sealed class SqliteSizeTests : IDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly Database _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Forget_BySize_DeletesTheOldestUntilItFits()
    {
        await using (var before = await _database.OpenAsync())
        {
            await before.WriteAsync([.. Rows.Many(4_000, 4).Select((row, place) => row with { At = Rows.Noon.AddMinutes(-place), Decision = $$"""{"x":"{{new string('x', 400)}}"}""" })], Cancel);
        }

        var size = new FileInfo(_database.File).Length;
        await using (var ledger = await _database.OpenAsync())
        {
            while ((await ledger.ForgetAsync(DateTimeOffset.UnixEpoch, 1 << 20, Rows.Noon, Cancel)).Rows > 0)
            {
                // Each call is one batch.
            }

            var left = (await ledger.ListAsync(new(Limit: 1_000), Cancel)).Rows;
            Assert.InRange(left.Count, 100, 1_000);
            Assert.Equal(Rows.Noon, left[0].At);
        }

        Assert.InRange(new FileInfo(_database.File).Length, 1 << 17, size / 2);    // its pages were given back
    }

    [Theory]
    [InlineData(400, 40_000)]
    [InlineData(3_000, 1_500)]
    public async Task Forget_BySize_WhereKeptWordsFillTheFile_LeavesTheLedgerAndSaysSo(int words, int bytes)
    {
        await using var ledger = await _database.OpenAsync();
        await ledger.WriteAsync(Rows.Many(1_000, 5), Cancel);
        await KeepAsync(words, bytes);
        Assert.Equal(new Forgotten(0, IsOverByOthers: true), await ledger.ForgetAsync(DateTimeOffset.UnixEpoch, 1 << 20, Rows.Noon, Cancel));
        Assert.Equal(1_000, (await ledger.ListAsync(new(Limit: 1_000), Cancel)).Rows.Count);

        // Its own share is held all the same.
        await ledger.WriteAsync([.. Rows.Many(8_000, 6).Select((row, place) => row with { At = Rows.Noon.AddDays(30).AddSeconds(place), Decision = $$"""{"x":"{{new string('x', 400)}}"}""" })], Cancel);
        var gone = 0;
        var last = default(Forgotten);
        while ((last = await ledger.ForgetAsync(DateTimeOffset.UnixEpoch, 1 << 20, Rows.Noon, Cancel)).Rows > 0)
        {
            gone += last.Rows;
        }

        Assert.True(last.IsOverByOthers);
        Assert.InRange(gone, 500, 8_500);
    }

    [Theory]
    [InlineData(SqliteSpent.OfLedger, "USING COVERING INDEX ledger_spent")]
    [InlineData("SELECT id FROM content WHERE key_id = @k", "USING INDEX content_key")]
    [InlineData("SELECT id FROM content WHERE session = @k", "USING INDEX content_session")]
    [InlineData("SELECT tenant, id FROM responses WHERE key_id = @k", "INDEX responses_key")]
    [InlineData("SELECT tenant, id FROM responses WHERE session = @k", "INDEX responses_session")]
    [InlineData("DELETE FROM responses WHERE (tenant, id) = (@t, @i) AND key_id = @k", "PRIMARY KEY (tenant=? AND id=?)")]
    public async Task Query_OfManyRows_IsAnsweredByAnIndex(string sql, string expected)
    {
        await using var ledger = await _database.OpenAsync();
        await using var connection = new SqliteConnection($"Data Source={_database.File};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {sql}";
        foreach (var name in new[] { "@month", "@until", "@k", "@t", "@i" }.Where(name => sql.Contains(name, StringComparison.Ordinal)))
        {
            command.Parameters.AddWithValue(name, 0);
        }

        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var plan = "";
        while (await reader.ReadAsync(Cancel))
        {
            plan += reader.GetString(3) + "\n";
        }

        Assert.Contains(expected, plan, StringComparison.Ordinal);
    }

    private Task KeepAsync(int count, int bytes) =>
        new SqliteContent(_database.File, new ContentCipher(new byte[32]), []).WriteAsync(
            [.. Enumerable.Range(0, count).Select(_ => new KeptContent(Guid.CreateVersion7(), Rows.Noon, Rows.Noon.AddDays(30), WordOwner.Nobody, IsFull: false) { Request = new byte[bytes] })], Cancel);
}
