using Bascule.Engine.Conversation;

namespace Bascule.Engine.Limits.Budgets.Leasing;

/// <summary>
/// An attempt that needs more than this replica's leases hold. What they do hold is kept for it meanwhile. It ends once: granted, refused, or without the books, within the leases alone.
/// </summary>
internal sealed class Asking(Purse purse, WorstCase worst, long wanted, long least, DateTimeOffset at)
{
    private readonly TaskCompletionSource<Failure?> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Share> _shares = new(4);    // one a pocket with a budget
    private int _ended;

    /// <summary>The longest answer that is paid for, once it is granted.</summary>
    public long Granted { get; private set; }

    /// <summary>What is reserved for it then.</summary>
    public long Nano { get; private set; }

    public bool IsOver => Volatile.Read(ref _ended) != 0;

    /// <summary>What it came to is known.</summary>
    public bool IsSettled => _over.Task.IsCompleted;

    public IReadOnlyList<Share> Shares => _shares;

    private long Most { get; } = worst.NanoOf(wanted);

    private long Least { get; } = worst.NanoOf(least);

    /// <summary>Keeps what a lease has for it; below 0, what it lacks for what is under way already.</summary>
    /// <param name="lends">The lease counts. Else its books may no longer have it, and only what it lacks is sure.</param>
    public void Hold_NeedsLock(Pocket pocket, Lease lease, bool lends)
    {
        var have = Math.Min(lease.Free, lends ? Most : 0);
        lease.Reserve(Math.Max(0, have));
        _shares.Add(new Share(pocket, lease, have));
    }

    /// <summary>As a sentence says it.</summary>
    /// <param name="placeOf">Where a lease stands in it.</param>
    public TakeLine ToLine(Func<Lease, int> placeOf) => new(Most, Least, [.. _shares.Select(share => (placeOf(share.Lease), share.Have))]);

    /// <summary>What a share of it keeps in addition, where it is granted so much.</summary>
    public static long Extra(in Share share, long grant) => grant < 0 ? 0 : Math.Max(0, grant - Math.Max(0, share.Have));

    /// <summary>The books have answered, and what they grant is kept for it. Who has given up meanwhile leaves it in the leases.</summary>
    /// <param name="grant">What it got; below 0: nothing.</param>
    public void End(long grant)
    {
        var first = TryEnd();
        var failure = purse.Take(this, grant, keeps: first, worst, wanted, least, at);
        if (first)
        {
            _over.SetResult(failure);
        }
    }

    /// <summary>The books can't be asked: what the leases hold has to do.</summary>
    public void EndAlone()
    {
        if (TryEnd())
        {
            _over.SetResult(purse.TakeAlone(this, worst, wanted, least, at));
        }
    }

    /// <summary>It is granted so much.</summary>
    public void Got(long granted, long nano) => (Granted, Nano) = (granted, nano);

    /// <summary>Null: it is granted.</summary>
    public async Task<Failure?> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancel)
    {
        try
        {
            return await _over.Task.WaitAsync(longest, time, cancel);
        }
        catch (TimeoutException)
        {
            EndAlone();
        }
        catch (OperationCanceledException)
        {
            if (TryEnd())
            {
                purse.LetGo(this);
                _over.SetResult(Left);
            }
        }

        return await _over.Task;
    }

    /// <summary>Gives back what was kept for it from the beginning (<paramref name="held"/>), and by a grant.</summary>
    public void LetGo_NeedsLock(bool held, long grant = -1)
    {
        foreach (var share in _shares)
        {
            share.Lease.Reserve(-Extra(share, grant) - (held ? Math.Max(0, share.Have) : 0));
        }
    }

    private static Failure Left { get; } = new(Blame.Caller, FailureKind.Cancelled, "cancelled", "The caller closed the connection.") { IsOurs = true };

    private bool TryEnd() => Interlocked.Exchange(ref _ended, 1) == 0;

    /// <summary>What it needs of one pocket.</summary>
    /// <param name="Have">What the lease had free for it, which is kept; below 0: what it lacked.</param>
    internal readonly record struct Share(Pocket Pocket, Lease Lease, long Have);
}
