namespace Bascule.Server.Rules.Replay;

/// <summary>Requests, and sums in nano-dollars over those whose cost is known then and now.</summary>
internal sealed class ReplayTotals
{
    public long Requests { get; private set; }

    /// <summary>Of the requests: those that are in the sums.</summary>
    public long Priced { get; private set; }

    public long Then { get; private set; }

    public CostRange Now { get; private set; } = CostRange.Nothing;

    /// <summary>Of those priced: for how many nobody knows how long the other deployment's answers are.</summary>
    public long Unbounded { get; private set; }

    public void Add(long? then, CostRange? now)
    {
        Requests++;
        if (then is not { } before || now is not { } after)
        {
            return;
        }

        Priced++;
        Then += before;
        Now = new CostRange(Now.Low + after.Low, Now.Expected + after.Expected, Now.High + after.High);
        Unbounded += after.IsBounded ? 0 : 1;
    }
}
