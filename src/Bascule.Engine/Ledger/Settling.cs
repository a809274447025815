namespace Bascule.Engine.Ledger;

/// <summary>
/// One answer's wait for the journal. A disk that stands holds it up for <see cref="Bookkeeper.Patience"/> at most. A machine too busy to get to the write is another matter: it is over soon,
/// and an answer that went before it would be one whose row a crash could lose; so much longer is waited for it.
/// </summary>
internal sealed class Settling() : TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>Of <see cref="Bookkeeper.Patience"/> each: a second in all.</summary>
    private const int MaxLooks = 20;

    private Journal? _journal;
    private ITimer? _timer;
    private int _looks;

    public async ValueTask<bool> WaitAsync(Journal journal, LedgerRow settled, TimeProvider time)
    {
        // The journal and the clock race for one outcome: no second task, no exception when time is up.
        using var timer = time.CreateTimer(static late => ((Settling)late!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        (_journal, _timer) = (journal, timer);
        timer.Change(Bookkeeper.Patience, Timeout.InfiniteTimeSpan);
        journal.Settled(settled, this);
        return await Task;
    }

    private void Look()
    {
        if (++_looks < MaxLooks && !_journal!.IsWriting)
        {
            _timer!.Change(Bookkeeper.Patience, Timeout.InfiniteTimeSpan);
            return;
        }

        TrySetResult(false);
    }
}
