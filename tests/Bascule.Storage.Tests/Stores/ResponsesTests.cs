using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Keeping;
using Bascule.Engine.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Storage.Tests.Stores;

public abstract class ResponsesTests : IAsyncLifetime
{
    private const string Words = "nobody else may read this";

    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(one => (byte)one)];

    private readonly TestDatabase _database;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));
    private ILedgerStore _ledger = null!;

    private protected ResponsesTests(TestDatabase database) => _database = database;

    private DateTimeOffset Now => _time.GetUtcNow();

    public async ValueTask InitializeAsync() => _ledger = await _database.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Kept_WrittenAndFound_IsTheSame()
    {
        var store = Store();
        await store.WriteAsync([Kept("resp_1")], CancellationToken.None);
        var found = await store.FindAsync("key:a", "resp_1", Now, CancellationToken.None);
        Assert.NotNull(found);
        Assert.Equal(Words, Encoding.UTF8.GetString(found.Content.Span));
        Assert.Equal(("one/m", DataClass.Confidential, "resp_0"), (found.Deployment, found.DataClass, found.Previous));
        Assert.Null(await store.FindAsync("key:b", "resp_1", Now, CancellationToken.None));
    }

    [Fact]
    public async Task Content_UnderAnotherKey_IsNone()
    {
        await Store().WriteAsync([Kept("resp_1")], CancellationToken.None);
        Assert.Null(await _database.Responses(new ContentCipher(new byte[32])).FindAsync("key:a", "resp_1", Now, CancellationToken.None));
    }

    [Fact]
    public void Cipher_TextOfAnotherPlace_DoesNotOpen()
    {
        var cipher = new ContentCipher(Key);
        var text = cipher.Seal("x"u8, "a\nresp_1");
        Assert.Null(cipher.Open(text, "b\nresp_1"));
        Assert.Equal("x"u8.ToArray(), cipher.Open(text, "a\nresp_1"));
    }

    [Fact]
    public async Task Memory_IdOfOneReplica_IsKnownToAnotherAndNotPastItsTime()
    {
        var first = Memory();
        first.Remember(Kept("resp_1"));
        Assert.NotNull(await first.FindAsync("key:a", "resp_1", CancellationToken.None));    // at once, before any disk
        await first.DisposeAsync();
        await using var second = Memory();
        Assert.NotNull(await second.FindAsync("key:a", "resp_1", CancellationToken.None));
        _time.Advance(ResponseMemory.Life);
        Assert.Null(await second.FindAsync("key:a", "resp_1", CancellationToken.None));
        Assert.Null(await Memory().FindAsync("key:a", "resp_1", CancellationToken.None));
    }

    [Fact]
    public async Task Memory_Forgotten_IsGoneAtOnceAndForReplicas()
    {
        var first = Memory();
        first.Remember(Kept("resp_1"));
        first.Forget("key:a", "resp_1");
        Assert.Null(await first.FindAsync("key:a", "resp_1", CancellationToken.None));
        await first.DisposeAsync();
        await using var second = Memory();
        Assert.Null(await second.FindAsync("key:a", "resp_1", CancellationToken.None));
    }

    [Fact]
    public async Task Sweep_WhatIsOver_IsRemoved()
    {
        var store = Store();
        await store.WriteAsync([Kept("resp_1"), Kept("resp_2") with { Until = Now.AddDays(60) }], CancellationToken.None);
        await store.SweepAsync(Now.AddDays(31), CancellationToken.None);
        Assert.Null(await store.FindAsync("key:a", "resp_1", Now, CancellationToken.None));
        Assert.NotNull(await store.FindAsync("key:a", "resp_2", Now, CancellationToken.None));
    }

    private IResponseStore Store() => _database.Responses(new ContentCipher(Key));

    private ResponseMemory Memory() => new(Store(), _time, NullLogger<ResponseMemory>.Instance);

    private KeptResponse Kept(string id) =>
        new("key:a", id, "one/m", DataClass.Confidential, Now + ResponseMemory.Life) { Previous = "resp_0", Content = Encoding.UTF8.GetBytes(Words) };
}
