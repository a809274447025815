namespace Bascule.Engine.Resilience.Paying;

/// <summary>What was reserved for an attempt.</summary>
/// <param name="At">The moment whose periods it is counted in.</param>
/// <param name="Nano">In nano-dollars.</param>
/// <param name="Cap">The longest answer that is paid for, where it must be asked for; null: what is asked for is no longer.</param>
internal sealed record Reservation(DateTimeOffset At, long Nano, long? Cap);
