using Bascule.Engine.Ledger;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Limits.Budgets.Leasing;
using Bascule.Server.Rules;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Hosting;

/// <summary>
/// Reads out of the ledger what earlier processes spent, once, when all that they left in the journal is in it. Where replicas share their budgets, their books know it, and are waited for instead.
/// Until then who has a budget is refused.
/// </summary>
internal sealed partial class SpendReading(Drain drain, ILedgerStore store, Treasury treasury, LiveRules rules, TimeProvider time, ILogger<SpendReading> logger, Teller? teller = null) : IAsyncDisposable
{
    /// <summary>How long a start waits for it where a budget is configured: past it the gateway serves who has none.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;
    private int _disposed;

    /// <summary>Begins, and waits a little where there is a budget to keep. To be called before anybody is served.</summary>
    /// <param name="waits">Is told what is waited for, while it is; null: nobody is.</param>
    /// <returns>What the operator is to know, or null.</returns>
    public async Task<string?> BeginAsync(Action<string>? waits, CancellationToken cancel)
    {
        teller?.Start();
        _reading = teller?.Known.WaitAsync(_stop.Token) ?? RunAsync(time.GetUtcNow());
        if (rules.Config.Budgets.Equals(BudgetRules.None) && !rules.Now.Keys.Keys.Any(key => (key.Budget ?? key.PerUser.Budget) is not null))
        {
            return null;
        }

        using var wait = LongWait.For(waits, time, teller is null ? "what was spent before, which the ledger knows" : "what was spent before, which storage.shared and the ledger know", Patience);
        await Task.WhenAny(_reading, Task.Delay(Patience, cancel));
        return treasury.IsKnown ? null
            : teller is null ? "What was spent before is not read yet, since the ledger can't be: requests that come out of a budget are refused until it can."
            : "What was spent by all replicas is not known yet, since storage.shared does not answer or the ledger can't be read: requests that come out of a budget are refused until it is.";
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync(DateTimeOffset since)
    {
        for (var told = false; !_stop.IsCancellationRequested;)
        {
            try
            {
                await drain.Recovered.WaitAsync(_stop.Token);
                var usersOf = rules.Now.Keys.Keys.Where(key => key.PerUser.Budget is not null).Select(key => key.Id).ToArray();
                treasury.Load(await store.SpentAsync(since, usersOf, _stop.Token), since);
                return;
            }
            catch (Exception trouble) when (!_stop.IsCancellationRequested)
            {
                if (!told)
                {
                    told = true;
                    Log.Unread(logger, trouble);
                }

                await Task.Delay(Pause, time, _stop.Token);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "What was spent before the start can't be read out of the ledger; requests that come out of a budget are refused until it can")]
        public static partial void Unread(ILogger logger, Exception trouble);
    }
}
