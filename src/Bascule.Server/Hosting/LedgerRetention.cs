using Bascule.Engine.Ledger;
using Bascule.Server.Rules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Hosting;

/// <summary>Deletes rows that are older, or take more room, than <c>retention</c> allows: now and then, a few at a time.</summary>
internal sealed partial class LedgerRetention(ILedgerStore store, LiveRules rules, TimeProvider time, ILogger<LedgerRetention> logger) : BackgroundService
{
    /// <summary>How often it is looked.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMinutes(10);

    /// <summary>Between two batches the drain has its turn.</summary>
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    private bool _isToldOfOthers;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Tick, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await ForgetAsync(stoppingToken);
                }
                catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(logger, trouble);    // the next tick tries again
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway ends; the next one goes on.
        }
    }

    private async Task ForgetAsync(CancellationToken cancel)
    {
        long all = 0;
        while (true)
        {
            var (now, retention) = (time.GetUtcNow(), rules.Config.Retention);
            var (gone, isOverByOthers) = await store.ForgetAsync(now - retention.Ledger, retention.MaxBytes, now, cancel);
            all += gone;
            if (gone == 0)
            {
                if (isOverByOthers && !_isToldOfOthers)
                {
                    Log.OverByOthers(logger, retention.MaxBytes!.Value);
                }

                _isToldOfOthers = isOverByOthers;
                break;
            }

            await Task.Delay(Breath, cancel);
        }

        if (all > 0)
        {
            Log.Forgot(logger, all);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Count} ledger rows were deleted, as 'retention' says")]
        public static partial void Forgot(ILogger logger, long count);

        [LoggerMessage(3, LogLevel.Warning, "The database holds more than retention.max_bytes ({MaxBytes}), but the ledger itself does not: words and responses that are kept take the room, and go in their own time. Shorten content.days, or raise it")]
        public static partial void OverByOthers(ILogger logger, long maxBytes);

        [LoggerMessage(2, LogLevel.Warning, "Old ledger rows could not be deleted")]
        public static partial void Failed(ILogger logger, Exception trouble);
    }
}
