namespace Bascule.Engine.Pricing;

/// <summary>The prices of one model at one vendor over time; a day before the first is unknown, not free.</summary>
public sealed class PriceHistory
{
    private readonly PriceEntry[] _newestFirst;

    public PriceHistory(IEnumerable<PriceEntry> entries) =>
        _newestFirst = [.. entries.OrderByDescending(entry => entry.From ?? DateOnly.MinValue)];

    public static PriceHistory Unknown { get; } = new([]);

    public IReadOnlyList<PriceEntry> Entries => _newestFirst;

    /// <summary>The price in effect at this moment (days begin at midnight UTC); null when none is known.</summary>
    public PriceEntry? PriceAt(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        foreach (var entry in _newestFirst)
        {
            if (entry.From is not { } from || from <= day)
            {
                return entry;
            }
        }

        return null;
    }
}
