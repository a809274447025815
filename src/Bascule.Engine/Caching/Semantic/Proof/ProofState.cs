namespace Bascule.Engine.Caching.Semantic.Proof;

/// <summary>What the checks of a route say at one moment.</summary>
/// <param name="Open">Similar questions are answered from memory.</param>
/// <param name="Epoch">How often it has begun anew.</param>
/// <param name="Checks">Checks at or above the threshold since then.</param>
/// <param name="Wrong">False ones among them.</param>
/// <param name="Needed">How many checks open it if none to come is false.</param>
/// <param name="Bound">The share of false hits is below this, at 95 %, whenever it is looked at.</param>
/// <param name="Share">The share that is allowed.</param>
/// <param name="Curve">The same for every threshold, each by itself.</param>
public sealed record ProofState(bool Open, int Epoch, long Checks, long Wrong, long Needed, double Bound, double Share, double MinSimilarity, IReadOnlyList<CurvePoint> Curve)
{
    /// <summary>What people read where nobody knows how often a route has begun, since the store was not read yet.</summary>
    public const string Waits = "waiting for the store";

    /// <summary>The store was read: until then nothing is served, whatever this replica has seen.</summary>
    public bool IsKnown { get; init; } = true;

    /// <summary>What people read: <c>open</c> or <c>gathering 212 of 388</c>.</summary>
    public string Text => !IsKnown ? Waits : Open ? "open" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"gathering {Checks} of {Needed}");
}

/// <summary>What the checks at or above one threshold say.</summary>
public readonly record struct CurvePoint(double Threshold, long Checks, long Wrong, double Bound);

/// <summary>What one check changed.</summary>
public enum ProofChange
{
    None,
    Opened,
    Closed,
    BeganAnew,

    /// <summary>It belonged to what was before.</summary>
    TooLate,
}
