using Bascule.Engine.Limits.Sharing;
using Bascule.Servers;

namespace Bascule.Storage.Tests.Redis;

/// <summary>Replicas that lose their Redis: killed, hanging, back with what it had or without.</summary>
public sealed class RedisLossTests : IAsyncLifetime
{
    private readonly List<Replica> _replicas = [];
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            _replicas.Add(await Replica.StartAsync(_redis.Url, patience: 50));
        }

        await RedisLimitsTests.UntilAsync(() => Task.FromResult(_replicas.All(replica => replica.Limits.Replicas == 3)));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Take_WhileRedisHangs_StaysWithinSharesAndIsToldAfterwards()
    {
        Assert.Equal(SharedBar.None, (await _replicas[0].AskAsync("web", requests: 300)).Bar);
        await _redis.PauseAsync();
        var alone = await Task.WhenAll(Enumerable.Range(0, 900).Select(i => _replicas[i % 3].AskAsync("web", requests: 300)));
        Assert.Equal(299, alone.Count(answer => answer.Bar == SharedBar.None));    // each a third, and the first had one of its own before
        Assert.All(_replicas, replica => Assert.False(replica.Limits.IsTogether));

        await _redis.ResumeAsync();
        await BackAsync();
        await RedisLimitsTests.UntilAsync(async () => (await _replicas[0].Limits.ReadAsync(_replicas[0].Subject("web")))?.Requests >= 300);    // more, where Redis found commands in its sockets whose connection is gone
        Assert.Equal(SharedBar.Requests, (await _replicas[1].AskAsync("web", requests: 300)).Bar);
    }

    [Fact]
    public async Task Take_WhileRedisIsDead_StaysWithinSharesAndTellsTheEmptyOneThatComesBack()
    {
        var before = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => _replicas[i % 3].AskAsync("web", requests: 60)));
        Assert.All(before, answer => Assert.Equal(SharedBar.None, answer.Bar));
        await _redis.KillAsync();
        await RedisLimitsTests.UntilAsync(() => Task.FromResult(_replicas.All(replica => !replica.Limits.IsTogether)));
        var alone = await Task.WhenAll(Enumerable.Range(0, 90).Select(i => _replicas[i % 3].AskAsync("web", requests: 60)));
        Assert.Equal(30, alone.Count(answer => answer.Bar == SharedBar.None));

        await _redis.StartAgainAsync();
        await BackAsync();
        await RedisLimitsTests.UntilAsync(async () => (await _replicas[0].Limits.ReadAsync(_replicas[0].Subject("web")))?.Requests == 60);
        Assert.Equal(SharedBar.Requests, (await _replicas[2].AskAsync("web", requests: 60)).Bar);
    }

    [Fact]
    public async Task Places_WhileRedisIsDead_AreAShareAndAreToldAfterwards()
    {
        await _redis.KillAsync();
        await RedisLimitsTests.UntilAsync(() => Task.FromResult(!_replicas[0].Limits.IsTogether));
        var alone = new List<SharedAnswer>();
        for (var i = 0; i < 5; i++)
        {
            alone.Add(await _replicas[0].AskAsync("web", places: 9));
        }

        Assert.Equal([SharedBar.None, SharedBar.None, SharedBar.None, SharedBar.Concurrency, SharedBar.Concurrency], alone.Select(answer => answer.Bar));
        await _redis.StartAgainAsync();
        await BackAsync();
        await RedisLimitsTests.UntilAsync(async () => (await _replicas[1].Limits.ReadAsync(_replicas[1].Subject("web")))?.InFlight == 3);
    }

    private async Task BackAsync()
    {
        foreach (var replica in _replicas)
        {
            Assert.True(await replica.Link.WaitUpAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        }
    }
}
