namespace Bascule.Engine.Caching.Semantic.Proof;

/// <summary>
/// How high the share of false hits may be at most, given checks of which some were false. It may be looked at after every check, and acted on, without erring more often: against each share that might be
/// true, a mixture of bets on lower shares is held, whose winnings grow only with a chance of one in 1/<c>alpha</c> past 1/<c>alpha</c> where that share, or a higher one, is the truth (Ville's inequality).
/// The bets are fixed parts of the share they are held against, so the bound is where the winnings reach 1/<c>alpha</c>, and one state (checks, false ones) serves every share.
/// </summary>
public static class FalseHitBound
{
    /// <summary>What each bet says the share is, as a part of the one it is held against, and how much is put on it. The first pays most while nothing is false, the others carry on after an error.</summary>
    private static readonly (double Part, double Weight)[] Bets = [(0, 0.5), (0.1, 0.15), (0.3, 0.15), (0.5, 0.1), (0.75, 0.1)];

    /// <summary>Checks past this are not planned for: a figure that is shown, not a limit of the proof.</summary>
    public const long MaxPlanned = 1_000_000;

    /// <summary>Halvings of the interval from 0 to 1: finer than anybody reads.</summary>
    private const int Halvings = 40;

    /// <summary>The logarithm of what the bets have won against a share: past <c>ln(1/alpha)</c> that share is refuted.</summary>
    /// <param name="share">Above 0, below 1.</param>
    public static double LogWinnings(long checks, long wrong, double share)
    {
        Span<double> logs = stackalloc double[Bets.Length];
        var most = double.NegativeInfinity;
        for (var i = 0; i < Bets.Length; i++)
        {
            var (part, weight) = Bets[i];
            logs[i] = part == 0 && wrong > 0
                ? double.NegativeInfinity
                : Math.Log(weight) + (wrong == 0 ? 0 : wrong * Math.Log(part)) + ((checks - wrong) * (Math.Log(1 - (part * share)) - Math.Log(1 - share)));
            most = Math.Max(most, logs[i]);
        }

        double sum = 0;
        foreach (var log in logs)
        {
            sum += Math.Exp(log - most);
        }

        return most + Math.Log(sum);
    }

    /// <summary>Whether the share of false hits is known to be below this one.</summary>
    /// <param name="alpha">How often it may be wrong about that, over all looks.</param>
    public static bool Holds(long checks, long wrong, double share, double alpha) => LogWinnings(checks, wrong, share) >= -Math.Log(alpha);

    /// <summary>The least share that is refuted, with all above it; 1: nothing is known yet.</summary>
    public static double Upper(long checks, long wrong, double alpha)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Holds(checks, wrong, middle, alpha) ? (low, middle) : (middle, high);
        }

        return high;
    }

    /// <summary>How many checks it takes in all if none of those to come is false.</summary>
    public static long ChecksNeeded(long checks, long wrong, double share, double alpha)
    {
        if (Holds(checks, wrong, share, alpha))
        {
            return checks;
        }

        var (low, high) = (checks, MaxPlanned);
        while (low + 1 < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = Holds(middle, wrong, share, alpha) ? (low, middle) : (middle, high);
        }

        return high;
    }
}
