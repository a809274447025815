using System.Globalization;

namespace Bascule.Engine.Pricing;

/// <summary>Arithmetic on nano-dollars: whole numbers inside, decimals only at the edges.</summary>
public static class Money
{
    public const long NanoPerUsd = 1_000_000_000;

    private const long TokensOfAPrice = 1_000_000;

    /// <summary>What these tokens cost at this price, rounded half-even once, at the end. Counts that upstreams misreport (negative, more cached than input) never lower the bill below zero.</summary>
    public static long CostNano(Price price, TokenCounts tokens)
    {
        Int128 cached = Math.Max(0, tokens.CachedInput);
        Int128 written = Math.Max(0, tokens.CacheWrite);
        Int128 writtenForAnHour = Int128.Clamp(tokens.CacheWriteHour, 0, written);
        var fresh = Int128.Max(0, Math.Max(0, tokens.Input) - cached - written);
        return Divide(
            (fresh * price.InputNanoPerMillion)
            + (cached * price.CachedInput)
            + ((written - writtenForAnHour) * price.CacheWrite)
            + (writtenForAnHour * price.CacheWriteHour)
            + (Math.Max(0, tokens.Output) * (Int128)price.OutputNanoPerMillion));
    }

    /// <summary>Dollars of nano-dollars, exactly.</summary>
    public static decimal ToUsd(long nano) => nano / (decimal)NanoPerUsd;

    /// <summary>Nano-dollars of dollars, half-even; null where they do not fit.</summary>
    public static long? ToNano(decimal usd) =>
        Math.Abs(usd) <= long.MaxValue / NanoPerUsd ? decimal.ToInt64(decimal.Round(usd * NanoPerUsd, MidpointRounding.ToEven)) : null;

    /// <summary>Dollars as text: a point, no exponent, no trailing zeros.</summary>
    public static string ToText(long nano) => ToText(ToUsd(nano));

    /// <inheritdoc cref="ToText(long)"/>
    public static string ToText(decimal usd) => usd.ToString("0.############################", CultureInfo.InvariantCulture);

    private static long Divide(Int128 nanoTokens)
    {
        var (whole, rest) = Int128.DivRem(nanoTokens, TokensOfAPrice);
        var roundsUp = rest * 2 > TokensOfAPrice || (rest * 2 == TokensOfAPrice && Int128.IsOddInteger(whole));
        return (long)Int128.Min(long.MaxValue, whole + (roundsUp ? 1 : 0));
    }
}
