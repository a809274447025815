using System.Text.Json;
using Bascule.Engine.Catalog;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing;
using Bascule.Engine.Routing.Strategies;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Routing.Strategies;

public sealed class StrategyTests
{
    private static readonly RequestProfile Profile = RequestScan.Read("""{"model":"m","messages":[{"role":"user","content":"hi"}]}"""u8).Value!;

    private readonly FakeTimeProvider _time = new();
    private readonly Random _dice = new(1);

    [Fact]
    public void Set_EveryName_IsItsStrategys()
    {
        Assert.Equal(["ordered", "weighted", "least-busy", "fastest", "cheapest", "prefix"], StrategySet.Names);
        Assert.All(StrategySet.Names, name => Assert.Equal(name, StrategySet.Of(name).Name));
    }

    [Fact]
    public void Ordered_Candidates_StayAsWritten()
    {
        var plan = Plan("ordered", Targets.Of("b"), Targets.Of("a"));
        Assert.Equal(["b", "a"], Names(plan));
        Assert.Null(plan.Ranking);
    }

    [Fact]
    public void Weighted_ManyRequests_GoFirstByWeightAndEveryOrderHoldsAll()
    {
        Target[] targets = [Targets.Of("a", weight: 6), Targets.Of("b", weight: 3), Targets.Of("c")];
        var plans = Enumerable.Range(0, 10_000).Select(_ => Plan("weighted", targets)).ToArray();
        Assert.All(plans, plan => Assert.Equal(["a", "b", "c"], Names(plan).Order()));
        Assert.InRange(plans.Count(plan => Names(plan)[0] == "a"), 5_800, 6_200);
        Assert.InRange(plans.Count(plan => Names(plan)[0] == "b"), 2_800, 3_200);
        Assert.InRange(plans.Count(plan => Names(plan)[0] == "c"), 850, 1_150);
    }

    [Fact]
    public void Weighted_Conversations_KeepTheirOrderAndAreSharedByWeight()
    {
        Target[] targets = [Targets.Of("a", weight: 3), Targets.Of("b")];
        var firsts = Enumerable.Range(0, 4_000).Select(i => Names(Plan("weighted", Occasion($"session {i}"), targets))[0]).ToArray();
        var again = Enumerable.Range(0, 4_000).Select(i => Names(Plan("weighted", Occasion($"session {i}"), targets))[0]).ToArray();
        Assert.Equal(firsts, again);
        Assert.InRange(firsts.Count(first => first == "a"), 2_850, 3_150);
    }

    [Fact]
    public void Weighted_ACandidateGone_MovesOnlyItsOwnConversations()
    {
        Target[] all = [Targets.Of("a"), Targets.Of("b"), Targets.Of("c")];
        for (var i = 0; i < 500; i++)
        {
            var order = Names(Plan("weighted", Occasion($"s{i}"), all));
            Assert.Equal(order.Where(name => name != "b"), Names(Plan("weighted", Occasion($"s{i}"), all[0], all[2])));
        }
    }

    [Fact]
    public void Weighted_SameSessionOfAnotherTenant_IsAnotherConversation()
    {
        Target[] targets = [Targets.Of("a"), Targets.Of("b")];
        var differ = Enumerable.Range(0, 200).Count(i =>
            Names(Plan("weighted", Occasion($"s{i}"), targets))[0] != Names(Plan("weighted", Occasion($"s{i}") with { Tenant = "key:other" }, targets))[0]);
        Assert.InRange(differ, 60, 140);
    }

    [Fact]
    public void LeastBusy_ShareOfPlaces_CountsNotTheNumber()
    {
        var plan = Plan(
            "least-busy",
            Targets.Of("small", limits: new DeploymentLimits { Concurrency = 4 }).Busy(2),
            Targets.Of("large", limits: new DeploymentLimits { Concurrency = 100 }).Busy(10));
        Assert.Equal(["large", "small"], Names(plan));
        Assert.Equal([0.1m, 0.5m], plan.Ranking!.Scores.Select(score => score.Value!.Value));
    }

    [Fact]
    public void LeastBusy_Equals_StayAsWritten() => Assert.Equal(["c", "a", "b"], Names(Plan("least-busy", Targets.Of("c"), Targets.Of("a"), Targets.Of("b"))));

    [Fact]
    public void Fastest_TwoKnown_TheSoonerGoesFirst()
    {
        Target[] targets = [Known("slow", 2000, 100), Known("fast", 200, 100)];
        Assert.Equal(["fast", "slow"], Names(Plan("fastest", targets)));
    }

    [Fact]
    public void Fastest_LongAnswers_CountTheSpeedToo()
    {
        Target[] targets = [Known("prompt", 100, 10), Known("steady", 800, 200)];
        Assert.Equal(["steady", "prompt"], Names(Plan("fastest", targets)));
    }

    [Fact]
    public void Fastest_AFastOneThatIsFull_IsNotTheFastest()
    {
        var busy = Targets.Of("busy", limits: new DeploymentLimits { Concurrency = 4 }, time: _time).Told(300, 100).Busy(8);
        Assert.Equal(["idle", "busy"], Names(Plan("fastest", busy, Known("idle", 500, 100))));
    }

    [Fact]
    public void Fastest_Three_TheSoonerOfTwoDrawnGoesFirst()
    {
        Target[] targets = [Known("a", 100, 100), Known("b", 200, 100), Known("c", 300, 100)];
        var firsts = Enumerable.Range(0, 3_000).Select(_ => Names(Plan("fastest", targets))[0]).ToArray();
        Assert.InRange(firsts.Count(first => first == "a"), 1_850, 2_150);
        Assert.InRange(firsts.Count(first => first == "b"), 850, 1_150);
        Assert.DoesNotContain("c", firsts);
    }

    [Fact]
    public void Fastest_OneNotKnown_IsTriedByOneCallerAndLastForTheOthers()
    {
        Target[] targets = [Known("known", 100, 100), Targets.Of("new", time: _time)];
        Assert.Equal(["new", "known"], Names(Plan("fastest", Occasion() with { IsRehearsal = true }, targets)));
        Assert.Equal(["new", "known"], Names(Plan("fastest", targets)));
        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(["known", "new"], Names(Plan("fastest", targets))));
    }

    [Fact]
    public void Cheapest_UnknownPrice_GoesLast()
    {
        var plan = Plan("cheapest", Targets.Of("unknown"), Targets.Of("dear", usd: 10), Targets.Of("cheap", usd: 0.1m));
        Assert.Equal(["cheap", "dear", "unknown"], Names(plan));
        Assert.Null(plan.Ranking!.Scores[^1].Value);
    }

    [Fact]
    public void Decision_OfARankedPlan_TellsStrategyAndScores()
    {
        var json = JsonElement.Parse(Decision.ToJson(Plan("cheapest", Targets.Of("unknown"), Targets.Of("cheap", usd: 1)), made: null));
        Assert.Equal("cheapest", json.GetProperty("strategy").GetString());
        Assert.Equal("expected USD, the least first", json.GetProperty("ranked_by").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("scores").GetProperty("unknown").ValueKind);
        Assert.InRange(json.GetProperty("scores").GetProperty("cheap").GetDecimal(), 0.0001m, 0.01m);
    }

    private Target Known(string name, int firstMs, int speed) => Targets.Of(name, time: _time).Told(firstMs, speed);

    private Occasion Occasion(string? session = null) => new(Profile, "key:web", session, _time.GetUtcNow(), _dice);

    private RoutePlan Plan(string strategy, params Target[] targets) => Plan(strategy, Occasion(), targets);

    private static RoutePlan Plan(string strategy, Occasion occasion, params Target[] targets) =>
        Planner.Plan(new Route("r", new RouteOptions { Name = "r", Candidates = [.. targets.Select(target => target.Deployment.Name)], Strategy = strategy }, targets, declared: true), new RequestFacts { Id = Guid.Empty }, occasion);

    private static string[] Names(RoutePlan plan) => [.. plan.Order.Select(target => target.Deployment.Name)];
}
