using System.Globalization;
using System.Text;
using Bascule.Benchmarks.Load.Phases;

namespace Bascule.Benchmarks.Load;

/// <summary>The figures that Bascule is to reach, and what a run says to each.</summary>
internal static class Goals
{
    public static int[] Sizes { get; } = [1, 32, 256];

    public static int[] Crowds { get; } = [200, 2_000];

    /// <summary>A Markdown table: figure, measured, rounds, target, met or not.</summary>
    /// <param name="judged">False: the machine was too busy for any claim.</param>
    /// <param name="all">Rows for what was not measured too.</param>
    public static string Table(Figures figures, bool judged, bool all)
    {
        var text = new StringBuilder("| figure | measured | rounds | target | |\n|---|--:|---|--:|---|\n");
        foreach (var (figure, unit, most, found) in Of(figures).Where(goal => all || goal.Found is not null))
        {
            var verdict = found is not { } spread ? "not measured" : !judged ? "not judged" : spread.Median <= most ? "met" : "**not met**";
            text.Append(CultureInfo.InvariantCulture, $"| {figure} | {found}{(found is null ? "" : unit)} | {found?.Range} | {most}{unit} | {verdict} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(string Figure, string Unit, double Most, Spread? Found)> Of(Figures figures)
    {
        yield return ("CPU of a request of 1 KB passed through, 64 callers, over YARP's", "", 0.95, Over(Columns.Cpu(64), "yarp"));
        yield return ("the same over nginx's", "", 2.1, Over(Columns.Cpu(64), "nginx"));
        foreach (var streams in Crowds)
        {
            yield return ($"CPU of a paced chunk over YARP's, {streams} streams, balanced", "", 1.05, Over(Columns.Paced(streams), "yarp"));
            yield return ($"the same, profile `streams`", "", 0.75, Over(Columns.Paced(streams), "yarp", "streams"));
        }

        foreach (var streams in Crowds)
        {
            yield return ($"CPU of a chunk in a flood over YARP's, {streams} streams, balanced", "", 1, Over(Columns.Flood(streams), "yarp"));
        }

        yield return ("CPU, OpenAI to Anthropic over own pass-through, whole", "", 1.6, Within(Columns.CrossedWhole, Columns.PassedWhole));
        yield return ("the same, a stream of 64 chunks", "", 2, Within(Columns.CrossedStream, Columns.PassedStream));
        yield return ("added p50 of one caller over what YARP adds", "", 1.1, Over(Columns.AddedMedian, "yarp"));
        yield return ("CPU of a prompt of 32 KB over one of 1 KB, guardrails off", "", 2, Within(Columns.Prompt(32, guarded: false), Columns.Prompt(1, guarded: false)));
        yield return ("CPU of a prompt of 256 KB over one of 1 KB, guardrails off", "", 6, Within(Columns.Prompt(256, guarded: false), Columns.Prompt(1, guarded: false)));
        yield return ("what the default guardrail adds to 32 KB", " µs", 200, figures.Difference(("bascule", Columns.Prompt(32, guarded: true)), ("bascule", Columns.Prompt(32, guarded: false))));
        yield return ("what the default guardrail adds to 256 KB", " µs", 1500, figures.Difference(("bascule", Columns.Prompt(256, guarded: true)), ("bascule", Columns.Prompt(256, guarded: false))));
        yield return ($"resident memory of an open stream, {MemoryPhase.Most} open", " KB", 42, PerStream(MemoryPhase.Most));
        yield return ("resident with 2000 streams open", " MB", 200, figures.Of("bascule", Columns.Open(2_000)));
        yield return ($"resident with {MemoryPhase.Most} streams open", " MB", 550, figures.Of("bascule", Columns.Open(MemoryPhase.Most)));
        yield return ("start to ready", " ms", 500, figures.Of("bascule", Columns.Ready));

        Spread? Over(string column, string other, string ours = "bascule") => figures.Ratio((ours, column), (other, column));
        Spread? Within(string column, string over) => figures.Ratio(("bascule", column), ("bascule", over));
        Spread? PerStream(int streams) => figures.Difference(("bascule", Columns.Open(streams)), ("bascule", Columns.BeforeStreams)) is { } grown
            ? new Spread(Each(grown.Median), Each(grown.Least), Each(grown.Most)) : null;
        static double Each(double megabytes) => megabytes * 1024 / MemoryPhase.Most;
    }
}
