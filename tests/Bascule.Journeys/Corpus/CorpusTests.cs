namespace Bascule.Journeys.Corpus;

/// <summary>Recorded traffic of real providers, through a running gateway.</summary>
public sealed class CorpusTests(CorpusRun run, ITestOutputHelper output) : IClassFixture<CorpusRun>
{
    private const double CarriedAtLeast = 0.99;

    [Fact]
    public void SameDialect_EveryRecording_PassesByteForByte() => Hold(Way.Same);

    [Fact]
    public void OtherDialect_EveryRecording_SaysTheSame() => Hold(Way.Other);

    [Fact]
    public void Elsewhere_EveryRequest_ArrivesOrIsNamed() => Hold(Way.Elsewhere);

    [Fact]
    public void NotCarriable_EveryEntry_ReallyFails()
    {
        SkipWithoutCorpus();
        var present = run.Outcomes.Select(one => one.Recording.Hash).ToHashSet();
        var passing = NotCarriable.All.Where(entry => present.Contains(entry.Recording)).Where(entry => !run.Outcomes.Any(one => one.Problems.Any(problem => entry.Covers(one.Recording, problem.Problem))));
        Assert.Empty(passing);
    }

    [Fact]
    public void CorpusTable_Measured_SaysTheSame()
    {
        SkipWithoutCorpus();
        output.WriteLine(CorpusTable.Table(run.Outcomes));
        Assert.True(run.Outcomes.Count(one => !one.Failed) >= CarriedAtLeast * run.Outcomes.Count, "less than 99 % is carried right");
        HeldPage.Conformance.Hold("corpus", CorpusTable.Section(run.Outcomes), CorpusTable.Mark(run.Outcomes), !run.Outcomes.Any(one => one.Failed));
    }

    /// <summary>Every fault on a line of its own: the list is the finding.</summary>
    private void Hold(Way way)
    {
        SkipWithoutCorpus();
        Assert.NotEmpty(run.Outcomes);
        var lines = run.Outcomes.SelectMany(one => one.Faults.Where(fault => fault.Replay.Way == way).Select(fault => Line(one.Recording, fault.Replay, fault.Problem))).ToArray();
        Assert.True(lines.Length == 0, $"{lines.Length} faults\n{string.Join('\n', lines)}");
    }

    private static string Line(Recording recording, Replay replay, Problem problem) =>
        $"{replay.Caller.Name} > {replay.Provider.Name} ({recording.Provider}) {recording.Hash}{(recording.IsStream ? " stream" : "")} {problem.Feature}: {problem.What}";

    private static void SkipWithoutCorpus() => Assert.SkipWhen(RecordingFolder.Path is null, RecordingFolder.Absent);
}
