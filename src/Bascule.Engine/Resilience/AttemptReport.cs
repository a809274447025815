using Bascule.Engine.Conversation;

namespace Bascule.Engine.Resilience;

/// <summary>What one attempt came to.</summary>
public sealed class AttemptReport(Target target, DateTimeOffset started)
{
    public Target Target => target;

    public DateTimeOffset Started => started;

    /// <summary>The wire format it was asked in, by name.</summary>
    public string? DialectOut { get; set; }

    /// <summary>The upstream's status; 0 when none came.</summary>
    public int Status { get; set; }

    public Failure? Failure { get; set; }

    public int? FirstTokenMs { get; set; }

    public int TotalMs { get; set; }

    public Usage Usage { get; set; }

    /// <summary>Nobody upstream told the usage: it is our estimate.</summary>
    public bool UsageEstimated { get; set; }

    /// <summary>The model as the upstream said.</summary>
    public string? Model { get; set; }

    public string? UpstreamRequestId { get; set; }

    /// <summary>The caller's own names of what had no place.</summary>
    public IReadOnlyList<string> Dropped { get; set; } = [];

    /// <summary>The splices made, by name.</summary>
    public IReadOnlyList<string> Edits { get; set; } = [];

    /// <summary>The request may have reached the upstream: a caller who leaves now has it billed all the same.</summary>
    public bool Sent { get; set; }

    /// <summary>The answer came as a stream, so the time after its first token tells a speed.</summary>
    public bool Streamed { get; set; }

    /// <summary>Events of a stream that were written for the caller.</summary>
    public long Events { get; set; }

    /// <summary>Some of the answer was produced: a cut or cancelled attempt costs its input and what it sent.</summary>
    public bool Produced { get; set; }
}

/// <summary>What one call came to, over all its attempts.</summary>
public sealed class CallReport
{
    public List<AttemptReport> Attempts { get; } = [];

    /// <summary>The attempt that committed; null while there is none.</summary>
    public AttemptReport? Committed { get; set; }

    /// <summary>The attempt that answered, or else the last one made.</summary>
    public AttemptReport? Last => Committed ?? (Attempts.Count > 0 ? Attempts[^1] : null);

    /// <summary>Why the call as a whole failed; null on success.</summary>
    public Failure? Failure { get; set; }

    /// <summary>Our retries are spent: the caller's own would only repeat them.</summary>
    public bool Spent { get; set; }

    /// <summary>Clock ticks spent waiting for upstream or caller.</summary>
    public long WaitTicks { get; private set; }

    /// <summary>What happens until the result is disposed is waiting for others, also when it ends in an exception.</summary>
    public Waiting Wait(TimeProvider time) => new(this, time);

    /// <summary>A stretch of waiting.</summary>
    public readonly struct Waiting(CallReport report, TimeProvider time) : IDisposable
    {
        private readonly long _since = time.GetTimestamp();

        public void Dispose() => report.WaitTicks += time.GetTimestamp() - _since;
    }

    /// <summary>The last bytes may go: the row is written.</summary>
    public bool Sealed { get; set; }
}
