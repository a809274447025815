namespace Bascule.Engine.Caching.Semantic.Proof;

/// <summary>
/// Notices that hits have become false more often, however long they were right before: Page's cumulative sum of the evidence for four times the share against half of it. A long good past would
/// otherwise have to be outweighed first.
/// </summary>
public struct DriftAlarm
{
    /// <summary>What is noticed soon, as a multiple of the share that is allowed; and what is held against it.</summary>
    private const double Worse = 4, Usual = 0.5;

    /// <summary>No share counts as more than this: past it every second hit is false.</summary>
    private const double MostShare = 0.5;

    /// <summary>Twenty to one: two false hits within some thirty checks at a share of 1 %.</summary>
    private static readonly double Threshold = Math.Log(20);

    private double _sum;

    /// <summary>Takes a check.</summary>
    /// <param name="share">The share of false hits that is allowed.</param>
    /// <returns>True: it is time to close. It begins anew then.</returns>
    public bool Take(bool wrong, double share) => Take(1, wrong ? 1 : 0, share);

    /// <summary>Takes several that other replicas have seen: the false ones as if they had come at equal distances.</summary>
    /// <inheritdoc cref="Take(bool, double)"/>
    public bool Take(long checks, long wrong, double share)
    {
        var (up, down) = Steps(share);
        for (var left = wrong; left > 0; left--)
        {
            var right = (checks - wrong) / wrong;
            _sum = Math.Max(0, _sum + (right * down)) + up;
            if (_sum >= Threshold)
            {
                _sum = 0;
                return true;
            }
        }

        _sum = Math.Max(0, _sum + ((checks - wrong - (wrong == 0 ? 0 : (checks - wrong) / wrong * wrong)) * down));
        return false;
    }

    /// <summary>Whether it would be time to close if so many more were false.</summary>
    public readonly bool WouldRing(int wrong, double share) => wrong > 0 && _sum + (wrong * Steps(share).Up) >= Threshold;

    /// <summary>What a false one adds, and what a right one does.</summary>
    private static (double Up, double Down) Steps(double share)
    {
        var (usual, worse) = (share * Usual, Math.Max(Math.Min(share * Worse, MostShare), share));
        return (Math.Log(worse / usual), Math.Log((1 - worse) / (1 - usual)));
    }
}
