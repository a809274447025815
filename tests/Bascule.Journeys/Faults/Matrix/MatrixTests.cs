namespace Bascule.Journeys.Faults.Matrix;

/// <summary>Every fault, over real sockets: providers of either dialect, callers of either, streams and whole answers, with and without a healthy fallback.</summary>
public sealed class MatrixTests(MatrixRun run) : IClassFixture<MatrixRun>
{
    public static TheoryData<string> Names => [.. FaultTable.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fault_EveryCombination_IsAnsweredOrToldInTheCallersDialect(string name)
    {
        var cases = run.Cases.Where(one => one.Fault.Name == name).ToArray();
        Assert.NotEmpty(cases);
        var wrong = cases.Select(one => one.Wrong).OfType<string>().ToArray();
        Assert.True(wrong.Length == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void ResiliencePage_Faults_SaysTheSame() =>
        HeldPage.Resilience.Hold("faults", FaultPage.Section(FaultTable.All), mark: null, sound: run.Cases.All(one => one.Wrong is null));
}
