using System.Globalization;

namespace Bascule.Benchmarks;

/// <summary>A verb (a leading <c>--</c> is forgiven) and <c>--name value</c> pairs.</summary>
internal sealed class Flags(string[] args)
{
    public string Verb => args.Length > 0 ? args[0].TrimStart('-') : "";

    public string Text(string name, string fallback)
    {
        var at = Array.IndexOf(args, "--" + name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;
    }

    public int Number(string name, int fallback) => int.Parse(Text(name, fallback.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    public TimeSpan Seconds(string name, double fallback) => TimeSpan.FromSeconds(double.Parse(Text(name, fallback.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture));

    /// <summary>Whether a comma-separated flag names <paramref name="value"/>; an absent flag names everything.</summary>
    public bool Names(string flag, string value) => Text(flag, "") is not { Length: > 0 } list || list.Split(',').Contains(value);
}
