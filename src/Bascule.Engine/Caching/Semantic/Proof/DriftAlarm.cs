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
    public bool Take(bool wrong, double share)
    {
        var (usual, worse) = (share * Usual, Math.Max(Math.Min(share * Worse, MostShare), share));
        _sum = Math.Max(0, _sum + (wrong ? Math.Log(worse / usual) : Math.Log((1 - worse) / (1 - usual))));
        if (_sum < Threshold)
        {
            return false;
        }

        _sum = 0;
        return true;
    }
}
