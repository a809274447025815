using Bascule.Servers;
using Bascule.Storage.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bascule.Storage.Tests.Redis;

/// <summary>A Redis that wants a password: without the right one its own words say so.</summary>
public sealed class RedisSignInTests
{
    [Fact]
    public async Task Link_WithoutTheRightPassword_SaysWhyItIsAway()
    {
        await using var redis = await RedisServer.StartAsync("--requirepass", "right");
        await using var none = Link(redis, "");
        await using var wrong = Link(redis, ":wrong@");
        await using var right = Link(redis, ":right@");

        Assert.True(await right.WaitUpAsync(ServerProcess.Bound, CancellationToken.None), right.Trouble);
        await RedisLimitsTests.UntilAsync(() => Task.FromResult(none.Trouble is not null && wrong.Trouble is not null));
        Assert.StartsWith("NOAUTH", none.Trouble);
        Assert.StartsWith("WRONGPASS", wrong.Trouble);
        Assert.False(none.IsUp || wrong.IsUp);
    }

    private static RedisLink Link(RedisServer redis, string user) =>
        new(RedisAddress.TryParse(redis.Url.Replace("redis://", "redis://" + user, StringComparison.Ordinal), out _)!, "limits", TimeProvider.System, NullLogger.Instance, Replica.Patient);
}
