namespace Bascule.Journeys.Policies;

/// <summary>No byte of a confidential request leaves the house, whatever fails at home.</summary>
public sealed class ConfinementTests(ConfinementRun run) : IClassFixture<ConfinementRun>
{
    [Fact]
    public void ConfidentialRequest_UnderEveryFault_ReachesNobodyOutside()
    {
        Assert.Empty(run.Leaked.Select(request => $"{request.Method} {request.Target}"));
        Assert.InRange(run.Confidential.Asked, 100, 1_000);
        Assert.InRange(run.Confidential.Answered, run.Confidential.Asked / 2, run.Confidential.Asked);
    }

    [Fact]
    public void ConfidentialRequest_UnderEveryFault_WasHedgedCarriedOnAndAskedNextAtHome() =>
        Assert.Superset(new HashSet<string> { "first", "next", "retry", "hedge", "rescue" }, run.Kinds.ToHashSet());

    [Fact]
    public void SameRequest_ThatIsInternal_GoesOutByEveryWay()
    {
        Assert.Contains(run.Control, request => request.Target.EndsWith("/chat/completions", StringComparison.Ordinal));
        Assert.Contains(run.Control, request => request.Target.EndsWith("/messages", StringComparison.Ordinal));
        Assert.Contains(run.Control, request => request.Target.EndsWith("/embeddings", StringComparison.Ordinal));
        Assert.Contains(run.Control, request => request.Target.EndsWith("/moderations", StringComparison.Ordinal));
        Assert.Contains(run.Control, request => request.Target.EndsWith("/count_tokens", StringComparison.Ordinal));
        Assert.Contains(run.Control, request => request.Text.Contains("\"guard\"", StringComparison.Ordinal));
        Assert.Contains(run.Control, request => request.Text.Contains("\"judge\"", StringComparison.Ordinal));
    }
}
