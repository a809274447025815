namespace Bascule.Engine.Resilience.Breakers;

/// <summary>Finds the candidates of one route that fail far more often than their siblings, before their own breakers trip.</summary>
internal static class Outliers
{
    /// <summary>A rate of fewer attempts within the last minute says nothing.</summary>
    public const int LeastEnded = 20;

    /// <summary>Of a sibling that was hardly asked nobody knows how it would do.</summary>
    private const int LeastOfSibling = 5;

    /// <summary>How far above the siblings' median an error rate must be: what hits all of them alike is no reason to prefer one.</summary>
    public const double Margin = 0.2;

    /// <summary>The worst first.</summary>
    /// <param name="recent">Attempts and error rate of each candidate.</param>
    /// <param name="most">How many may be found at most.</param>
    public static IReadOnlyList<int> Find(IReadOnlyList<(int Ended, double ErrorRate)> recent, int most)
    {
        List<int>? found = null;
        for (var i = 0; i < recent.Count; i++)
        {
            if (recent[i].Ended >= LeastEnded && recent[i].ErrorRate >= Margin && recent[i].ErrorRate - MedianWithout(recent, i) >= Margin)
            {
                (found ??= []).Add(i);
            }
        }

        return found is null || most <= 0 ? [] : [.. found.OrderByDescending(i => recent[i].ErrorRate).Take(most)];
    }

    /// <summary>The lower median: of two siblings the better one is the measure.</summary>
    private static double MedianWithout(IReadOnlyList<(int Ended, double ErrorRate)> recent, int index)
    {
        var rates = recent.Where((one, i) => i != index && one.Ended >= LeastOfSibling).Select(one => one.ErrorRate).Order().ToArray();
        return rates.Length == 0 ? 1 : rates[(rates.Length - 1) / 2];
    }
}
