using System.Globalization;

namespace Bascule.Engine.Dialects.Json.Schema;

/// <summary>A JSON number, exact where a decimal holds it, else as near as a double is.</summary>
internal readonly record struct JsonNumber(decimal? Exact, double Near) : IComparable<JsonNumber>
{
    public bool IsWhole => Exact is { } exact ? decimal.Truncate(exact) == exact : double.IsFinite(Near) && Math.Floor(Near) == Near;

    public static JsonNumber Of(JsonNode node)
    {
        var text = node.Raw.ToString();
        var exact = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : (decimal?)null;
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var near);
        return new(exact == 0 && near != 0 ? null : exact, near);    // a decimal rounds what is very small to nothing
    }

    public int CompareTo(JsonNumber other) => Exact is { } one && other.Exact is { } two ? one.CompareTo(two) : Near.CompareTo(other.Near);

    public bool IsMultipleOf(JsonNumber step)
    {
        if (step.Exact is null or 0 || Exact is not { } exact)
        {
            return true;    // nothing exact can be said
        }

        return exact % step.Exact.Value == 0;
    }

    public override string ToString() => Exact?.ToString(CultureInfo.InvariantCulture) ?? Near.ToString("R", CultureInfo.InvariantCulture);
}
