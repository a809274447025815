namespace Bascule.Engine.Resilience.Hedging;

/// <summary>When a second candidate is asked because the first is slow, as a route's operator wrote it.</summary>
public sealed record HedgeOptions
{
    /// <summary>After this long; null: as <see cref="Percentile"/> says.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>After the time within which this share (0 to 1) of the deployment's first tokens came; null: as <see cref="After"/> says.</summary>
    public double? Percentile { get; init; }

    /// <summary>The second candidate is asked only if this request is expected to cost it at most this, in nano-dollars; null: no cap.</summary>
    public long? MaxNano { get; init; }
}
