namespace Bascule.Engine.Resilience.Breakers;

/// <summary>What an attempt took with it when it began: in which episode that was, and the permit to probe if it got it (0: none).</summary>
internal readonly record struct Pass(int Episode, int Permit);
