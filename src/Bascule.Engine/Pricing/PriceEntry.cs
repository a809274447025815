namespace Bascule.Engine.Pricing;

/// <summary>A price with the day it takes effect (none: since ever), the tiers above it, and where the figure was read and when.</summary>
public sealed record PriceEntry(DateOnly? From, Price Price, IReadOnlyList<PriceTier> Tiers, string Source, DateOnly AsOf)
{
    /// <summary>The price in batches; null where none is known.</summary>
    public BatchPrice? Batch { get; init; }

    /// <summary>The price for a request of this much input: that of the highest bound it is over, else the plain one.</summary>
    public Price For(long totalInputTokens)
    {
        var chosen = Price;
        var bound = long.MinValue;
        foreach (var tier in Tiers)
        {
            if (totalInputTokens > tier.InputTokensOver && tier.InputTokensOver > bound)
            {
                (chosen, bound) = (tier.Price, tier.InputTokensOver);
            }
        }

        return chosen;
    }

    /// <summary>What these tokens cost, at the tier that their total input reaches.</summary>
    public long CostNano(TokenCounts tokens) => Money.CostNano(For(tokens.Input), tokens);
}
