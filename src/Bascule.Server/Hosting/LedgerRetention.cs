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
            var gone = await store.ForgetAsync(now - retention.Ledger, retention.MaxBytes, now, cancel);
            all += gone;
            if (gone == 0)
            {
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

        [LoggerMessage(2, LogLevel.Warning, "Old ledger rows could not be deleted")]
        public static partial void Failed(ILogger logger, Exception trouble);
    }
}
