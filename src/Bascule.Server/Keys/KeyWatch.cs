using Bascule.Server.Rules;
using Bascule.Storage.Keys;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Keys;

/// <summary>Where the database's keys could not be read at the start: tries again until they can. Then follows what other gateways write.</summary>
internal sealed partial class KeyWatch(Locksmith locksmith, IKeyStore store, LiveRules rules, TimeProvider time, ILogger<KeyWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await UntilKnownAsync(stoppingToken);
            await store.FollowAsync(locksmith.RefreshAsync, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
    }

    private async Task UntilKnownAsync(CancellationToken cancel)
    {
        if (rules.Stored.Known)
        {
            return;
        }

        Log.Away(logger);
        using var ticks = new PeriodicTimer(Interval, time);
        while (await ticks.WaitForNextTickAsync(cancel))
        {
            if (await locksmith.LearnAsync(cancel))
            {
                Log.Known(logger, rules.Stored.Keys.Count);
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The keys of the database can't be read: who comes with one of them is told 503 until they can. Keys of the config count.")]
        public static partial void Away(ILogger logger);

        [LoggerMessage(2, LogLevel.Information, "The keys of the database are read, {Count} of them.")]
        public static partial void Known(ILogger logger, int count);
    }
}
