namespace Bascule.Engine.Caching.Semantic.Proof;

/// <summary>Similarities in bands of a hundredth, from <see cref="Lowest"/> to 1: what a curve over thresholds is made of.</summary>
public static class SimilarityBands
{
    /// <summary>Below it nothing is compared: nobody sets a threshold there.</summary>
    public const double Lowest = 0.80;

    /// <summary>Of a hundredth each; the last holds 1 too.</summary>
    public const int Count = 20;

    /// <summary>The band of a similarity that is at least <see cref="Lowest"/>.</summary>
    public static int Of(double similarity) => Math.Clamp((int)Math.Floor((similarity - Lowest + 1e-6) * 100), 0, Count - 1);

    /// <summary>Where a band begins.</summary>
    public static double From(int band) => Math.Round(Lowest + (band / 100.0), 2);

    /// <summary>The first band that lies wholly at or above a threshold.</summary>
    public static int FirstAt(double threshold) => Math.Clamp((int)Math.Ceiling((threshold - Lowest - 1e-6) * 100), 0, Count);
}
