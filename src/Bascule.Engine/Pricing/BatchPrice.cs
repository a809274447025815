namespace Bascule.Engine.Pricing;

/// <summary>What the same tokens cost in the vendor's batches, which are answered later; where the figure was read and when.</summary>
public sealed record BatchPrice(Price Price, string Source, DateOnly AsOf);
