namespace Bascule.Engine.Pricing;

/// <summary>What a million tokens of each kind cost, in nano-dollars; an absent cached, cache-write or hour price is the next plainer one, never nothing.</summary>
public readonly record struct Price(
    long InputNanoPerMillion,
    long? CachedInputNanoPerMillion,
    long? CacheWriteNanoPerMillion,
    long OutputNanoPerMillion,
    long? CacheWriteHourNanoPerMillion = null)
{
    /// <summary>The dearest price that is taken for meant: a bound for readers of prices, so that the integers cannot overflow.</summary>
    public const decimal MaxUsdPerMillion = 1_000_000m;

    /// <summary>A price from USD per million tokens, as vendors and the operator write it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A figure is negative or above <see cref="MaxUsdPerMillion"/>: readers check with <see cref="IsPrice"/> first.</exception>
    public static Price FromUsdPerMillion(
        decimal input, decimal? cachedInput, decimal? cacheWrite, decimal output, decimal? cacheWriteHour = null) =>
        new(ToNano(input), ToNano(cachedInput), ToNano(cacheWrite), ToNano(output), ToNano(cacheWriteHour));

    /// <summary>Whether a figure can be a price: not negative, not above the bound.</summary>
    public static bool IsPrice(decimal usdPerMillion) => usdPerMillion is >= 0 and <= MaxUsdPerMillion;

    internal long CachedInput => CachedInputNanoPerMillion ?? InputNanoPerMillion;

    internal long CacheWrite => CacheWriteNanoPerMillion ?? InputNanoPerMillion;

    internal long CacheWriteHour => CacheWriteHourNanoPerMillion ?? CacheWrite;

    private static long? ToNano(decimal? usd) => usd is { } figure ? ToNano(figure) : null;

    private static long ToNano(decimal usd) => IsPrice(usd)
        ? decimal.ToInt64(decimal.Round(usd * Money.NanoPerUsd, MidpointRounding.ToEven))
        : throw new ArgumentOutOfRangeException(nameof(usd), usd, "not a price");
}
