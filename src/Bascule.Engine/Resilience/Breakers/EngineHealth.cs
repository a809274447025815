namespace Bascule.Engine.Resilience.Breakers;

/// <summary>What an engine's own health endpoint said.</summary>
public sealed class EngineHealth(TimeProvider time)
{
    /// <summary>One failed look may be a lost packet or a moment of work; two in a row are believed.</summary>
    public const int Believed = 2;

    private volatile HealthReading _now = new(null, null, 0, null);

    /// <summary>Enough looks in a row failed.</summary>
    public bool IsDown => _now.Failures >= Believed;

    /// <summary>Nothing speaks against it now; also before it was asked.</summary>
    public bool IsWell => _now.Failures == 0;

    public HealthReading Read() => _now;

    /// <summary>It was asked; one look at a time.</summary>
    /// <param name="why">What was wrong; null: nothing was.</param>
    public void Saw(string? why) => _now = new(time.GetUtcNow(), why is null, why is null ? 0 : _now.Failures + 1, why);
}

/// <summary>The last look at a health endpoint.</summary>
/// <param name="At">When; null: never.</param>
/// <param name="Passed">What it said; null: it was not asked yet.</param>
/// <param name="Failures">Looks that failed, in a row.</param>
/// <param name="Why">What was wrong the last time.</param>
public sealed record HealthReading(DateTimeOffset? At, bool? Passed, int Failures, string? Why);
