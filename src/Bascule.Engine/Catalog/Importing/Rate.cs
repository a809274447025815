using System.Globalization;
using System.Text.Json;
using Bascule.Engine.Pricing;

namespace Bascule.Engine.Catalog.Importing;

/// <summary>Reads USD per token off one entry, as both public formats have them; the first figure that cannot be that is kept and said.</summary>
internal sealed class Rate(JsonElement entry)
{
    /// <summary>The dearest model sold asks a tenth of that. A list in USD per million, read as USD per token, is far above it.</summary>
    private const decimal MaxUsdPerMillion = 6_000m;

    /// <summary>What is wrong with a figure that was asked for; null: nothing.</summary>
    public string? Wrong { get; private set; }

    /// <summary>It is too large to be meant per token.</summary>
    public bool IsOfWrongUnit { get; private set; }

    /// <summary>USD per million tokens; null: the member is not there, or wrong.</summary>
    public decimal? PerMillion(string member)
    {
        if (!entry.TryGetProperty(member, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var perToken = 0m;
        var read = value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out perToken),
            JsonValueKind.String => decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out perToken),
            _ => false,
        };
        if (!read || perToken < 0)
        {
            Wrong ??= read ? $"{member} is negative" : $"{member} is no number";
            return null;
        }

        if (perToken <= MaxUsdPerMillion / 1_000_000m)
        {
            return perToken * 1_000_000m;
        }

        Wrong ??= $"{member} {Money.ToText(perToken)} would be more than {MaxUsdPerMillion} USD per million tokens: it is not USD per token";
        IsOfWrongUnit = true;
        return null;
    }
}
