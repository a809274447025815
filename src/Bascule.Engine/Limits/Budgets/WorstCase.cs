using Bascule.Engine.Pricing;

namespace Bascule.Engine.Limits.Budgets;

/// <summary>What an attempt may cost at most, by how long its answer may be.</summary>
/// <param name="Price">The dearest that may count for it.</param>
/// <param name="Input">The most input tokens that are expected.</param>
/// <param name="WritesCache">Marks ask for the prompt to be kept, which some price higher than reading it.</param>
/// <param name="Asks">How often it may be asked: once more where an answer by schema is mended.</param>
/// <param name="Answers">How many answers each time.</param>
public readonly record struct WorstCase(Price Price, long Input, bool WritesCache = false, int Asks = 1, int Answers = 1)
{
    private const long Million = 1_000_000;

    /// <summary>In nano-dollars, with answers of so many tokens. What is asked again holds the first answer.</summary>
    public long NanoOf(long output)
    {
        var input = Clamp((Int128)Input * Asks + (Int128)output * (Asks - 1));
        var answers = Clamp((Int128)output * Asks * Answers);
        var plain = Money.CostNano(Price, new TokenCounts(input, 0, 0, answers));
        return WritesCache ? Math.Max(plain, Money.CostNano(Price, new TokenCounts(input, 0, input, answers, input))) : plain;
    }

    /// <summary>The longest answer that costs no more than <paramref name="nano"/>, at most <paramref name="wanted"/>; below 0: not even none.</summary>
    public long LongestFor(long nano, long wanted)
    {
        if (NanoOf(wanted) <= nano)
        {
            return wanted;
        }

        var input = WritesCache ? Math.Max(Price.InputNanoPerMillion, Price.CacheWriteHour) : Price.InputNanoPerMillion;
        var each = ((Int128)Price.OutputNanoPerMillion * Asks * Answers) + ((Int128)input * (Asks - 1));
        if (each == 0 || NanoOf(0) > nano)
        {
            return -1;
        }

        var longest = Clamp(Int128.Min(wanted, (Int128)(nano - NanoOf(0)) * Million / each));
        while (longest >= 0 && NanoOf(longest) > nano)    // by rounding
        {
            longest--;
        }

        return longest;
    }

    private static long Clamp(Int128 tokens) => (long)Int128.Clamp(tokens, 0, long.MaxValue);
}
