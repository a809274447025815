using System.Text;

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

    public IReadOnlyList<double> Rounds(string target, string column) => _rounds.GetValueOrDefault((target, column)) ?? [];

    public Spread? Of(string target, string column) => Spread.Of(Rounds(target, column));

    /// <summary>One figure over another, round by round; null: they were not measured in the same rounds.</summary>
    public Spread? Ratio((string Target, string Column) figure, (string Target, string Column) over) => Paired(figure, over, static (a, b) => a / b);

    /// <summary>One figure less another, round by round.</summary>
    public Spread? Difference((string Target, string Column) figure, (string Target, string Column) less) => Paired(figure, less, static (a, b) => a - b);

    /// <summary>A Markdown table: the median of each column's rounds and, where the others were measured, the median of the ratios within each round.</summary>
    public string Table(IReadOnlyList<string> targets)
    {
        var ratios = new[] { ("bascule", "yarp"), ("bascule", "nginx"), ("streams", "yarp") }.Where(pair => targets.Contains(pair.Item1) && targets.Contains(pair.Item2)).ToArray();
        var text = new StringBuilder($"| | {string.Join(" | ", targets)} |");
        text.AppendJoin("", ratios.Select(pair => $" {pair.Item1} / {pair.Item2} |")).Append(" bascule's rounds |\n|---|");
        text.Insert(text.Length, "--:|", targets.Count + ratios.Length).Append("---|\n");
        foreach (var column in _columns)
        {
            text.Append($"| {column} |");
            text.AppendJoin("", targets.Select(target => $" {Of(target, column)} |"));
            text.AppendJoin("", ratios.Select(pair => $" {Ratio((pair.Item1, column), (pair.Item2, column))} |"));
            text.Append($" {Of("bascule", column)?.Range} |\n");
        }

        return text.ToString();
    }

    private Spread? Paired((string, string) one, (string, string) other, Func<double, double, double> join) =>
        _rounds.TryGetValue(one, out var ours) && _rounds.TryGetValue(other, out var theirs) && ours.Count == theirs.Count ? Spread.Of(ours.Zip(theirs, join)) : null;
}
