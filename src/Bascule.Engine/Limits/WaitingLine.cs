namespace Bascule.Engine.Limits;

/// <summary>Those who wait for one deployment, the most urgent first. Guarded by its owner.</summary>
internal sealed class WaitingLine
{
    /// <summary>So much later a request of a lower tier counts as come: long enough that a higher tier goes first in every burst, short enough that the lowest has its turn within its wait.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(2);

    /// <summary>Further ranks would only wait longer than anybody does.</summary>
    private const int MaxRank = 16;

    private readonly PriorityQueue<Waiter, (long Due, long Number)> _waiters = new();
    private long _number;

    public int Count => _waiters.Count;

    /// <summary>Who enters next; null: nobody waits.</summary>
    public Waiter? First => _waiters.TryPeek(out var first, out _) ? first : null;

    public Waiter Add(int tokens, int rank, TimeProvider time)
    {
        var waiter = new Waiter(tokens);
        var later = (long)(Step.TotalSeconds * time.TimestampFrequency) * Math.Clamp(rank, 0, MaxRank);
        _waiters.Enqueue(waiter, (time.GetTimestamp() + later, _number++));
        return waiter;
    }

    /// <summary>The first enters.</summary>
    public void Admit(Waiter first, GatePass pass)
    {
        _waiters.Dequeue();
        first.End(pass);
    }

    /// <summary>Someone stops waiting. False: he has entered already.</summary>
    public bool Remove(Waiter waiter)
    {
        var waits = _waiters.Remove(waiter, out _, out _);    // a walk over a bounded line
        if (waits)
        {
            waiter.End(null);
        }

        return waits;
    }
}

/// <summary>One request in the line.</summary>
internal sealed class Waiter(int tokens)
{
    private readonly TaskCompletionSource<GatePass?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Tokens => tokens;

    /// <summary>The pass, or null where it waited in vain.</summary>
    public Task<GatePass?> Task => _end.Task;

    public void End(GatePass? pass) => _end.TrySetResult(pass);
}
