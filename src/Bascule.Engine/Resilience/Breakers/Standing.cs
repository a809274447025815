namespace Bascule.Engine.Resilience.Breakers;

/// <summary>Where a breaker stands.</summary>
public enum Standing
{
    /// <summary>Asked in its place.</summary>
    Closed,

    /// <summary>Its cooldown runs: asked last.</summary>
    Open,

    /// <summary>The cooldown is over: one request at a time finds out.</summary>
    HalfOpen,
}
