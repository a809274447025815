namespace Bascule.Journeys.Corpus;

/// <summary>Recorded traffic of real providers, through a running gateway.</summary>
public sealed class CorpusTests(CorpusRun run, ITestOutputHelper output) : IClassFixture<CorpusRun>
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "conformance.md");

    [Fact]
    public void SameDialect_EveryRecording_PassesByteForByte()
    {
        SkipWithoutCorpus();
        Hold(one => one.Same);
    }

    [Fact]
    public void OtherDialect_EveryRecording_SaysTheSame()
    {
        SkipWithoutCorpus();
        Hold(one => one.Other);
    }

    [Fact]
    public void NotCarriable_EveryEntry_ReallyFails()
    {
        SkipWithoutCorpus();
        var present = run.Outcomes.Select(one => one.Recording.Hash).ToHashSet();
        var passing = NotCarriable.All.Where(entry => present.Contains(entry.Recording)).Where(entry => !run.Outcomes.Any(one => one.Same.Concat(one.Other).Any(problem => entry.Covers(one.Recording, problem))));
        Assert.Empty(passing);
    }

    [Fact]
    public void ConformancePage_Measured_SaysTheSame()
    {
        SkipWithoutCorpus();
        output.WriteLine(ConformanceTable.Table(run.Outcomes));
        var measured = ConformanceTable.Page(run.Outcomes);
        if (Environment.GetEnvironmentVariable("BASCULE_WRITE_DOCS") == "1" && !run.Outcomes.Any(one => one.Failed))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Page)!);
            File.WriteAllText(Page, measured);
        }

        Assert.True(File.Exists(Page), $"{Page} is missing: BASCULE_WRITE_DOCS=1 writes it.");
        var written = File.ReadAllText(Page);
        Assert.SkipUnless(written.Contains(ConformanceTable.Mark(run.Outcomes), StringComparison.Ordinal), "the page was measured on other recordings: BASCULE_WRITE_DOCS=1 writes it anew");
        Assert.Equal(written, measured);
    }

    /// <summary>Every fault on a line of its own: the list is the finding.</summary>
    private void Hold(Func<Outcome, IEnumerable<Problem>> side)
    {
        Assert.NotEmpty(run.Outcomes);
        var lines = run.Outcomes.SelectMany(one => side(one).Intersect(one.Faults).Select(fault => Line(one.Recording, fault))).ToArray();
        Assert.True(lines.Length == 0, $"{lines.Length} faults\n{string.Join('\n', lines)}");
    }

    private static string Line(Recording recording, Problem problem) =>
        $"{recording.Dialect} {recording.Provider} {recording.Hash}{(recording.IsSse ? " stream" : "")} {problem.Feature}: {problem.What}";

    private static void SkipWithoutCorpus() => Assert.SkipWhen(RecordingFolder.Path is null, RecordingFolder.Absent);
}
