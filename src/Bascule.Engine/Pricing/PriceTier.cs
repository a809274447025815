namespace Bascule.Engine.Pricing;

/// <summary>The price of the whole request once its total input is over a bound.</summary>
public sealed record PriceTier(long InputTokensOver, Price Price);
