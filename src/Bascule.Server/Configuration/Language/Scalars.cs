using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Bascule.Server.Configuration.Language;

/// <summary>Reads the language's scalars from text; each answers false instead of throwing.</summary>
internal static partial class Scalars
{
    public static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var match = DurationForm().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return false;
        }

        decimal milliseconds = match.Groups[2].Value switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 31_536_000_000,
        };
        if (amount > 1_000_000 || amount * milliseconds > 100 * 31_536_000_000m)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)(amount * milliseconds * TimeSpan.TicksPerMillisecond));
        return true;
    }

    /// <summary>The duration as the language writes it, in the largest unit that holds it whole.</summary>
    public static string Duration(TimeSpan duration)
    {
        var milliseconds = duration.Ticks / TimeSpan.TicksPerMillisecond;
        return milliseconds switch
        {
            0 => "0s",
            _ when milliseconds % 86_400_000 == 0 => $"{milliseconds / 86_400_000}d",
            _ when milliseconds % 3_600_000 == 0 => $"{milliseconds / 3_600_000}h",
            _ when milliseconds % 60_000 == 0 => $"{milliseconds / 60_000}m",
            _ when milliseconds % 1_000 == 0 => $"{milliseconds / 1_000}s",
            _ => $"{milliseconds}ms",
        };
    }

    public static bool TryFlag(string text, out bool flag)
    {
        flag = text is "true" or "True" or "TRUE";
        return flag || text is "false" or "False" or "FALSE";
    }

    /// <summary><c>p1</c> to <c>p99</c> as a share.</summary>
    public static bool TryPercentile(string text, out double share)
    {
        share = text.Length is 2 or 3 && text[0] == 'p' && int.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent / 100.0 : 0;
        return share > 0;
    }

    /// <summary>The share as the language writes it.</summary>
    public static string Percentile(double share) => string.Create(CultureInfo.InvariantCulture, $"p{share * 100:0}");

    public static bool TryWhole(string text, out long number) =>
        long.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    public static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out number);

    public static bool TryUrl(string text, out Uri url)
    {
        var good = Uri.TryCreate(text.Trim(), UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.Host.Length > 0;
        url = good ? parsed! : new Uri("http://invalid");
        return good;
    }

    /// <summary>A network as <c>10.0.0.0/8</c>, or a single address.</summary>
    public static bool TryNetwork(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
        {
            return true;
        }

        if (text.Contains('/', StringComparison.Ordinal) || !IPAddress.TryParse(text, out var address))
        {
            return false;
        }

        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    /// <summary>A day as <c>2027-01-01</c> (its first moment, UTC) or a moment as <c>2027-01-01T12:00:00Z</c>.</summary>
    public static bool TryDate(string text, out DateTimeOffset date) => DateTimeOffset.TryParseExact(
        text, ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"], CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out date);

    [GeneratedRegex(@"^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d|y)$", RegexOptions.CultureInvariant)]
    private static partial Regex DurationForm();

    public static bool IsJsonObject(string text)
    {
        try
        {
            using var json = System.Text.Json.JsonDocument.Parse(text);
            return json.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
