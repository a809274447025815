using System.Text;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Guards;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Sharing;
using Bascule.Engine.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Storage.Tests.Stores;

public abstract class VectorsTests : IAsyncLifetime
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(one => (byte)one)];
    private static readonly Digest Scope = new(7, 7, 7, 7);
    private static readonly SemanticOptions Options = new() { Embedder = "e/m" };

    private readonly TestDatabase _database;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UnixEpoch.AddYears(60).ToUnixTimeMilliseconds()));
    private readonly Guid _writer = Guid.CreateVersion7();
    private ILedgerStore _ledger = null!;
    private int _batches;

    private protected VectorsTests(TestDatabase database) => _database = database;

    private DateTimeOffset Now => _time.GetUtcNow();

    public async ValueTask InitializeAsync() => _ledger = await _database.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Written_ReadAgain_IsTheSame()
    {
        var store = Store();
        var vector = Vector(1);
        await WriteAsync([vector], [], []);
        var read = Assert.Single(await store.ReadAsync(0, 10, Now, CancellationToken.None));
        Assert.Equal(vector.Vector, read.Vector);
        Assert.Equal(vector.Entry, read.Entry);
        Assert.True(read.Place > 0);
        Assert.Empty(await store.ReadAsync(read.Place, 10, Now, CancellationToken.None));
    }

    [Fact]
    public async Task Read_UnderAnotherKey_IsTakenOut()
    {
        await WriteAsync([Vector(1)], [], []);
        var other = _database.Vectors(new ContentCipher(new byte[32]));
        Assert.Null(Assert.Single(await other.ReadAsync(0, 10, Now, CancellationToken.None)).Vector);
    }

    [Fact]
    public async Task Counts_WrittenByTwo_AddUp()
    {
        var store = Store();
        var count = new SemanticCount("r", SemanticRoute.TermsOf(Options), 0, SemanticCountKind.Check, 15, 3, 1);
        await WriteAsync([], [], [count]);
        await WriteAsync([], [], [count with { Total = 4, Part = 0 }, count with { Epoch = 1 }]);
        Assert.Equal([count with { Total = 7 }, count with { Epoch = 1 }], (await store.ReadCountsAsync(CancellationToken.None)).OrderBy(one => one.Epoch));
    }

    [Fact]
    public async Task Batch_GivenTwice_CountsOnce()
    {
        var store = Store();
        var count = new SemanticCount("r", SemanticRoute.TermsOf(Options), 0, SemanticCountKind.Check, 15, 3, 1);
        var batch = new SemanticBatch(_writer, 7, Now, [Vector(1)], [], [count]);
        await store.WriteAsync(batch, CancellationToken.None);
        await store.WriteAsync(batch, CancellationToken.None);
        Assert.Equal([count], await store.ReadCountsAsync(CancellationToken.None));
        await store.WriteAsync(batch with { Writer = Guid.CreateVersion7() }, CancellationToken.None);
        await store.WriteAsync(batch with { Number = 8 }, CancellationToken.None);
        Assert.Equal([count with { Total = 9, Part = 3 }], await store.ReadCountsAsync(CancellationToken.None));

        await store.SweepAsync(Now + SemanticBatch.Remembered, CancellationToken.None);
        await store.WriteAsync(batch, CancellationToken.None);    // a writer who is silent for so long is no more
        Assert.Equal([count with { Total = 12, Part = 4 }], await store.ReadCountsAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Cache_WhoseCommitsAnswerIsLost_CountsOnceAndLosesNothing()
    {
        var store = new LossyStore(Store());
        await using var cache = new SemanticCache(store, _time, NullLogger<SemanticCache>.Instance);
        var route = cache.Of("r", Options);
        route.Check(0.97, wrong: true, epoch: 0);
        store.Loses = true;
        await cache.RoundAsync(CancellationToken.None);
        Assert.False(route.IsOpen);
        route.Check(0.97, wrong: false, epoch: 0);
        store.Loses = false;
        await cache.RoundAsync(CancellationToken.None);
        Assert.Equal((2L, 1L), (route.State().Checks, route.State().Wrong));
        var counts = await store.ReadCountsAsync(CancellationToken.None);
        Assert.Equal((2L, 1L), (counts.Sum(count => count.Total), counts.Sum(count => count.Part)));
    }

    /// <summary>Another replica erases in the store, and tells of it before this one has written, when it has, when it does not know whether it has, and when the round is over.</summary>
    [Theory]
    [InlineData("before")]
    [InlineData("behind")]
    [InlineData("lost")]
    [InlineData("late")]
    public async Task Cache_ErasedElsewhereWhileItWrites_IsGoneInTheStoreToo(string when)
    {
        var (store, channel, heard) = (new LossyStore(Store()) { Loses = when == "lost" }, new TestChannel(), new TaskCompletionSource());
        await using var answers = new AnswerCache(_time, channel: channel);
        await using var cache = new SemanticCache(store, _time, NullLogger<SemanticCache>.Instance, answers);
        answers.ErasedElsewhere += _ => heard.TrySetResult();
        cache.Of("r", Options);
        cache.Keep(Vector(1, "a").Entry, Vector(1).Vector!);
        cache.Keep(Vector(2, "b").Entry, Vector(2).Vector!);
        store.Before = async () =>
        {
            await Store().EraseAsync(Erasure.OfKey("a"), CancellationToken.None);
            await (when == "before" ? TellAsync() : Task.CompletedTask);
        };
        store.Behind = () => when is "behind" or "lost" ? TellAsync() : Task.CompletedTask;
        await cache.RoundAsync(CancellationToken.None);
        (store.Before, store.Behind, store.Loses) = (null, null, false);
        await (when == "late" ? TellAsync() : Task.CompletedTask);
        if (when is "lost" or "late")
        {
            await cache.RoundAsync(CancellationToken.None);
        }

        Assert.Equal([2UL], (await Store().ReadAsync(0, 10, Now, CancellationToken.None)).Where(one => one.Vector is not null).Select(one => one.Entry.Key.A));
        Assert.Equal((true, false), (cache.Index.Has(Vector(2).Entry.Key, Vector(2).Entry.Until), cache.Index.Has(Vector(1).Entry.Key, Vector(1).Entry.Until)));

        Task TellAsync()
        {
            channel.Say("ka");
            return heard.Task;
        }
    }

    /// <summary>A reload in the middle of a check.</summary>
    [Fact]
    public async Task Cache_OtherSharesWhileACheckIsInDoubt_ForgivesIt()
    {
        var store = Store();
        await using var cache = new SemanticCache(store, _time, NullLogger<SemanticCache>.Instance);
        var route = cache.Of("r", Options);
        var check = route.Begin(0.97, epoch: 0);
        route.Say(check, CheckWord.Doubtful);
        await cache.RoundAsync(CancellationToken.None);
        var after = cache.Of("r", Options with { CheckShare = 0.5 });
        await cache.RoundAsync(CancellationToken.None);
        Assert.Equal((1L, 1L), (after.State().Checks, after.State().Wrong));

        route.Say(check, CheckWord.Right);
        await cache.RoundAsync(CancellationToken.None);
        Assert.Equal((1L, 0L), (after.State().Checks, after.State().Wrong));
        Assert.Equal(0, (await store.ReadCountsAsync(CancellationToken.None)).Where(count => count.Kind == SemanticCountKind.Doubt).Sum(count => count.Total));
    }

    [Fact]
    public async Task Erased_AndSweptAndRemoved_AreGone()
    {
        var store = Store();
        await WriteAsync([Vector(1, "a"), Vector(2, "b"), Vector(3, "b", TimeSpan.FromMinutes(1)), Vector(4, "b")], [], []);
        var last = (await store.ReadAsync(0, 10, Now, CancellationToken.None)).Max(one => one.Place);
        Assert.Equal(1, await store.EraseAsync(Erasure.OfKey("a"), CancellationToken.None));
        Assert.Equal(0, await store.EraseAsync(Erasure.OfKey("a"), CancellationToken.None));
        await WriteAsync([], [new Digest(4, 0, 0, 0)], []);
        await store.SweepAsync(Now.AddMinutes(2), CancellationToken.None);
        var left = await store.ReadAsync(0, 10, DateTimeOffset.UnixEpoch, CancellationToken.None);
        Assert.Equal([2UL], left.Where(one => one.Vector is not null).Select(one => one.Entry.Key.A));
        Assert.All(left.Where(one => one.Vector is null), one => Assert.True(one.Place > last));    // whoever reads on learns that it is gone
    }

    [Fact]
    public async Task Cache_AfterARestart_HasWhatItHad()
    {
        await using (var cache = new SemanticCache(Store(), _time, NullLogger<SemanticCache>.Instance))
        {
            var route = cache.Of("r", Options);
            cache.Keep(Vector(1).Entry, Vector(1).Vector!);
            for (var i = 0; i < 400; i++)
            {
                route.Check(0.97, wrong: false, epoch: 0);
            }

            route.Repeat(0.9, same: true);
            route.Looked();
            route.Hit();
            Assert.True(route.Proof.IsOpen);
        }

        await using var again = new SemanticCache(Store(), _time, NullLogger<SemanticCache>.Instance);
        var known = again.Of("r", Options);
        Assert.False(known.Proof.IsOpen);
        await again.RoundAsync(CancellationToken.None);
        Assert.True(known.Proof.IsOpen);
        Assert.Equal((400, (1L, 1L), (1L, 0L)), (known.Proof.State().Checks, known.Looks, known.Noise.Seen()));
        Assert.NotNull(again.Find(Scope, Vector(1).Vector!, Vector(1).Entry.Marks, default, out _));
        Assert.False(again.Of("r", Options with { MinSimilarity = 0.9 }).Proof.IsOpen);    // other terms begin from nothing
    }

    [Fact]
    public async Task Cache_TwoReplicas_ShareVectorsAndChecks()
    {
        await using var one = new SemanticCache(Store(), _time, NullLogger<SemanticCache>.Instance);
        await using var other = new SemanticCache(Store(), _time, NullLogger<SemanticCache>.Instance);
        var (here, there) = (one.Of("r", Options), other.Of("r", Options));
        one.Keep(Vector(1, "a").Entry, Vector(1).Vector!);
        for (var i = 0; i < 200; i++)
        {
            here.Check(0.97, wrong: false, epoch: 0);
            there.Check(0.97, wrong: false, epoch: 0);
        }

        Assert.False(here.Proof.IsOpen || there.Proof.IsOpen);
        await one.RoundAsync(CancellationToken.None);
        await other.RoundAsync(CancellationToken.None);
        await one.RoundAsync(CancellationToken.None);
        Assert.True(here.Proof.IsOpen && there.Proof.IsOpen);
        Assert.NotNull(other.Find(Scope, Vector(1).Vector!, Vector(1).Entry.Marks, default, out _));

        await one.EraseAsync(Erasure.OfKey("a"), CancellationToken.None);
        await other.RoundAsync(CancellationToken.None);
        Assert.Null(other.Find(Scope, Vector(1).Vector!, Vector(1).Entry.Marks, default, out _));

        // Hits that went bad: the other replica closes too.
        for (var i = 0; i < 3; i++)
        {
            here.Check(0.97, wrong: true, epoch: 0);
        }

        await one.RoundAsync(CancellationToken.None);
        await other.RoundAsync(CancellationToken.None);
        await other.RoundAsync(CancellationToken.None);
        await one.RoundAsync(CancellationToken.None);
        Assert.Equal(1, here.Proof.Epoch);
        Assert.Equal((here.Proof.Epoch, false), (there.Proof.Epoch, there.Proof.IsOpen));
        Assert.Equal(ProofChange.TooLate, there.Check(0.97, wrong: false, epoch: here.Proof.Epoch - 1));
    }

    private Task WriteAsync(IReadOnlyList<StoredVector> added, IReadOnlyList<Digest> removed, IReadOnlyList<SemanticCount> counts) =>
        Store().WriteAsync(new SemanticBatch(_writer, ++_batches, Now, added, removed, counts), CancellationToken.None);

    private ISemanticStore Store() => _database.Vectors(new ContentCipher(Key));

    private StoredVector Vector(int key, string owner = "k", TimeSpan? life = null)
    {
        float[] vector = [0.125f, 0.25f, key, 1];
        return new StoredVector(
            new SemanticEntry
            {
                Key = new Digest((ulong)key, 0, 0, 0), Scope = Scope, Marks = PromptMarks.Of($"what is {key} of Porto"), Until = Now + (life ?? TimeSpan.FromDays(1)), Judge = "j/m",
                Owner = new WordOwner(owner, "s", [new("app", "web")]),
            },
            vector);
    }

    /// <summary>The database, behind a line that breaks right after a commit.</summary>
    private sealed class LossyStore(ISemanticStore store) : ISemanticStore
    {
        public bool Loses { get; set; }

        /// <summary>What happens meanwhile.</summary>
        public Func<Task>? Before { get; set; }

        public Func<Task>? Behind { get; set; }

        public async Task WriteAsync(SemanticBatch batch, CancellationToken cancel)
        {
            await (Before?.Invoke() ?? Task.CompletedTask);
            await store.WriteAsync(batch, cancel);
            await (Behind?.Invoke() ?? Task.CompletedTask);
            if (Loses)
            {
                throw new TimeoutException();
            }
        }

        public Task<IReadOnlyList<StoredVector>> ReadAsync(long after, int most, DateTimeOffset now, CancellationToken cancel) => store.ReadAsync(after, most, now, cancel);

        public Task<IReadOnlyList<SemanticCount>> ReadCountsAsync(CancellationToken cancel) => store.ReadCountsAsync(cancel);

        public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => store.EraseAsync(what, cancel);

        public Task SweepAsync(DateTimeOffset now, CancellationToken cancel) => store.SweepAsync(now, cancel);
    }

    /// <summary>Hears what the test says.</summary>
    private sealed class TestChannel : IReplicaChannel
    {
        private Action<ReadOnlyMemory<byte>>? _heard;

        public void Publish(string topic, ReadOnlySpan<byte> message)
        {
        }

        public void Subscribe(string topic, Action<ReadOnlyMemory<byte>> heard) => _heard += heard;

        public void Say(string text) => _heard!(Encoding.UTF8.GetBytes(text));
    }
}
