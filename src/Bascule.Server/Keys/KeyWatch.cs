using Bascule.Server.Rules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Keys;

/// <summary>Where the database's keys could not be read at the start: tries again until they can.</summary>
internal sealed partial class KeyWatch(Locksmith locksmith, LiveRules rules, TimeProvider time, ILogger<KeyWatch> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (rules.Stored.Known)
        {
            return;
        }

        Log.Away(logger);
        using var ticks = new PeriodicTimer(Interval, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
            {
                if (await locksmith.LearnAsync(stoppingToken))
                {
                    Log.Known(logger, rules.Stored.Keys.Count);
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
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
