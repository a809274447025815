using Bascule.Engine.Conversation;

namespace Bascule.Engine.Limits;

/// <summary>Turns callers away before the process has more than it can hold: by the requests under way, and by its memory, which a timer looks at.</summary>
public sealed class LoadGuard : IDisposable
{
    /// <summary>Of the memory that the process may use: above the first nobody enters, below the second everybody again.</summary>
    public const double FullAbove = 0.9, FreeBelow = 0.85;

    /// <summary>Often enough for what a second brings in, and no cost to a request.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Func<MemoryUse> _measure;
    private readonly ITimer _timer;
    private int _inFlight;
    private volatile bool _memoryIsFull;

    public LoadGuard(TimeProvider time, Func<MemoryUse> measure)
    {
        _measure = measure;
        _timer = time.CreateTimer(static state => ((LoadGuard)state!).Measure(), this, Look, Look);
    }

    /// <summary>Requests under way in the whole process.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Takes a place; null: it is taken and is to be given back by <see cref="Leave"/>.</summary>
    public Failure? TryEnter(int most)
    {
        if (!_memoryIsFull)
        {
            if (Interlocked.Increment(ref _inFlight) <= most)
            {
                return null;
            }

            Interlocked.Decrement(ref _inFlight);
        }

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
    }
}

/// <summary>Bytes in use, and how many there may be at most; 0: not known.</summary>
public readonly record struct MemoryUse(long Used, long Available)
{
    /// <summary>This process's, against what its container or machine lets it have. The machine's own load would count others' memory against our callers.</summary>
    public static MemoryUse OfProcess() => new(Environment.WorkingSet, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
