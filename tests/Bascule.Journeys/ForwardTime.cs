namespace Bascule.Journeys;

/// <summary>A clock that runs as the machine's does and can be put forward: what only compares moments sees the time pass, timers under way do not.</summary>
internal sealed class ForwardTime : TimeProvider
{
    private long _forward;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _forward));

    public override long GetTimestamp() => base.GetTimestamp() + (long)(TimeSpan.FromTicks(Volatile.Read(ref _forward)).TotalSeconds * TimestampFrequency);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _forward, by.Ticks);
}
