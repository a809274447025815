using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Storage.Tests.Sqlite;

namespace Bascule.Storage.Tests.Postgres;

/// <summary>Text that PostgreSQL has no place for: it may not stop the drain, nor anybody's question.</summary>
public sealed class PostgresTextTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly PostgresTestDatabase _database = new();

    [Fact]
    public async Task Row_WithNulAndHalfASurrogate_IsKeptWithSignsInTheirPlace()
    {
        await using var ledger = await _database.OpenAsync();
        var row = Rows.Settled() with { Model = "a\0b", Key = "k\uD800", CallerRequestId = "\uDC00\0", Tags = [new("app", "x\0"), new("b", "y")], Error = "", Provenance = new LedgerProvenance(null, null, "\0", "id\0") };
        await ledger.WriteAsync([row, Rows.Settled()], Cancel);
        var read = await ledger.FindAsync(row.Id, Cancel);
        Assert.Equal(("a\uFFFDb", "k\uFFFD", "\uFFFD\uFFFD", "id\uFFFD", ""), (read!.Model, read.Key, read.CallerRequestId, read.Provenance!.AnswerId, read.Error));
        Assert.Equal(row.Tags, read.Tags);

        // Asked for by such text, or summed by such tags, there is an answer.
        Assert.Single((await ledger.ListAsync(new(Key: "k\uD800"), Cancel)).Rows);
        Assert.Empty((await ledger.ListAsync(new(Route: "\0"), Cancel)).Rows);
        Assert.Equal(2, Assert.Single(await ledger.SumAsync(new(["tag.app"]), Cancel)).Requests);
        Assert.Equal(2, (await ledger.SumAsync(new(["tag.app\0"]), Cancel)).Sum(group => group.Requests));
        Assert.Empty(await ledger.SpentAsync(Rows.Noon.AddDays(-300), ["k\0"], Cancel));
    }

    [Fact]
    public async Task Words_OfATagWithNul_AreErasedByIt()
    {
        await using var ledger = await _database.OpenAsync();
        var store = _database.Responses(new ContentCipher(new byte[32]));
        await store.WriteAsync([new("t", "r", "d", DataClass.Internal, Rows.Noon.AddDays(1)) { Owner = new WordOwner("k", "s\0", [new("customer", "4\02")]) }], Cancel);
        Assert.Equal(0, await store.EraseAsync(Erasure.OfTag("customer", "4"), Cancel));
        Assert.Equal(1, await store.EraseAsync(Erasure.OfTag("customer", "4\02"), Cancel));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
