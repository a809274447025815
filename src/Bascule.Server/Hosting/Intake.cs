namespace Bascule.Server.Hosting;

/// <summary>Counts the requests under way and closes when the gateway drains: what came before may finish, what comes after is refused.</summary>
internal sealed class Intake
{
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underWay;
    private int _closed;

    public bool Closed => Volatile.Read(ref _closed) == 1;

    /// <summary>Counts a request in. False: closed, and nothing was counted.</summary>
    public bool TryEnter()
    {
        // Counted before the look: the one who closes looks the other way round, so none slips through between the two.
        Interlocked.Increment(ref _underWay);
        if (!Closed)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _underWay) == 0 && Closed)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>Takes nothing more. Completes when nothing is under way.</summary>
    public Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            Interlocked.Increment(ref _underWay);
            Leave();
        }

        return _empty.Task;
    }
}
