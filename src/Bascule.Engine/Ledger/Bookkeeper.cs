namespace Bascule.Engine.Ledger;

/// <summary>What happened, exactly once: a request begins a receipt when it reaches policy and settles it before its last byte goes out.</summary>
public sealed class Bookkeeper(Journal journal, TimeProvider time)
{
    private readonly SettlingWatch _watch = new(journal, time);

    /// <summary>How long an answer's last byte waits for a write that stands: far beyond a write's usual microseconds, below what a caller notices.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    /// <summary>Records that a request reached policy. Never waits.</summary>
    public Receipt Begin(LedgerRow begun)
    {
        var receipt = new Receipt(this, begun.Id);
        journal.Begun(begun, receipt);
        return receipt;
    }

    /// <summary>Records what a request holds of budgets before more of it is sent, so that a crash leaves it spent. Never waits.</summary>
    public void Hold(LedgerRow begun, long nano, Receipt receipt) => journal.Held(begun, nano, receipt);

    internal Settling NewSettling() => new(time.GetTimestamp());

    internal ValueTask<bool> SettleAsync(LedgerRow settled, Settling outcome, Receipt receipt)
    {
        journal.Settled(settled, outcome, receipt);
        _watch.Add(outcome);
        return new(outcome.Task);
    }
}
