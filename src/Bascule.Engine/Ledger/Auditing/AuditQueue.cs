namespace Bascule.Engine.Ledger.Auditing;

/// <summary>What waits for the log's thread.</summary>
/// <param name="Written">Told whether it is in the log; null: nobody waits, and it is tried again until it is.</param>
internal sealed record AuditWish(DateTimeOffset At, string Who, string Act, string Target, KeyValuePair<string, string>[] Detail, int Count, TaskCompletionSource<bool>? Written);

/// <summary>The way from requests to the log's thread: many writers, one reader that sleeps as a plain thread.</summary>
internal sealed class AuditQueue
{
    /// <summary>Acts of operators come one by one, refusals a minute at once: thousands mean that the disk stands.</summary>
    public const int Bound = 4_096;

    private readonly object _bed = new();    // held to add to a list or to fall asleep
    private List<AuditWish> _wishes = [];
    private bool _rung;
    private bool _closed;

    /// <summary>False: there is no room, or the log is closed.</summary>
    public bool TryAdd(AuditWish wish)
    {
        lock (_bed)
        {
            if (_closed || _wishes.Count >= Bound)
            {
                return false;
            }

            _wishes.Add(wish);
            Monitor.Pulse(_bed);
            return true;
        }
    }

    /// <summary>The clock has something for the thread to look at.</summary>
    public void Ring()
    {
        lock (_bed)
        {
            _rung = true;
            Monitor.Pulse(_bed);
        }
    }

    public void Close()
    {
        lock (_bed)
        {
            _closed = true;
            Monitor.Pulse(_bed);
        }
    }

    /// <summary>Blocks the thread until there is something, and gives all there is. False: closed, and these are the last.</summary>
    public bool Wait(out List<AuditWish> wishes)
    {
        lock (_bed)
        {
            while (_wishes.Count == 0 && !_rung && !_closed)
            {
                Monitor.Wait(_bed);
            }

            (wishes, _wishes, _rung) = (_wishes, [], false);
            return !_closed;
        }
    }
}
