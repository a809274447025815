using Bascule.Engine.Limits.Sharing;
using Bascule.Servers;

namespace Bascule.Storage.Tests.Redis;

/// <summary>Limits that several replicas hold in a Redis of the test's own.</summary>
public sealed class RedisLimitsTests : IAsyncLifetime
{
    private readonly List<Replica> _replicas = [];
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Take_OfThreeReplicasAtOnce_LetsThroughTheLimitAndNotOneMore()
    {
        await StartAsync(3);
        var answers = await Task.WhenAll(Enumerable.Range(0, 900).Select(i => _replicas[i % 3].AskAsync("web", requests: 600)));
        Assert.Equal(600, answers.Count(answer => answer.Bar == SharedBar.None));
        Assert.All(answers.Where(answer => answer.Bar != SharedBar.None), answer =>
        {
            Assert.Equal(SharedBar.Requests, answer.Bar);
            Assert.InRange(answer.Wait, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
            Assert.Equal(0, answer.Requests!.Value.Left);
        });
        Assert.Equal(600, (await UseAsync("web")).Requests);
    }

    [Fact]
    public async Task Take_OfTokens_ReservesAndSettlesOverReplicas()
    {
        await StartAsync(2);
        var first = _replicas[0].Take("web", tokens: 1_000, amount: 700);
        Assert.Equal(SharedBar.None, (await _replicas[0].Limits.TakeAsync(first)).Bar);
        var refused = await _replicas[1].AskAsync("web", tokens: 1_000, amount: 400);
        Assert.Equal((SharedBar.Tokens, 300), (refused.Bar, refused.Tokens!.Value.Left));

        _replicas[0].End(first, 100);
        await UntilAsync(async () => (await UseAsync("web")).Tokens == 100);
        Assert.Equal(SharedBar.None, (await _replicas[1].AskAsync("web", tokens: 1_000, amount: 400)).Bar);
    }

    [Fact]
    public async Task Take_OfMoreTokensThanTheWholeMinute_IsAsMuchAsTheWholeOfIt()
    {
        await StartAsync(1);
        Assert.Equal(SharedBar.None, (await _replicas[0].AskAsync("web", tokens: 1_000, amount: 5_000)).Bar);
        Assert.Equal(SharedBar.Tokens, (await _replicas[0].AskAsync("web", tokens: 1_000, amount: 1)).Bar);
    }

    [Fact]
    public async Task Take_ThatOneLimitRefuses_CountsAgainstNoOther()
    {
        await StartAsync(1);
        Assert.Equal(SharedBar.Tokens, (await AfterAsync("web", requests: 10, tokens: 100, amount: 100)).Bar);
        Assert.Equal(1, (await UseAsync("web")).Requests);

        async Task<SharedAnswer> AfterAsync(string key, int requests, int tokens, int amount)
        {
            await _replicas[0].AskAsync(key, requests, tokens, amount: amount);
            return await _replicas[0].AskAsync(key, requests, tokens, amount: amount);
        }
    }

    [Fact]
    public async Task Take_OfPlaces_HoldsOverReplicasUntilTheyAreLeft()
    {
        await StartAsync(2);
        var held = new List<SharedTake>();
        for (var i = 0; i < 3; i++)
        {
            held.Add(_replicas[0].Take("web", places: 4));
            Assert.Equal(SharedBar.None, (await _replicas[0].Limits.TakeAsync(held[^1])).Bar);
        }

        Assert.Equal(SharedBar.None, (await _replicas[1].AskAsync("web", places: 4)).Bar);
        Assert.Equal(SharedBar.Concurrency, (await _replicas[1].AskAsync("web", places: 4)).Bar);
        Assert.Equal(4, (await UseAsync("web")).InFlight);

        _replicas[0].End(held[0], 0);
        await UntilAsync(async () => (await UseAsync("web")).InFlight == 3);
        Assert.Equal(SharedBar.None, (await _replicas[1].AskAsync("web", places: 4)).Bar);
    }

    [Fact]
    public async Task Take_OfPlacesThatADeadReplicaHeld_FindsThemFreeOnceItsLifeIsOver()
    {
        await StartAsync(2);
        await UntilAsync(async () => (await _replicas[1].CallAsync("ZCARD", "test:alive")).Integer == 2);
        Assert.Equal(SharedBar.None, (await _replicas[0].AskAsync("web", places: 1)).Bar);
        var dead = _replicas[0].Limits.Replica;
        await _replicas[0].KillAsync();
        Assert.Equal(SharedBar.Concurrency, (await _replicas[1].AskAsync("web", places: 1)).Bar);

        // The seconds of its life are over: nobody has renewed it.
        await _replicas[1].CallAsync("ZADD", "test:alive", "1", dead);
        Assert.Equal(SharedBar.None, (await _replicas[1].AskAsync("web", places: 1)).Bar);
    }

    [Fact]
    public async Task Take_AfterEverythingWasFlushed_GoesOnFromWhatReplicasHaveCounted()
    {
        await StartAsync(3);
        var before = await Task.WhenAll(Enumerable.Range(0, 90).Select(i => _replicas[i % 3].AskAsync("web", requests: 100)));
        Assert.All(before, answer => Assert.Equal(SharedBar.None, answer.Bar));

        await _replicas[0].CallAsync("FLUSHALL");
        foreach (var replica in _replicas)
        {
            Assert.Equal(SharedBar.None, (await replica.AskAsync("web", requests: 100)).Bar);    // each tells what it has when it finds the store empty
        }

        Assert.Equal(93, (await UseAsync("web")).Requests);
        var after = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => _replicas[i % 3].AskAsync("web", requests: 100)));
        Assert.Equal(7, after.Count(answer => answer.Bar == SharedBar.None));
    }

    [Fact]
    public async Task Take_OfGatewaysWithAnotherPrefix_IsTheirOwn()
    {
        await StartAsync(1);
        await using var other = await Replica.StartAsync(_redis.Url, prefix: "elsewhere");
        Assert.Equal(SharedBar.None, (await _replicas[0].AskAsync("web", requests: 1)).Bar);
        Assert.Equal(SharedBar.None, (await other.AskAsync("web", requests: 1)).Bar);
        Assert.Equal(SharedBar.Requests, (await other.AskAsync("web", requests: 1)).Bar);
    }

    private async Task StartAsync(int count, int patience = Replica.Patient)
    {
        for (var i = 0; i < count; i++)
        {
            _replicas.Add(await Replica.StartAsync(_redis.Url, patience));
        }
    }

    private async Task<SharedUse> UseAsync(string key) => (await _replicas[^1].Limits.ReadAsync(_replicas[^1].Subject(key))).GetValueOrDefault();

    /// <summary>What is told without anybody waiting is there soon.</summary>
    internal static async Task UntilAsync(Func<Task<bool>> fact)
    {
        while (!await fact())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
