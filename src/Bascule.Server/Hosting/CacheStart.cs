using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Durable;
using Bascule.Engine.Limits.Sharing;
using Bascule.Server.Configuration;
using Bascule.Storage;
using Bascule.Storage.Redis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Hosting;

/// <summary>Opens the cache of answers: durable in Redis where replicas share one, else in a database that keeps them.</summary>
internal static class CacheStart
{
    private const string Link = "cache";

    /// <summary>Looks of 4 ms: a long answer takes longer than a counter.</summary>
    private const int Patience = 6;

    /// <param name="kept">Where the database keeps them; null: it does not.</param>
    /// <param name="cipher">Seals them.</param>
    public static void Add(IServiceCollection services, BasculeConfig config, IAnswerStore? kept, ContentCipher cipher, TimeProvider time)
    {
        if (config.Storage.Shared is { } shared)
        {
            // A connection of its own: behind a megabyte of answer a limit would be asked too late.
            services.AddKeyedSingleton(Link, (provider, _) => new RedisLink(shared, Link, TimeProvider.System, provider.GetRequiredService<ILogger<RedisLink>>(), Patience));
        }

        services.AddSingleton(provider =>
        {
            var store = provider.GetKeyedService<RedisLink>(Link) is { } link ? new RedisAnswers(link, cipher) : kept;
            var durable = store is null ? null : new DurableAnswers(store, time, provider.GetRequiredService<ILogger<DurableAnswers>>());
            return new AnswerCache(time, durable, provider.GetService<IReplicaChannel>()) { MaxBytes = config.Server.MaxCacheBytes };
        });
    }
}
