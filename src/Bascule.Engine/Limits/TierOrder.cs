namespace Bascule.Engine.Limits;

/// <summary>Which tier goes first where requests wait.</summary>
/// <param name="tiers">The highest first.</param>
public sealed class TierOrder(IReadOnlyList<string> tiers)
{
    private const string Usual = "standard";

    public static IReadOnlyList<string> Default { get; } = ["premium", Usual, "free"];

    /// <summary>The place of a tier, 0 the first. One that is not listed, or none, counts as <c>standard</c>, or comes last where that is not listed either.</summary>
    public int RankOf(string? tier)
    {
        var (rank, usual) = (tiers.Count, -1);
        for (var i = 0; i < tiers.Count; i++)
        {
            if (tiers[i] == tier)
            {
                return i;
            }

            usual = tiers[i] == Usual ? i : usual;
        }

        return usual >= 0 ? usual : rank;
    }
}
