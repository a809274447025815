namespace Bascule.Engine.Pricing;

/// <summary>
/// The tokens of one attempt as they are billed: <paramref name="Input"/> is all input, with cached and cache-written in it;
/// <paramref name="CacheWriteHour"/> is the part of <paramref name="CacheWrite"/> that is kept an hour; <paramref name="Output"/> has reasoning in it.
/// </summary>
public readonly record struct TokenCounts(long Input, long CachedInput, long CacheWrite, long Output, long CacheWriteHour = 0);
