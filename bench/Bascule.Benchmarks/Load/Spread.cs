using System.Globalization;

namespace Bascule.Benchmarks.Load;

/// <summary>What several rounds gave: their median, and how far they lie apart.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    /// <summary>Null: there were no rounds.</summary>
    public static Spread? Of(IEnumerable<double> rounds) => rounds.ToList() is { Count: > 0 } all ? new(Figures.Median(all), all.Min(), all.Max()) : null;

    public string Range => $"{Shown(Least)} to {Shown(Most)}";

    public static string Shown(double value) => value.ToString(Math.Abs(value) switch { < 10 => "0.00", < 100 => "0.0", _ => "0" }, CultureInfo.InvariantCulture);

    public override string ToString() => Shown(Median);
}
