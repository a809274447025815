using System.Globalization;

namespace Bascule.Engine.Ledger;

/// <summary>Which outcomes: one code (<c>429</c>), a class (<c>4xx</c>), <c>ok</c> or <c>error</c>. A row is ok when it has no error and a status below 400.</summary>
public readonly record struct StatusFilter(int Low, int High, bool? Ok)
{
    public static bool TryParse(string? text, out StatusFilter filter)
    {
        switch (text)
        {
            case "ok":
                filter = new(0, 999, true);
                return true;
            case "error":
                filter = new(0, 999, false);
                return true;
            case [>= '1' and <= '5' and var hundred, 'x' or 'X', 'x' or 'X']:
                filter = new((hundred - '0') * 100, ((hundred - '0') * 100) + 99, null);
                return true;
            default:
                var good = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 100 and <= 599;
                filter = new(code, code, null);
                return good;
        }
    }
}
