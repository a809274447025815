using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Conversation;

namespace Bascule.Storage.Tests.Postgres;

/// <summary>A gateway that goes on while its database was put back to an earlier day.</summary>
public sealed class PostgresVectorPlacesTests : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(60);
    private readonly PostgresTestDatabase _database = new();

    [Fact]
    public async Task Places_ThatGoBack_AreReadFromTheBeginning()
    {
        await using var ledger = await _database.OpenAsync();
        var store = _database.Vectors(new ContentCipher(new byte[32]));
        await store.WriteAsync(Batch(1, Vector(1), Vector(2), Vector(3)), Cancel);
        var known = (await store.ReadAsync(0, 10, Now, Cancel)).Max(one => one.Place);

        await _database.ExecuteAsync("DELETE FROM semantic_vectors WHERE place > 1; SELECT setval('semantic_places', 1)");
        await store.WriteAsync(Batch(2, Vector(4)), Cancel);
        Assert.Equal([1UL, 4UL], (await store.ReadAsync(known, 10, Now, Cancel)).Select(one => one.Entry.Key.A));
        Assert.Empty(await store.ReadAsync(2, 10, Now, Cancel));
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private static SemanticBatch Batch(long number, params StoredVector[] added) => new(new Guid(1, 2, 3, [4, 5, 6, 7, 8, 9, 10, 11]), number, Now, added, [], []);

    private static StoredVector Vector(ulong key) => new(
        new SemanticEntry { Key = new Digest(key, 0, 0, 0), Scope = new Digest(7, 7, 7, 7), Marks = default, Until = Now.AddDays(1), Owner = new WordOwner("k", "s", []) }, [0.5f, key]);
}
