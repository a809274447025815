using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Ledger;
using Bascule.Engine.Ledger.Content;
using Bascule.Engine.Telemetry;
using Bascule.Storage.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Storage.Tests.Keeping;

/// <summary>Words are kept beside the ledger for their time, under keys that may be rotated; what finds no room is counted and nobody waits.</summary>
public abstract class ContentKeeperTests : IAsyncLifetime
{
    private static readonly CancellationToken Cancel = CancellationToken.None;
    private readonly TestDatabase _database;
    private readonly GatewayMeters _meters = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
    private ILedgerStore _ledger = null!;

    private protected ContentKeeperTests(TestDatabase database) => _database = database;

    public async ValueTask InitializeAsync() => _ledger = await _database.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _meters.Dispose();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Kept_ForItsTime_IsFoundAndThenGone()
    {
        await using var keeper = Keeper(Store([1]));
        var draft = Draft(10);
        keeper.Keep(draft);
        Assert.Equal(draft.Request, (await keeper.FindAsync(draft.Id, Cancel))!.Request);

        _time.Advance(TimeSpan.FromDays(30));
        Assert.Null(await keeper.FindAsync(draft.Id, Cancel));
        Assert.Null(await Store([1]).FindAsync(draft.Id, draft.At, Cancel));    // swept, though nothing was written since
    }

    [Fact]
    public async Task Key_Rotated_OpensOldWordsAndSealsNewOnes()
    {
        var (old, young) = (Draft(10), Draft(10));
        await Store([1]).WriteAsync([Full(old)], Cancel);
        await Store([2, 1]).WriteAsync([Full(young)], Cancel);

        Assert.NotNull(await Store([2, 1]).FindAsync(old.Id, _time.GetUtcNow(), Cancel));
        Assert.NotNull(await Store([2]).FindAsync(young.Id, _time.GetUtcNow(), Cancel));
        Assert.Null(await Store([2]).FindAsync(old.Id, _time.GetUtcNow(), Cancel));
        Assert.Null(await Store([1]).FindAsync(young.Id, _time.GetUtcNow(), Cancel));
    }

    [Fact]
    public async Task StoreThatStalls_MoreThanFits_IsDroppedAndCounted()
    {
        var store = new StalledStore();
        await using var keeper = Keeper(store);
        keeper.Keep(Draft(1));
        await store.Stalled.Task;
        for (var i = 0; i < 80; i++)
        {
            keeper.Keep(Draft(1 << 20));
        }

        Assert.InRange(keeper.Dropped, 16, 20);
        store.Go.SetResult();
        Assert.Null(await keeper.FindAsync(Guid.Empty, Cancel));
        Assert.Equal(81 - keeper.Dropped, store.Written);
    }

    [Fact]
    public async Task Words_ThatTheRedactorFailsOn_AreNotKeptAndTheNextAre()
    {
        var (bad, good) = (Draft(3), Draft(4));
        await using var keeper = new ContentKeeper(
            new ContentOptions(ContentMode.Redacted, TimeSpan.FromDays(30)), Store([1]),
            draft => draft.Id == bad.Id ? throw new InvalidOperationException() : new KeptContent(draft.Id, draft.At, default, draft.Owner, IsFull: false), _meters, _time, NullLogger<ContentKeeper>.Instance);
        keeper.Keep(bad);
        keeper.Keep(good);
        Assert.Null(await keeper.FindAsync(bad.Id, Cancel));
        Assert.NotNull(await keeper.FindAsync(good.Id, Cancel));
        Assert.Equal(1, keeper.Dropped);
    }

    [Fact]
    public async Task StoreThatStalls_QuestionAndErasure_AreToldSoInTime()
    {
        var store = new StalledStore();
        await using var keeper = Keeper(store);
        keeper.Keep(Draft(1));
        await store.Stalled.Task;
        var (asked, erased) = (keeper.FindAsync(Guid.Empty, Cancel), keeper.EraseAsync(Erasure.OfSession("s1"), Cancel));
        Assert.False(asked.IsCompleted || erased.IsCompleted);

        _time.Advance(ContentKeeper.Patience);
        await Assert.ThrowsAsync<TimeoutException>(() => asked);
        await Assert.ThrowsAsync<TimeoutException>(() => erased);

        store.Go.SetResult();
        Assert.Null(await keeper.FindAsync(Guid.Empty, Cancel));
    }

    [Fact]
    public async Task Erasure_CutShortByTheEnd_IsAnsweredAllTheSame()
    {
        var store = new StalledStore { NeverErases = true };
        var keeper = Keeper(store);
        var erasing = keeper.EraseAsync(Erasure.OfSession("s"), Cancel);
        await store.Erasing.Task;
        await keeper.DisposeAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => erasing);
    }

    private ContentKeeper Keeper(IContentStore store) =>
        new(new ContentOptions(ContentMode.Full, TimeSpan.FromDays(30)), store, _ => throw new InvalidOperationException(), _meters, _time, NullLogger<ContentKeeper>.Instance);

    private IContentStore Store(byte[] keys) => _database.Content(Cipher(9), [.. keys.Select(Cipher)]);

    private static ContentCipher Cipher(byte key) => new([.. Enumerable.Repeat(key, 32)]);

    private ContentDraft Draft(int bytes) => new(Guid.CreateVersion7(), _time.GetUtcNow(), WordOwner.Nobody, DialectSet.FindCaller("openai-chat")!, null) { Request = new byte[bytes] };

    private static KeptContent Full(ContentDraft draft) => new(draft.Id, draft.At, draft.At.AddDays(30), draft.Owner, IsFull: true) { Request = draft.Request };

    private sealed class StalledStore : IContentStore
    {
        public TaskCompletionSource Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Erasing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Written { get; private set; }

        public bool NeverErases { get; init; }

        public async Task WriteAsync(IReadOnlyList<KeptContent> contents, CancellationToken cancel)
        {
            Stalled.TrySetResult();
            await Go.Task;
            Written += contents.Count;
        }

        public Task<KeptContent?> FindAsync(Guid id, DateTimeOffset now, CancellationToken cancel) => Task.FromResult<KeptContent?>(null);

        public async Task<int> EraseAsync(Erasure what, CancellationToken cancel)
        {
            Erasing.TrySetResult();
            return NeverErases ? await new TaskCompletionSource<int>().Task.WaitAsync(cancel) : 0;
        }

        public Task SweepAsync(DateTimeOffset now, CancellationToken cancel) => Task.CompletedTask;
    }
}
