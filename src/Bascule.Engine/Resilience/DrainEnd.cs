namespace Bascule.Engine.Resilience;

/// <summary>When a drain's time is up. The host sets it; every attempt under way ends by it.</summary>
public sealed record DrainEnd(CancellationToken Reached);
