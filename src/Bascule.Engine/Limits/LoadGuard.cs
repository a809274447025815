using Bascule.Engine.Conversation;

namespace Bascule.Engine.Limits;

/// <summary>Turns callers away before the process has more than it can hold: by the requests under way, and by its memory, which a timer looks at.</summary>
public sealed class LoadGuard : IDisposable
{
    /// <summary>Of the memory that the process may use: above the first one at a time enters, below the second everybody again. Nobody at all would allocate nothing, and what is not collected stays in use for ever.</summary>
    public const double FullAbove = 0.9, FreeBelow = 0.85;

    /// <summary>Often enough for what a second brings in, and no cost to a request.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Where giving back does not help, it is no use to try it all the time.</summary>
    private const int LooksBetween = 30;

    private readonly Func<MemoryUse> _measure;
    private readonly Action _giveBack;
    private readonly ITimer _timer;
    private int _inFlight;
    private int _looksLeft;
    private volatile bool _memoryIsFull;

    /// <param name="measure">Says how much is in use.</param>
    /// <param name="giveBack">Gives back to the machine what is in use for nothing.</param>
    public LoadGuard(TimeProvider time, Func<MemoryUse> measure, Action giveBack)
    {
        (_measure, _giveBack) = (measure, giveBack);
        _timer = time.CreateTimer(static state => ((LoadGuard)state!).Measure(), this, Look, Look);
    }

    /// <summary>Requests under way in the whole process.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Takes a place; null: it is taken and is to be given back by <see cref="Leave"/>.</summary>
    public Failure? TryEnter(int most)
    {
        if (Interlocked.Increment(ref _inFlight) <= (_memoryIsFull ? 1 : most))
        {
            return null;
        }

        Interlocked.Decrement(ref _inFlight);
        return Busy;
    }

    public void Leave() => Interlocked.Decrement(ref _inFlight);

    public void Dispose() => _timer.Dispose();

    private static Failure Busy { get; } =
        new(Blame.Gateway, FailureKind.Limit, "gateway_busy", "The gateway has as many requests under way as it can hold.") { RetryAfter = TimeSpan.FromSeconds(1) };

    private void Measure()
    {
        var use = _measure();
        _memoryIsFull = use.Available > 0 && use.Used > use.Available * (_memoryIsFull ? FreeBelow : FullAbove);
        if (_memoryIsFull && --_looksLeft <= 0 && InFlight <= 1)    // the pause hits one at most
        {
            _looksLeft = LooksBetween;
            _giveBack();
        }
    }
}

/// <summary>Bytes in use, and how many there may be at most; 0: not known.</summary>
public readonly record struct MemoryUse(long Used, long Available)
{
    /// <summary>This process's, against what its container or machine lets it have. The machine's own load would count others' memory against our callers.</summary>
    public static MemoryUse OfProcess() => new(Environment.WorkingSet, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>The collector keeps what it may need again, and looks at it only when somebody allocates.</summary>
    public static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
