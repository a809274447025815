namespace Bascule.Engine.Ledger;

/// <summary>What happened, exactly once: a request begins a receipt when it reaches policy and settles it before its last byte goes out.</summary>
public sealed class Bookkeeper(Journal journal, TimeProvider time)
{
    /// <summary>How long an answer's last byte waits for the journal: far beyond a write's usual microseconds, below what a caller notices.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>Records that a request reached policy. Never waits.</summary>
    public Receipt Begin(LedgerRow begun)
    {
        journal.Begun(begun);
        return new Receipt(this, begun.Id);
    }

    internal async ValueTask<bool> SettleAsync(LedgerRow settled, TaskCompletionSource<bool> outcome)
    {
        // The journal and the clock race for one outcome: no second task, no exception when time is up.
        using var timer = time.CreateTimer(static late => ((TaskCompletionSource<bool>)late!).TrySetResult(false), outcome, Patience, Timeout.InfiniteTimeSpan);
        journal.Settled(settled, outcome);
        return await outcome.Task;
    }
}
