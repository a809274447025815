using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Requirements;

namespace Bascule.Server.Configuration.Language;

/// <summary>The kinds of scalar that the language knows.</summary>
internal static class Shapes
{
    public static readonly ScalarShape Text = new("text", _ => null);

    public static readonly ScalarShape Secret = new("a secret", _ => null);

    public static readonly ScalarShape Flag = new(
        "true or false",
        text => Scalars.TryFlag(text, out _) ? null : new("neither true nor false", "write true or false (on, off, yes and no are plain words in YAML 1.2)"),
        "boolean", "^(true|false)$");

    public static readonly ScalarShape SharedPrefix = new(
        "a prefix",
        text => text.Length is > 0 and <= 64 && text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or ':') ? null : new("not a prefix", "write up to 64 letters, digits, - _ . and :, as bascule-eu"),
        null, "^[A-Za-z0-9._:-]{1,64}$");

    public static readonly ScalarShape Url = new(
        "a URL",
        text => Scalars.TryUrl(text, out _) ? null : new("not an http or https URL", "write it whole, as https://host:port/path"),
        null, "^https?://");

    public static readonly ScalarShape Network = new(
        "a network",
        text => Scalars.TryNetwork(text, out _) ? null : new("not a network", "write a network as 10.0.0.0/8, or a single address"));

    public static readonly ScalarShape Date = new(
        "a date",
        text => Scalars.TryDate(text, out _) ? null : new("not a date", "write a day as 2027-01-01 or a moment as 2027-01-01T12:00:00Z"),
        null, "^\\d{4}-\\d{2}-\\d{2}");

    public static readonly ScalarShape Price = new(
        "a price",
        text => Scalars.TryNumber(text, out var number) && number is >= 0 and <= 1_000_000 ? null : new("not a price", "write USD per million tokens, as 0.12"),
        "number", "^\\d+(\\.\\d+)?$");

    public static readonly ScalarShape Share = new(
        "a share",
        text => Scalars.TryNumber(text, out var number) && number is >= 0 and <= 1 ? null : new("not a share", "write a number from 0 to 1, as 0.05"),
        "number", "^(0(\\.\\d+)?|1(\\.0+)?)$");

    public static readonly ScalarShape Hours = new("hours", text => HoursText.Read(text).Complaint, null, "^\\d\\d:\\d\\d-\\d\\d:\\d\\d( \\S+)?$");

    public static readonly ScalarShape HostAndPort = new(
        "a host and a port",
        text => Uri.TryCreate("http://" + text, UriKind.Absolute, out var url) && url.PathAndQuery == "/" && url.UserInfo.Length == 0 && text.EndsWith(":" + url.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            ? null
            : new("not a host and a port", "write it as idp.internal:443"),
        null, "^[^/@\\s]+:\\d{1,5}$");

    public static readonly ScalarShape Country = new(
        "a country",
        text => Jurisdictions.IsCountry(text) ? null : new("not a country's code", "write two letters as ISO 3166 does, as cn or gb"),
        null, "^[A-Za-z]{2}$");

    public static readonly ScalarShape Jurisdiction = new(
        "a jurisdiction",
        text => Jurisdictions.IsKnown(text) ? null : new("not a jurisdiction", "write two letters as ISO 3166 does, as de or gb, or eu or eea"),
        null, "^([A-Za-z]{2}|[Ee][Ee][Aa])$");

    public static readonly ScalarShape DataClass = Choice([.. DataClassWords.All]);

    public static readonly ScalarShape JsonSchema = new(
        "a JSON schema",
        text => Scalars.IsJsonObject(text) ? null : new("not a JSON object", "write it as JSON within single quotes, or read it from a file: ${file:./answer.schema.json}"));

    public static readonly ScalarShape Usd = new(
        "an amount",
        text => Scalars.TryNumber(text, out var number) && number is >= 0 and <= 1_000_000_000 ? null : new("not an amount", "write USD, as 0.01"),
        "number", "^\\d+(\\.\\d+)?$");

    public static readonly ScalarShape UsdToSpend = new(
        "an amount above 0",
        text => Scalars.TryNumber(text, out var number) && number is >= 0.000001m and <= 1_000_000_000 ? null : new("not an amount above 0", "write USD, as 100; who may spend nothing needs no key"),
        "number", "^\\d+(\\.\\d+)?$");

    /// <param name="word">Taken in the place of a number.</param>
    public static ScalarShape Whole(long min, long max, string? word = null) => new(
        $"a whole number from {min} to {max}{(word is null ? "" : $" or {word}")}",
        text => text == word || (Scalars.TryWhole(text, out var number) && number >= min && number <= max)
            ? null
            : new("not a whole number in its range", $"write a whole number from {min.ToString(CultureInfo.InvariantCulture)} to {max.ToString(CultureInfo.InvariantCulture)}{(word is null ? "" : $", or {word}")}"),
        "integer", word is null ? "^\\d+$" : $"^(\\d+|{word})$");

    public static ScalarShape Duration(TimeSpan min, TimeSpan max, string? word = null) => new(
        "a duration",
        text => text == word ? null
            : !Scalars.TryDuration(text, out var duration) ? new("not a duration", "write a number and a unit, as 250ms, 30s, 10m, 1h or 30d")
            : duration < min || duration > max ? new("a duration out of its range", $"write {Scalars.Duration(min)} to {Scalars.Duration(max)}")
            : null,
        null, $"^(\\d+(\\.\\d+)?(ms|s|m|h|d|y){(word is null ? "" : "|" + word)})$");

    public static ScalarShape Choice(params string[] choices) => ChoiceOrLater([], choices);

    /// <summary>An enumeration; <paramref name="later"/> are its values that a later part brings.</summary>
    public static ScalarShape ChoiceOrLater(Dictionary<string, char> later, params string[] choices) => new(
        $"one of {string.Join(", ", choices)}",
        text => choices.Contains(text) ? null
            : later.TryGetValue(text, out var part) ? new($"not yet supported ({Parts.Name(part)})", $"write {string.Join(" or ", choices)}")
            : new("not a known value", Nearest.Mend(text, [.. choices, .. later.Keys], $"write one of {string.Join(", ", choices)}")))
    {
        Choices = choices,
    };
}
