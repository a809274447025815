namespace Bascule.Engine.Resilience.Prompts;

/// <summary>How much of what a deployment's cache should have held it did, by what it told: some keep less than they say, or spread requests over machines that do not share.</summary>
public sealed class PromptHits
{
    /// <summary>The latest answer's weight.</summary>
    private const double Latest = 0.1;

    private double _share = 1;

    /// <summary>The share, 0 to 1; before anything is known 1.</summary>
    public double Share => Volatile.Read(ref _share);

    public void Learn(long cached, long expected)
    {
        // Two who write at once lose one of many figures.
        var share = Volatile.Read(ref _share);
        Volatile.Write(ref _share, share + (Latest * (Math.Clamp(cached / (double)Math.Max(1, expected), 0, 1) - share)));
    }
}
