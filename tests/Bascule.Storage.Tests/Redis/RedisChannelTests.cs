using System.Text;
using System.Threading.Channels;
using Bascule.Servers;
using Bascule.Storage.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Storage.Tests.Redis;

/// <summary>What replicas tell each other, over a Redis of the test's own.</summary>
public sealed class RedisChannelTests : IAsyncLifetime
{
    private readonly List<IAsyncDisposable> _open = [];
    private RedisServer _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(_open))
        {
            await one.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Publish_OfOneReplica_IsHeardByOthersOnItsTopicAndNotByItself()
    {
        var (one, mine) = await StartAsync();
        var (_, others) = await StartAsync();
        one.Publish("elsewhere", "no"u8);
        one.Publish("breakers", "yes"u8);
        Assert.Equal("yes", await others.ReadAsync(TestContext.Current.CancellationToken));
        Assert.False(mine.TryRead(out _));
    }

    [Fact]
    public async Task Publish_AfterRedisWasKilled_IsHeardOnceItIsBack()
    {
        var (one, _) = await StartAsync();
        var (two, others) = await StartAsync();
        await _redis.KillAsync();
        await RedisLimitsTests.UntilAsync(() => Task.FromResult(!two.Listens && !one.Listens));
        one.Publish("breakers", "lost"u8);
        await _redis.StartAgainAsync();
        await RedisLimitsTests.UntilAsync(() => Task.FromResult(two.Listens));
        var heard = others.WaitToReadAsync(TestContext.Current.CancellationToken).AsTask();
        while (!heard.IsCompleted)
        {
            one.Publish("breakers", "back"u8);    // its own connection comes back when it can
            await Task.WhenAny(heard, Task.Run(static () => { }));
        }

        Assert.Equal("back", await others.ReadAsync(TestContext.Current.CancellationToken));
    }

    private async Task<(RedisChannel Channel, ChannelReader<string> Heard)> StartAsync()
    {
        var address = RedisAddress.TryParse(_redis.Url, out _)!;
        var link = new RedisLink(address, "limits", TimeProvider.System, NullLogger.Instance, Replica.Patient);
        _open.Add(link);
        var channel = new RedisChannel(address, link, TimeProvider.System);
        _open.Add(channel);
        var heard = Channel.CreateUnbounded<string>();
        channel.Subscribe("breakers", message => heard.Writer.TryWrite(Encoding.UTF8.GetString(message.Span)));
        Assert.True(await link.WaitUpAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        await RedisLimitsTests.UntilAsync(() => Task.FromResult(channel.Listens));
        return (channel, heard.Reader);
    }
}
