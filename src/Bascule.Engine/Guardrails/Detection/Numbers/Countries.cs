namespace Bascule.Engine.Guardrails.Detection.Numbers;

/// <summary>Which digits behind a plus sign are a telephone number: a country's code, and as many digits as are dialled there.</summary>
internal static class Countries
{
    private const int MaxDigits = 15;

    // Two-digit codes of the numbering plan; 1 and 7 stand alone, all others have three digits.
    private static ReadOnlySpan<byte> Two => [20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98];

    // First two digits of the three-digit codes in use.
    private static ReadOnlySpan<byte> Three => [21, 22, 23, 24, 25, 26, 29, 35, 37, 38, 42, 50, 59, 67, 68, 69, 80, 85, 87, 88, 96, 97, 99];

    public static bool IsNumber(ReadOnlySpan<byte> digits)
    {
        if (digits.Length is < 8 or > MaxDigits)
        {
            return false;
        }

        if (digits[0] is (byte)'1' or (byte)'7')
        {
            return digits[0] == '7' ? digits.Length == 11 && digits[1] != '0' : NationalForms.IsAmerican(digits[1..]);
        }

        var two = (digits[0] - '0') * 10 + digits[1] - '0';
        if (Two.IndexOf((byte)two) < 0)
        {
            return Three.IndexOf((byte)two) >= 0 && digits.Length is >= 9 and <= 13;
        }

        // The zero of the national form is often left in, in brackets.
        var national = digits[2..];
        national = national[0] == '0' && two != 39 ? national[1..] : national;
        var first = national[0] - '0';
        return two switch
        {
            33 => national.Length == 9 && first > 0,
            34 => national.Length == 9 && first > 5,
            39 => national.Length is >= 6 and <= 11 && first is 0 or 3 or 8,
            44 => national.Length is 9 or 10 && first is 1 or 2 or 3 or 5 or 7 or 8,
            49 => national.Length is >= 6 and <= 12 && first > 0,
            _ => national.Length is >= 6 and <= 12,
        };
    }
}
