using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Bascule.Benchmarks.Soak;

/// <summary>Prints a run's figures and, where a page is named, puts them between its markers.</summary>
internal static class Figures
{
    /// <param name="flags"><c>--page docs/resilience.md</c>: where they go besides the terminal.</param>
    /// <param name="name">The markers' name: <c>&lt;!-- NAME --&gt;</c> and <c>&lt;!-- /NAME --&gt;</c>.</param>
    public static void Publish(Flags flags, string name, string heading, IEnumerable<(string What, string Figure)> rows)
    {
        var now = TimeProvider.System.GetUtcNow();
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd}, commit {Commit()}, {Environment.ProcessorCount} cores that gateway, upstream and callers share. {heading}\n\n| | |\n|---|---|\n");
        foreach (var (what, figure) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {figure} |\n");
        }

        Console.WriteLine(text);
        if (flags.Text("page", "") is not { Length: > 0 } page)
        {
            return;
        }

        var whole = File.ReadAllText(page);
        var (open, close) = ($"<!-- {name} -->\n", $"<!-- /{name} -->");
        var from = whole.IndexOf(open, StringComparison.Ordinal);
        var to = whole.IndexOf(close, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            Console.Error.WriteLine($"{page} has no markers {open.TrimEnd()} and {close}.");
            return;
        }

        File.WriteAllText(page, whole[..(from + open.Length)] + text + whole[to..]);
    }

    private static string Commit()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["rev-parse", "--short", "HEAD"]) { RedirectStandardOutput = true });
        return git?.StandardOutput.ReadToEnd().Trim() is { Length: > 0 } commit ? commit : "unknown";
    }
}
