using System.Globalization;

namespace Bascule.Engine.Ledger;

/// <summary>Where a page of rows begins: behind the row with this time and id. Its text is opaque to callers.</summary>
public readonly record struct LedgerCursor(DateTimeOffset At, Guid Id)
{
    public static bool TryParse(string? text, out LedgerCursor cursor)
    {
        cursor = default;
        if (text is null || text.IndexOf('.', StringComparison.Ordinal) is var dot && dot < 0
            || !long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            || ticks > DateTime.MaxValue.Ticks
            || !Guid.TryParseExact(text.AsSpan(dot + 1), "N", out var id))
        {
            return false;
        }

        cursor = new(new DateTimeOffset(ticks, TimeSpan.Zero), id);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Id:N}");
}
