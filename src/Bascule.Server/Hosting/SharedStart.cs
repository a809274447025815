using Bascule.Engine.Limits.Sharing;
using Bascule.Storage.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Hosting;

/// <summary>What replicas share through Redis: their limits, and the channel by which they tell each other.</summary>
internal static class SharedStart
{
    /// <summary>How long a start waits for Redis, so that the first requests are counted there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void Add(IServiceCollection services, RedisAddress shared, HostSettings settings)
    {
        // Sockets go by the real clock, whatever clock the gateway was given: a late reply is late there.
        services.AddSingleton(provider => new RedisLink(shared, "limits", TimeProvider.System, provider.GetRequiredService<ILogger<RedisLink>>(), settings.PatienceWithRedis));
        services.AddSingleton(provider => new RedisLimits(provider.GetRequiredService<RedisLink>(), settings.Time));
        services.AddSingleton<ISharedLimits>(static provider => provider.GetRequiredService<RedisLimits>());
        services.AddSingleton<IReplicaChannel>(provider => new RedisChannel(shared, provider.GetRequiredService<RedisLink>(), TimeProvider.System));
    }

    /// <summary>Begins to speak with Redis. What the operator is to know, or null.</summary>
    public static async Task<string?> BeginAsync(IServiceProvider services, RedisAddress? shared, HostSettings settings, CancellationToken cancel)
    {
        if (shared is null)
        {
            return null;
        }

        services.GetRequiredService<IReplicaChannel>();
        services.GetRequiredService<RedisLimits>();
        using var wait = LongWait.For(settings.Waits, settings.Time, $"storage.shared {shared}", Patience);
        var link = services.GetRequiredService<RedisLink>();
        return await link.WaitUpAsync(Patience, cancel)
            ? null
            : $"storage.shared {shared} can't be had: {link.Trouble ?? "it does not answer"}. The gateway serves all the same: until it answers, this replica takes itself for the only one.";
    }
}
