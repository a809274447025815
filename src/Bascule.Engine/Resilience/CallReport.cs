using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience.Hedging;

namespace Bascule.Engine.Resilience;

/// <summary>What one call came to, over all its attempts.</summary>
public sealed class CallReport
{
    private volatile AttemptReport? _committed;
    private long _waitTicks;
    private long _waitingSince;
    private int _waiting;

    /// <summary>In the order in which they were begun.</summary>
    public List<AttemptReport> Attempts { get; } = [];

    /// <summary>The attempt that owns the answer; null while there is none.</summary>
    public AttemptReport? Committed => _committed;

    /// <summary>One attempt owns the answer.</summary>
    public bool IsCommitted => _committed is not null;

    /// <summary>The attempt that answered, or else the last one made.</summary>
    public AttemptReport? Last => Committed ?? (Attempts.Count > 0 ? Attempts[^1] : null);

    /// <summary>Why the call as a whole failed; null on success.</summary>
    public Failure? Failure { get; set; }

    /// <summary>Tokens that all attempts used, input and output.</summary>
    public long Tokens
    {
        get
        {
            long sum = 0;
            foreach (var attempt in Attempts)
            {
                sum += attempt.Produced ? (attempt.Usage.Input ?? 0) + (attempt.Usage.Output ?? 0) : 0;
            }

            return sum;
        }
    }

    /// <summary>Our retries are spent: the caller's own would only repeat them.</summary>
    public bool Spent { get; set; }

    /// <summary>The last bytes may go: the row is written.</summary>
    public bool Sealed { get; set; }

    /// <summary>How long the call waited for a place at a deployment.</summary>
    public TimeSpan Queued { get; set; }

    /// <summary>The candidates that had no room when it was their turn, by name; null: none.</summary>
    public IReadOnlyList<string>? PassedOver { get; set; }

    /// <summary>When a deployment that had no room may have some; zero: none was waited for in vain.</summary>
    public TimeSpan RoomAfter { get; private set; }

    /// <summary>A deployment had no room, nor a place in its line.</summary>
    public void WasFull(TimeSpan roomAfter) => RoomAfter = RoomAfter > TimeSpan.Zero && RoomAfter < roomAfter ? RoomAfter : roomAfter;

    /// <summary>Clock ticks in which upstream or caller was waited for, by one attempt or by two.</summary>
    public long WaitTicks => Interlocked.Read(ref _waitTicks);

    /// <summary>The two lanes of a call that hedges, or null.</summary>
    internal Race? Race { get; set; }

    /// <summary>An attempt begins.</summary>
    public AttemptReport Begin(Target target, AttemptKind kind, TimeSpan waited, DateTimeOffset now)
    {
        var made = new AttemptReport(target, now) { Kind = kind, WaitedMs = (int)waited.TotalMilliseconds };
        lock (Attempts)    // two lanes may begin one at once
        {
            Attempts.Add(made);
        }

        return made;
    }

    /// <summary>The claim: true for exactly one attempt of a call, ever. Whoever else is asked stops.</summary>
    public bool TryCommit(AttemptReport made, AnswerWriter caller)
    {
        if (!caller.TryClaim())
        {
            return false;
        }

        _committed = made;
        Race?.Won(made);
        return true;
    }

    /// <summary>What happens until the result is disposed is waiting for others, also when it ends in an exception.</summary>
    public Waiting Wait(TimeProvider time) => new(this, time);

    private void BeginWait(TimeProvider time)
    {
        if (Interlocked.Increment(ref _waiting) == 1)
        {
            Volatile.Write(ref _waitingSince, time.GetTimestamp());
        }
    }

    private void EndWait(TimeProvider time)
    {
        var since = Volatile.Read(ref _waitingSince);
        if (Interlocked.Decrement(ref _waiting) == 0)
        {
            Interlocked.Add(ref _waitTicks, time.GetTimestamp() - since);
        }
    }

    /// <summary>A stretch of waiting.</summary>
    public readonly struct Waiting : IDisposable
    {
        private readonly CallReport _report;
        private readonly TimeProvider _time;

        internal Waiting(CallReport report, TimeProvider time)
        {
            (_report, _time) = (report, time);
            report.BeginWait(time);
        }

        public void Dispose() => _report.EndWait(_time);
    }
}
