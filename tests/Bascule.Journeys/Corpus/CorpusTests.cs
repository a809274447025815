namespace Bascule.Journeys.Corpus;

/// <summary>Recorded traffic of real providers, through a running gateway.</summary>
public sealed class CorpusTests(CorpusRun run) : IClassFixture<CorpusRun>
{
    [Fact]
    public void SameDialect_EveryRecording_PassesByteForByte()
    {
        SkipWithoutCorpus();
        Hold(run.Outcomes.SelectMany(one => one.Same.Select(problem => (one.Recording, problem))));
    }

    [Fact]
    public void OtherDialect_EveryRecording_SaysTheSame()
    {
        SkipWithoutCorpus();
        Hold(run.Outcomes.SelectMany(one => one.Other.Select(problem => (one.Recording, problem))).Where(one => !NotCarriable.Holds(one.Recording, one.problem)));
    }

    /// <summary>Every problem on a line of its own: the list is the finding.</summary>
    private static void Hold(IEnumerable<(Recording Recording, Problem Problem)> problems)
    {
        var lines = problems.Select(one => $"{one.Recording.Dialect} {one.Recording.Provider} {one.Recording.Hash}{(one.Recording.IsSse ? " stream" : "")} {one.Problem.Feature}: {one.Problem.What}").ToArray();
        Assert.True(lines.Length == 0, $"{lines.Length} problems\n{string.Join('\n', lines)}");
    }

    private static void SkipWithoutCorpus() => Assert.SkipWhen(RecordingFolder.Path is null, RecordingFolder.Absent);
}
