using Bascule.Engine.Conversation;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger.Content;
using Bascule.Storage.Sqlite;
using Bascule.Storage.Tests.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Storage.Tests.Keeping;

/// <summary>Kept responses can be erased by key, session and tag, in memory and in the store, and go in time without anybody writing.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly Database _database = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
    private SqliteLedger _ledger = null!;

    public static TheoryData<string> Ways => ["key", "session", "tag"];

    public async ValueTask InitializeAsync() => _ledger = await _database.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _database.Dispose();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Erase_OfWhatIsCovered_TakesItFromMemoryAndStoreAndLeavesTheRest(string way)
    {
        await using var memory = new ResponseMemory(Store(), _time, NullLogger<ResponseMemory>.Instance);
        memory.Remember(Kept("mine", new WordOwner("k1", "s1", [new("customer", "42")])));
        memory.Remember(Kept("other", new WordOwner("k2", "s2", [new("customer", "43")])));
        memory.Remember(Kept("nobody", WordOwner.Nobody));
        var what = way switch { "key" => Erasure.OfKey("k1"), "session" => Erasure.OfSession("s1"), _ => Erasure.OfTag("customer", "42") };

        Assert.Equal(1, await memory.EraseAsync(what, Cancel));

        Assert.Null(await memory.FindAsync("t", "mine", Cancel));
        Assert.Null(await Store().FindAsync("t", "mine", _time.GetUtcNow(), Cancel));
        Assert.NotNull(await Store().FindAsync("t", "other", _time.GetUtcNow(), Cancel));
        Assert.NotNull(await memory.FindAsync("t", "nobody", Cancel));
        Assert.Equal(0, await memory.EraseAsync(what, Cancel));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Erase_OfMoreThanIsLookedUpAtOnce_TakesAllOfItAndNothingElse(string way)
    {
        var owner = new WordOwner("k1", "s1", [new("customer", "42")]);
        await Store().WriteAsync([.. Enumerable.Range(0, 5_100).Select(i => Kept($"mine{i}", owner)), Kept("other", new WordOwner("k2", "s2", [new("customer", "43")]))], Cancel);

        Assert.Equal(5_100, await Store().EraseAsync(way switch { "key" => Erasure.OfKey("k1"), "session" => Erasure.OfSession("s1"), _ => Erasure.OfTag("customer", "42") }, Cancel));

        Assert.Null(await Store().FindAsync("t", "mine5099", _time.GetUtcNow(), Cancel));
        Assert.NotNull(await Store().FindAsync("t", "other", _time.GetUtcNow(), Cancel));
    }

    [Theory]
    [InlineData("responses", "content")]
    [InlineData("content", "request")]
    public async Task Erased_InTheFiles_IsOverwritten(string table, string column)
    {
        var owner = new WordOwner("k1", null, []);
        var words = new SqliteContent(_database.File, new ContentCipher(new byte[32]), []);
        await Store().WriteAsync([.. Enumerable.Range(0, 20).Select(i => Kept($"r{i}", owner with { KeyId = i % 2 == 0 ? "k1" : "k2" }) with { Content = new byte[200 + (i * 500)] })], Cancel);
        await words.WriteAsync([.. Enumerable.Range(0, 20).Select(i => new KeptContent(Guid.CreateVersion7(), default, default, owner with { KeyId = i % 2 == 0 ? "k1" : "k2" }, IsFull: false) { Request = new byte[200 + (i * 500)] })], Cancel);
        var kept = Sealed($"SELECT {column} FROM {table} WHERE key_id = 'k1'");
        Assert.Equal(10, kept.Count);
        Assert.All(kept, one => Assert.Contains(Files(), file => file.AsSpan().IndexOf(one) >= 0));

        Assert.Equal(10, await (table == "content" ? words.EraseAsync(Erasure.OfKey("k1"), Cancel) : Store().EraseAsync(Erasure.OfKey("k1"), Cancel)));

        Assert.All(kept, one => Assert.DoesNotContain(Files(), file => file.AsSpan().IndexOf(one) >= 0));
    }

    [Fact]
    public async Task Expired_WithNothingWrittenSince_GoesWithinTheHour()
    {
        await using var memory = new ResponseMemory(Store(), _time, NullLogger<ResponseMemory>.Instance);
        memory.Remember(Kept("old", WordOwner.Nobody) with { Until = _time.GetUtcNow().AddMinutes(30) });
        await memory.EraseAsync(Erasure.OfKey("none"), Cancel);    // behind it all is written
        var before = _time.GetUtcNow();
        Assert.NotNull(await Store().FindAsync("t", "old", before, Cancel));

        _time.Advance(TimeSpan.FromHours(1));
        await memory.EraseAsync(Erasure.OfKey("none"), Cancel);

        Assert.Null(await Store().FindAsync("t", "old", before, Cancel));
    }

    /// <summary>The first bytes of each: nonce and tag are nobody else's.</summary>
    private List<byte[]> Sealed(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_database.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var found = new List<byte[]>();
        while (reader.Read())
        {
            found.Add(reader.GetFieldValue<byte[]>(0)[..40]);
        }

        return found;
    }

    private List<byte[]> Files() => [.. Directory.GetFiles(_database.Folder).Select(file =>
    {
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        open.CopyTo(bytes);
        return bytes.ToArray();
    })];

    private SqliteResponses Store() => new(_database.File, new ContentCipher(new byte[32]));

    private KeptResponse Kept(string id, WordOwner owner) => new("t", id, "d", DataClass.Internal, _time.GetUtcNow().AddDays(1)) { Content = new byte[10], Owner = owner };
}
