using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Bascule.Server.Admin.Metrics;

/// <summary>Writes the Prometheus text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/.</summary>
internal sealed class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();

    /// <summary>An instrument with all its series, by the Prometheus form of its name.</summary>
    public void Write(Family family)
    {
        var name = NameOf(family.Instrument);
        Head(name, family.Bounds is not null ? "histogram" : name.EndsWith("_total", StringComparison.Ordinal) ? "counter" : "gauge", family.Instrument.Description ?? "");
        foreach (var (labels, series) in family.All)
        {
            if (family.Bounds is { } bounds)
            {
                Histogram(name, labels, series, bounds);
            }
            else
            {
                Line(name, labels, series.Value);
            }
        }
    }

    /// <summary>A metric without labels.</summary>
    public void Write(string name, string type, string help, double value)
    {
        Head(name, type, help);
        Line(name, [], value);
    }

    public void Head(string name, string type, string help) =>
        _text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal))
            .Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    public void Line(string name, IReadOnlyList<KeyValuePair<string, string>> labels, double value, string? upTo = null)
    {
        _text.Append(name);
        if (labels.Count > 0 || upTo is not null)
        {
            var separator = '{';
            foreach (var (label, text) in labels)
            {
                _text.Append(separator).Append(Plain(label)).Append("=\"").Append(Escaped(text)).Append('"');
                separator = ',';
            }

            if (upTo is not null)
            {
                _text.Append(separator).Append("le=\"").Append(upTo).Append('"');
            }

            _text.Append('}');
        }

        _text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }

    public override string ToString() => _text.ToString();

    /// <summary>The instrument's name with its unit and, for a counter, <c>_total</c>; units in braces are only remarks.</summary>
    public static string NameOf(Instrument instrument)
    {
        var name = Plain(instrument.Name) + (instrument.Unit == "s" ? "_seconds" : "");
        return instrument is Counter<long> ? name + "_total" : name;
    }

    private void Histogram(string name, IReadOnlyList<KeyValuePair<string, string>> labels, Series series, double[] bounds)
    {
        var counts = series.Cumulative();
        for (var i = 0; i < bounds.Length; i++)
        {
            Line(name + "_bucket", labels, counts[i], bounds[i].ToString("0.######", CultureInfo.InvariantCulture));
        }

        Line(name + "_bucket", labels, counts[^1], "+Inf");
        Line(name + "_sum", labels, series.Sum);
        Line(name + "_count", labels, counts[^1]);
    }

    private static string Plain(string name) => name.Replace('.', '_');

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
