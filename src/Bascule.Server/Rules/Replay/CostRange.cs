namespace Bascule.Server.Rules.Replay;

/// <summary>What a request would cost, in nano-dollars: between what and what, and what is to be expected.</summary>
/// <param name="IsBounded">False: nobody knows how long this deployment's answers are, and the three are what the old answer's length would cost.</param>
internal readonly record struct CostRange(long Low, long Expected, long High, bool IsBounded = true)
{
    /// <summary>Nothing is asked of anybody.</summary>
    public static CostRange Nothing => default(CostRange) with { IsBounded = true };

    public static CostRange Exactly(long nano) => new(nano, nano, nano);
}
