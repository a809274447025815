using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Scenarios;

/// <summary>What callers do, for every pair of dialects, over real sockets.</summary>
public sealed class ScenarioTests(ScenarioRun run) : IClassFixture<ScenarioRun>
{
    public static TheoryData<string> Names => [.. Scenario.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_EveryCallerAndProvider_WorksOrSaysWhyNot(string name)
    {
        var wrong = run.Cells.Where(cell => cell.Scenario.Name == name && cell.Outcome == Outcome.Fails).Select(cell => cell.ToString()).Order(StringComparer.Ordinal).ToArray();
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    /// <summary>A limit that no pair of dialects meets any more is not true.</summary>
    [Fact]
    public void Limits_EveryLine_IsMet() =>
        Assert.DoesNotContain(Limits.All.Where(Present), limit => !run.Cells.Any(cell => cell.Outcome == Outcome.NoPlace && limit.Holds(cell.Scenario, cell.Caller, cell.Provider)));

    [Fact]
    public void ConformancePage_Scenarios_SaysTheSame() =>
        HeldPage.Conformance.Hold("scenarios", ScenarioTable.Section(run.Cells), mark: null, sound: run.Cells.All(cell => cell.Outcome != Outcome.Fails));

    private static bool Present(Limit limit) =>
        FormatSet.All.Any(one => limit.Provider is null || one.Name == limit.Provider) && FormatSet.Callers.Any(one => limit.Caller is null || one.Name == limit.Caller);
}
