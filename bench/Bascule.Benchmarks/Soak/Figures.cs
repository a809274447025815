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
            .Append(CultureInfo.InvariantCulture, $"{now:yyyy-MM-dd}, commit {PagePart.Commit()}, {Environment.ProcessorCount} cores that gateway, upstream and callers share. {heading}\n\n| | |\n|---|---|\n");
        foreach (var (what, figure) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {what} | {figure} |\n");
        }

        Console.WriteLine(text);
        PagePart.Write(flags, name, text.ToString());
    }
}
