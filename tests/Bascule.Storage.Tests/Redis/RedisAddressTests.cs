using Bascule.Storage.Redis;

namespace Bascule.Storage.Tests.Redis;

/// <summary>Addresses of a Redis as operators write them.</summary>
public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("redis://localhost", "redis://localhost:6379/0", null, null)]
    [InlineData("redis://10.0.0.5:7000/3", "redis://10.0.0.5:7000/3", null, null)]
    [InlineData("rediss://user:p%40ss@cache.example/1", "rediss://cache.example:6379/1", "user", "p@ss")]
    [InlineData("redis://:secret@[::1]:6380", "redis://[::1]:6380/0", null, "secret")]
    public void TryParse_OfAnAddress_ReadsItAndShowsNoPassword(string text, string shown, string? user, string? password)
    {
        var address = RedisAddress.TryParse(text, out var problem);
        Assert.Null(problem);
        Assert.Equal((shown, user, password), (address!.ToString(), address.User, address.Password));
    }

    [Theory]
    [InlineData("memcached://host", "is no address of a Redis")]
    [InlineData("redis://", "names no host, or a port that is none")]
    [InlineData("redis://host:port", "names no host, or a port that is none")]
    [InlineData("redis://host/db", "ends in a database that is no number")]
    [InlineData("redis://user@host", "names a user without a password")]
    [InlineData("redis://user:pa#ss@host", "has a ? or #")]
    public void TryParse_OfSomethingElse_SaysWhyWithoutTheValue(string text, string expected)
    {
        Assert.Null(RedisAddress.TryParse(text, out var problem));
        Assert.StartsWith(expected, problem);
        Assert.DoesNotContain("pa#ss", problem);
    }
}
