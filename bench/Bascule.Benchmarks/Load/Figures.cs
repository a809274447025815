using System.Globalization;

namespace Bascule.Benchmarks.Load;

/// <summary>The figures of one run: one list of rounds for each target and column.</summary>
internal sealed class Figures
{
    private readonly Dictionary<(string Target, string Column), List<double>> _rounds = [];
    private readonly List<string> _columns = [];

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public void Add(string target, string column, double value)
    {
        if (!_columns.Contains(column))
        {
            _columns.Add(column);
        }

        if (!_rounds.TryGetValue((target, column), out var values))
        {
            _rounds[(target, column)] = values = [];
        }

        values.Add(value);
    }

    /// <summary>A Markdown table: the median of each column's rounds and, where the others were measured, the median of the ratios within each round.</summary>
    public void Print(IReadOnlyList<string> targets)
    {
        Console.WriteLine($"| | {string.Join(" | ", targets)} | bascule / yarp | bascule / nginx | bascule's rounds |");
        Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("--:|", targets.Count + 2))}---|");
        foreach (var column in _columns)
        {
            var cells = targets.Select(target => _rounds.TryGetValue((target, column), out var values) ? Shown(Median(values)) : "");
            var spread = _rounds.TryGetValue(("bascule", column), out var rounds) ? $"{Shown(rounds.Min())} to {Shown(rounds.Max())}" : "";
            Console.WriteLine($"| {column} | {string.Join(" | ", cells)} | {Ratio(column, "yarp")} | {Ratio(column, "nginx")} | {spread} |");
        }
    }

    private string Ratio(string column, string to) =>
        _rounds.TryGetValue(("bascule", column), out var ours) && _rounds.TryGetValue((to, column), out var theirs) && ours.Count == theirs.Count
            ? Median(ours.Zip(theirs, (a, b) => a / b)).ToString("0.00", CultureInfo.InvariantCulture)
            : "";

    private static string Shown(double value) => value.ToString(Math.Abs(value) < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
