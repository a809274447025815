namespace Bascule.Engine.Ledger;

/// <summary>
/// Ends waits for the journal. A disk that stands holds an answer up for <see cref="Bookkeeper.Patience"/>. A machine too busy to get to the write is another
/// matter: it is over soon, and an answer that went before it would be one whose row a crash could lose; so much longer is waited for it.
/// </summary>
internal sealed class SettlingWatch
{
    /// <summary>Of <see cref="Bookkeeper.Patience"/> each: a second in all.</summary>
    private const int MaxLooks = 20;

    /// <summary>A timer counts in the system's coarse clock and may ring so much early; so near to each other waits end together.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(5);

    private readonly Journal _journal;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private Settling? _last;    // a chain of all since the timer looked last; nearly all of them are over by then

    /// <summary>One timer for all of them, at rest while nobody waits: a timer each costs a request more than the rest of its wait.</summary>
    public SettlingWatch(Journal journal, TimeProvider time)
    {
        (_journal, _time) = (journal, time);
        _timer = time.CreateTimer(static watch => ((SettlingWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(Settling settling)
    {
        if (settling.Task.IsCompleted)
        {
            return;
        }

        if (Push(settling))
        {
            _timer.Change(Bookkeeper.Patience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>True: it is the first.</summary>
    private bool Push(Settling settling)
    {
        Settling? before;
        do
        {
            before = Volatile.Read(ref _last);
            settling.Before = before;
        }
        while (Interlocked.CompareExchange(ref _last, settling, before) != before);
        return before is null;
    }

    private void Look()
    {
        var next = Interlocked.Exchange(ref _last, null);
        TimeSpan? again = null;
        while (next is { } settling)
        {
            next = settling.Before;
            var waited = _time.GetElapsedTime(settling.Since);
            var left = (_journal.IsWriting ? Bookkeeper.Patience : MaxLooks * Bookkeeper.Patience) - waited;
            if (left < Tick)
            {
                settling.TrySetResult(false);
            }

            if (!settling.Task.IsCompleted)
            {
                Push(settling);
                left = waited < Bookkeeper.Patience ? Bookkeeper.Patience - waited : Bookkeeper.Patience;    // a disk may come to stand meanwhile
                again = again < left ? again : left;
            }
        }

        if (again is { } due)
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }
}
