namespace Bascule.Engine.Caching.Semantic.Proof;

/// <summary>How often a route may be opened wrongly in its whole life, and how much of that each of its beginnings may use.</summary>
public static class Confidence
{
    /// <summary>One route in twenty, over all looks and all beginnings.</summary>
    public const double Alpha = 0.05;

    /// <summary>The part of <see cref="Alpha"/> for a beginning: the parts of all of them sum to it, so that who begins anew for ever is not let in at last by chance.</summary>
    /// <param name="epoch">0: the first.</param>
    public static double Of(int epoch) => Alpha * 6 / (Math.PI * Math.PI * (epoch + 1.0) * (epoch + 1.0));
}
