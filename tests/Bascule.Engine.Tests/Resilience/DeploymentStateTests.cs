using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience;
using Bascule.Engine.Tests.Routing.Strategies;

namespace Bascule.Engine.Tests.Resilience;

public sealed class DeploymentStateTests
{
    [Theory]
    [InlineData("x-bascule-timeout", 64, false, 0)]
    [InlineData(null, 48, true, 1)]
    public void End_ATimeout_CountsAgainstItUnlessTheLimitWasTheCallersOwn(string? param, int places, bool known, int attempts)
    {
        var target = Targets.Of("a");
        target.State.Gate.Set(DeploymentLimits.None, learns: true);
        Assert.True(target.State.Gate.TryEnter(0, out var pass));
        var made = new AttemptReport(target, default) { TotalMs = 10 };
        target.State.Begin(made);
        made.Failure = new Failure(Blame.Provider, FailureKind.Timeout, "upstream_timeout", "") { Param = param };
        target.State.End(made);
        target.State.Leave(pass, made);

        Assert.Equal((places, known, attempts), (target.State.Gate.Learned!.Value, target.State.Pace.Read().IsKnown, target.State.Read().Attempts));
    }
}
