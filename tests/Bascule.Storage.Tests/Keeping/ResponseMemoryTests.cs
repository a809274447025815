using Bascule.Engine.Conversation;
using Bascule.Engine.Keeping;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Storage.Tests.Keeping;

/// <summary>What waits for a store that does not answer is bounded, and what was deleted stays so.</summary>
public sealed class ResponseMemoryTests
{
    private static readonly DateTimeOffset Later = DateTimeOffset.UnixEpoch.AddYears(200);

    [Fact]
    public async Task StoreThatStalls_LargeTurns_WaitWithinTheirBound()
    {
        var store = new StalledStore();
        await using (var memory = new ResponseMemory(store, TimeProvider.System, NullLogger<ResponseMemory>.Instance))
        {
            memory.Remember(Kept("first", 1));
            await store.Stalled.Task;
            for (var i = 0; i < 20; i++)
            {
                memory.Remember(Kept($"r{i}", 16 << 20));
            }

            store.Go.SetResult();
        }

        Assert.InRange(store.Bytes, 1, ResponseMemory.MaxBytesWaiting);
        Assert.InRange(store.Written.Count, 2, 1 + (int)(ResponseMemory.MaxBytesWaiting / (16 << 20)));
    }

    [Fact]
    public async Task DeletedResponse_WhoseFirstPlaceIsGivenAway_IsNotFoundAgain()
    {
        var store = new StalledStore();
        await using var memory = new ResponseMemory(store, TimeProvider.System, NullLogger<ResponseMemory>.Instance);
        memory.Remember(Kept("gone", 1));
        await store.Stalled.Task;
        memory.Forget("t", "gone");
        for (var i = 0; i < ResponseMemory.MaxInMemory - 1; i++)
        {
            memory.Remember(Kept($"r{i}", 0));
        }

        Assert.Null(await memory.FindAsync("t", "gone", TestContext.Current.CancellationToken));
        store.Go.SetResult();
    }

    private static KeptResponse Kept(string id, int bytes) => new("t", id, "d", DataClass.Internal, Later) { Content = new byte[bytes] };

    /// <summary>A store whose first write waits until the test lets it go.</summary>
    private sealed class StalledStore : IResponseStore
    {
        public bool IsShared => false;

        public TaskCompletionSource Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Written { get; } = [];

        public long Bytes { get; private set; }

        public async Task WriteAsync(IReadOnlyList<KeptResponse> responses, CancellationToken cancel)
        {
            Stalled.TrySetResult();
            await Go.Task;
            Written.AddRange(responses.Select(response => response.Id));
            Bytes += responses.Sum(response => (long)response.Content.Length);
        }

        public Task<KeptResponse?> FindAsync(string tenant, string id, DateTimeOffset now, CancellationToken cancel) => Task.FromResult<KeptResponse?>(Kept(id, 1));

        public Task DeleteAsync(string tenant, string id, CancellationToken cancel) => Task.CompletedTask;

        public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => Task.FromResult(0);

        public Task SweepAsync(DateTimeOffset now, CancellationToken cancel) => Task.CompletedTask;
    }
}
