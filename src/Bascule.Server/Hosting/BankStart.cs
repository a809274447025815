using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets.Leasing;
using Bascule.Server.Rules;
using Bascule.Storage;
using Bascule.Storage.Redis;
using Bascule.Storage.Redis.Budgets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Hosting;

/// <summary>Budgets that replicas share: the books in Redis, and who speaks with them.</summary>
internal static class BankStart
{
    public static void Add(IServiceCollection services, RedisAddress shared, DataFolder folder, HostSettings settings)
    {
        services.AddSingleton<IBank>(provider => new RedisBank(
            // Sockets go by the real clock, whatever clock the gateway was given.
            new RedisLink(shared, "budgets", TimeProvider.System, provider.GetRequiredService<ILogger<RedisLink>>(), Math.Max(RedisBank.Patience, settings.PatienceWithRedis)), settings.Budgets, provider.GetRequiredService<ILogger<RedisBank>>()));
        services.AddSingleton(provider => new Teller(
            provider.GetRequiredService<IBank>(), folder.ReadOrMakeSeat(), cancel => ReadAsync(provider, settings.Time, cancel), NewName, settings.Budgets, settings.Time, provider.GetRequiredService<ILogger<Teller>>()));
    }

    private static async Task<IReadOnlyList<PotEntry>> ReadAsync(IServiceProvider services, TimeProvider time, CancellationToken cancel)
    {
        await services.GetRequiredService<Drain>().Recovered.WaitAsync(cancel);
        var usersPer = services.GetRequiredService<LiveRules>().Now.Keys.Keys
            .Where(key => key.PerUser.Budget is not null).ToDictionary(key => key.Id, key => key.PerUser.Budget!.Per, StringComparer.Ordinal);
        var now = time.GetUtcNow();
        return LedgerPots.Of(await services.GetRequiredService<ILedgerStore>().SpentAsync(now, usersPer.Keys, cancel), now, usersPer);
    }

    /// <summary>The random end of one that holds the time.</summary>
    private static string NewName() => Guid.CreateVersion7().ToString("N")[20..];
}
