using Bascule.Engine.Ledger;
using System.Text;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Durable;
using Bascule.Engine.Conversation;
using Bascule.Servers;
using Bascule.Storage.Redis;
using Bascule.Storage.Sqlite;
using Bascule.Storage.Tests.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Storage.Tests.Caching;

/// <summary>Cached answers outlive the process in SQLite and in Redis alike, sealed, for their time, and can be erased.</summary>
public sealed class AnswerStoreTests : IAsyncLifetime
{
    private const string Words = "nobody else may read this";
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(one => (byte)one)];

    private readonly Database _database = new();
    private readonly List<IAsyncDisposable> _ends = [];

    // Redis counts by its own clock.
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private ILedgerStore _ledger = null!;

    public async ValueTask InitializeAsync() => _ledger = await _database.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var end in Enumerable.Reverse(_ends))
        {
            await end.DisposeAsync();
        }

        await _ledger.DisposeAsync();
        _database.Dispose();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("redis")]
    public async Task Answer_WrittenAndFound_IsTheSameAndAnotherIsNot(string kind)
    {
        var store = await StoreAsync(kind);
        await store.WriteAsync([Stored(1), Stored(2)], Cancel);
        Assert.Equal(Words + "1", Encoding.UTF8.GetString((await store.FindAsync(KeyOf(1), _time.GetUtcNow(), Cancel))!));
        Assert.Null(await store.FindAsync(KeyOf(3), _time.GetUtcNow(), Cancel));

        await store.WriteAsync([Stored(1) with { Content = "later"u8.ToArray() }], Cancel);
        Assert.Equal("later", Encoding.UTF8.GetString((await store.FindAsync(KeyOf(1), _time.GetUtcNow(), Cancel))!));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("redis")]
    public async Task Erasure_ByKeySessionTagOrRoute_TakesThoseAndNoOthers(string kind)
    {
        var store = await StoreAsync(kind);
        await store.WriteAsync([
            Stored(1, new WordOwner("k1", null, [])), Stored(2, new WordOwner("k2", "s1", [])), Stored(3, new WordOwner("k2", null, [new("customer", "42"), new("a", "b")])),
            Stored(4, new WordOwner("k2", null, [new("customer", "43")])), Stored(5) with { Route = "other" },
        ], Cancel);

        Assert.Equal(1, await store.EraseAsync(Erasure.OfKey("k1"), Cancel));
        Assert.Equal(1, await store.EraseAsync(Erasure.OfSession("s1"), Cancel));
        Assert.Equal(1, await store.EraseAsync(Erasure.OfTag("customer", "42"), Cancel));
        Assert.Equal(0, await store.EraseAsync(Erasure.OfTag("customer", "42"), Cancel));
        Assert.Equal([4, 5], await LeftAsync(store));
        Assert.Equal(1, await store.ClearAsync("other", Cancel));
        Assert.Equal([4], await LeftAsync(store));
        Assert.Equal(1, await store.ClearAsync(null, Cancel));
        Assert.Equal([], await LeftAsync(store));
    }

    [Fact]
    public async Task Redis_ManyEntriesOfARoute_AllGo()
    {
        var store = await StoreAsync("redis");
        await store.WriteAsync([.. Enumerable.Range(10, 1_200).Select(number => Stored(number))], Cancel);
        Assert.Equal(1_200, await store.ClearAsync("assistant", Cancel));
    }

    [Fact]
    public async Task Sqlite_PastTheirTime_AreNotFoundAndSwept()
    {
        var store = await StoreAsync("sqlite");
        await store.WriteAsync([Stored(1)], Cancel);
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(await store.FindAsync(KeyOf(1), _time.GetUtcNow(), Cancel));
        Assert.Equal(1L, Rows());
        await store.SweepAsync(_time.GetUtcNow(), Cancel);
        Assert.Equal(0L, Rows());
    }

    [Fact]
    public async Task File_HoldsNoWords_AndAnotherKeyOpensNone()
    {
        var store = await StoreAsync("sqlite");
        await store.WriteAsync([Stored(1)], Cancel);
        Assert.DoesNotContain(Words, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_database.File, Cancel)));
        Assert.Null(await new SqliteAnswers(_database.File, new ContentCipher([.. Enumerable.Reverse(Key)])).FindAsync(KeyOf(1), _time.GetUtcNow(), Cancel));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("redis")]
    public async Task Cache_OfAnotherProcess_IsFoundAgainUntilItIsErased(string kind)
    {
        var store = await StoreAsync(kind);
        await using (var first = Cache(store))
        {
            first.Keep(KeyOf(1), Answer(), _time.GetUtcNow());
        }

        await using var second = Cache(store);
        Assert.False(second.TryFind(KeyOf(1), out _));
        var found = await second.FindAsync(KeyOf(1), Cancel);
        Assert.Equal(Words, Encoding.UTF8.GetString(found!.Bytes.Span));
        Assert.True(second.TryFind(KeyOf(1), out _));    // and from now on at once

        Assert.Equal(1, await second.EraseAsync(Erasure.OfKey("k1"), Cancel));
        Assert.Null(await second.FindAsync(KeyOf(1), Cancel));
    }

    /// <summary>It waited in a replica that heard nothing of the erasure.</summary>
    [Fact]
    public async Task Redis_ErasedAfterTheQuestion_TakesItNoMore()
    {
        var store = await StoreAsync("redis");
        var (asked, owner) = (_time.GetUtcNow().AddMinutes(-1), new WordOwner("k1", null, []));
        await store.EraseAsync(Erasure.OfKey("k1"), Cancel);
        await store.WriteAsync([Stored(1, owner) with { Since = asked }, Stored(2, new WordOwner("k2", null, [])) with { Since = asked }, Stored(3, owner) with { Since = _time.GetUtcNow().AddMinutes(1) }], Cancel);
        Assert.Equal([2, 3], await LeftAsync(store));
    }

    /// <summary>By its replica's clock it came after the erasure.</summary>
    [Fact]
    public async Task Redis_QuestionOfAReplicaWhoseClockIsAhead_IsNotWrittenBack()
    {
        var store = await StoreAsync("redis");
        var (ahead, owner) = (TimeProvider.System.GetUtcNow().AddSeconds(1), new WordOwner("k1", null, []));
        await store.EraseAsync(Erasure.OfKey("k1"), Cancel);
        await store.WriteAsync([Stored(1, owner) with { Since = ahead }], Cancel);
        Assert.Equal([], await LeftAsync(store));
    }

    [Fact]
    public async Task Waiting_ErasedMeanwhile_IsNotWritten()
    {
        var store = await StoreAsync("sqlite");
        await using (var durable = new DurableAnswers(store, _time, NullLogger.Instance))
        {
            durable.Forgets(answer => answer.Owner.KeyId == "k1");
            durable.Later(Stored(1, new WordOwner("k1", null, [])));
            durable.Later(Stored(2, new WordOwner("k2", null, [])));
        }

        Assert.Equal([2], await LeftAsync(store));
    }

    [Fact]
    public async Task StoreThatIsAway_CostsNoAnswer()
    {
        await using var cache = Cache(new SqliteAnswers(Path.Combine(_database.Folder, "nowhere.db"), new ContentCipher(Key)));
        cache.Keep(KeyOf(1), Answer(), _time.GetUtcNow());
        Assert.NotNull(await cache.FindAsync(KeyOf(1), Cancel));
        Assert.Null(await cache.FindAsync(KeyOf(2), Cancel));
        await Assert.ThrowsAnyAsync<SqliteException>(() => cache.EraseAsync(Erasure.OfKey("k1"), Cancel));
        Assert.Null(await cache.FindAsync(KeyOf(1), Cancel));    // gone here, though not told as done
    }

    private async Task<IAnswerStore> StoreAsync(string kind)
    {
        if (kind == "sqlite")
        {
            return new SqliteAnswers(_database.File, new ContentCipher(Key));
        }

        var server = await RedisServer.StartAsync();
        _ends.Add(server);
        var link = new RedisLink(RedisAddress.TryParse(server.Url, out _)!, "test", TimeProvider.System, NullLogger.Instance, patience: 1_000);
        _ends.Add(link);
        Assert.True(await link.WaitUpAsync(TimeSpan.FromSeconds(30), Cancel));
        return new RedisAnswers(link, new ContentCipher(Key));
    }

    private AnswerCache Cache(IAnswerStore store) => new(_time, new DurableAnswers(store, _time, NullLogger.Instance));

    private async Task<IReadOnlyList<int>> LeftAsync(IAnswerStore store)
    {
        var left = new List<int>();
        for (var number = 1; number <= 5; number++)
        {
            if (await store.FindAsync(KeyOf(number), _time.GetUtcNow(), Cancel) is not null)
            {
                left.Add(number);
            }
        }

        return left;
    }

    private long Rows()
    {
        using var connection = new SqliteConnection($"Data Source={_database.File}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM answers";
        return (long)command.ExecuteScalar()!;
    }

    private StoredAnswer Stored(int number, WordOwner? owner = null) =>
        new(KeyOf(number), "assistant", owner ?? WordOwner.Nobody, _time.GetUtcNow(), _time.GetUtcNow().AddMinutes(10), Encoding.UTF8.GetBytes(Words + number));

    private CachedAnswer Answer() => new()
    {
        Dialect = "openai-chat", ContentType = "application/json", Bytes = Encoding.UTF8.GetBytes(Words), Route = "assistant", Deployment = "d", Maker = 1, From = Guid.CreateVersion7(),
        At = _time.GetUtcNow(), Until = _time.GetUtcNow().AddMinutes(10), Owner = new WordOwner("k1", null, []),
    };

    private static CacheKey KeyOf(int number) => new(Digest.Of(BitConverter.GetBytes(number)));
}
