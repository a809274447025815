using Bascule.Engine.Conversation;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger;
using Bascule.Storage.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Storage.Tests.Keeping;

/// <summary>Kept responses can be erased by key, session and tag, in memory and in the store, and go in time without anybody writing.</summary>
public abstract class ErasureTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly TestDatabase _database;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
    private ILedgerStore _ledger = null!;

    private protected ErasureTests(TestDatabase database) => _database = database;

    public static TheoryData<string> Ways => ["key", "session", "tag"];

    public async ValueTask InitializeAsync() => _ledger = await _database.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
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

    private IResponseStore Store() => _database.Responses(new ContentCipher(new byte[32]));

    private KeptResponse Kept(string id, WordOwner owner) => new("t", id, "d", DataClass.Internal, _time.GetUtcNow().AddDays(1)) { Content = new byte[10], Owner = owner };
}
