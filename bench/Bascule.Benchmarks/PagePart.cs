using System.Diagnostics;

namespace Bascule.Benchmarks;

/// <summary>The part of a page that a run writes, between markers of its own.</summary>
internal static class PagePart
{
    /// <param name="flags"><c>--page docs/resilience.md</c>: the page; without it nothing is written.</param>
    /// <param name="name">The markers' name: <c>&lt;!-- NAME --&gt;</c> and <c>&lt;!-- /NAME --&gt;</c>.</param>
    public static void Write(Flags flags, string name, string text)
    {
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

    public static string Commit() => Said("git", "rev-parse", "--short", "HEAD") is { Length: > 0 } commit ? commit : "unknown";

    /// <summary>What a program prints, on either of its outputs; empty: it does not start.</summary>
    public static string Said(string file, params string[] args)
    {
        try
        {
            using var run = Process.Start(new ProcessStartInfo(file, args) { RedirectStandardOutput = true, RedirectStandardError = true });
            return run is null ? "" : (run.StandardOutput.ReadToEnd() + run.StandardError.ReadToEnd()).Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}
