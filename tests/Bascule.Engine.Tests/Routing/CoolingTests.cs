using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing;
using Bascule.Engine.Tests.Resilience.Breakers;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Routing;

/// <summary>Who is asked last, in which order, and that nobody is left out.</summary>
public sealed class CoolingTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
    private readonly DeploymentStates _states;
    private readonly Provider _house = new(new ProviderOptions { Name = "house", Dialect = "openai-chat", BaseUrl = new Uri("http://127.0.0.1:1/v1") }, Vendor.For("openai-chat")!);

    public CoolingTests() => _states = new DeploymentStates(_time);

    public void Dispose() => _house.Dispose();

    [Fact]
    public void Plan_AllWell_IsTheStrategysOrder()
    {
        var plan = Plan(Make("a"), Make("b"));
        Assert.Equal("a b", Order(plan));
        Assert.Empty(plan.Cooling);
        Assert.DoesNotContain("cooling", Decision.ToJson(plan, null), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_FirstTripped_AsksItLastAndSaysWhy()
    {
        var (a, b) = (Make("a"), Make("b"));
        Fail(a, 5);
        var plan = Plan(a, b);

        Assert.Equal("b a", Order(plan));
        var decision = JsonElement.Parse(Decision.ToJson(plan, null));
        Assert.Equal("breaker open for another 2.0 s: 5 failures in a row, the last upstream_error", decision.GetProperty("cooling").GetProperty("a")[0].GetString());
    }

    [Fact]
    public void Plan_AllTripped_AsksTheLeastBadFirst()
    {
        var (a, b, c) = (Make("a"), Make("b"), Make("c"));
        Fail(a, 5);
        _time.Advance(TimeSpan.FromSeconds(1));
        Fail(b, 5);
        End(c, new Failure(Blame.Provider, FailureKind.RateLimit, "rate_limit", "") { RetryAfter = TimeSpan.FromSeconds(30) });

        Assert.Equal("c a b", Order(Plan(b, a, c)));
    }

    [Fact]
    public void Plan_CooldownOver_StandsInItsPlaceUntilSomebodyProbes()
    {
        var (a, b) = (Make("a"), Make("b"));
        Fail(a, 5);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("a b", Order(Plan(a, b)));

        var probe = new AttemptReport(a, _time.GetUtcNow());
        a.State.Begin(probe);
        Assert.Equal("b a", Order(Plan(a, b)));
        probe.Failure = new Failure(Blame.Caller, FailureKind.Cancelled, "cancelled", "");
        a.State.End(probe);
        Assert.Equal("a b", Order(Plan(a, b)));
    }

    [Fact]
    public void Plan_CredentialRefused_PutsEveryDeploymentOfTheProviderLast()
    {
        var (a, b, c) = (Make("a", _house), Make("b", _house), Make("c"));
        Fail(c, 5);
        End(a, new Failure(Blame.Gateway, FailureKind.Credential, "upstream_auth", "") { UpstreamStatus = 401 });

        Assert.Equal("c a b", Order(Plan(a, b, c)));
    }

    [Fact]
    public void Plan_HealthEndpointFailedTwice_PutsTheEngineLast()
    {
        var (a, b) = (Make("a", _house), Make("b"));
        _states.Of(_house).Health.Saw("status 503");
        Assert.Equal("a b", Order(Plan(a, b)));
        _states.Of(_house).Health.Saw("status 503");
        Assert.Equal("b a", Order(Plan(a, b)));
        _states.Of(_house).Health.Saw(null);
        Assert.Equal("a b", Order(Plan(a, b)));
    }

    [Fact]
    public void Plan_OneFailsFarMoreThanItsSibling_AsksItLastForAWhile()
    {
        var (a, b) = (Make("a"), Make("b"));
        for (var i = 0; i < 10; i++)
        {
            End(a, null);
            End(a, null);
            Fail(a, 1);
            End(b, null);
        }

        var plan = Plan(a, b);
        Assert.Equal("b a", Order(plan));
        Assert.Equal("33 % of 30 attempts failed within a minute, far more than elsewhere", plan.Cooling[0].Ailments[0].Reason);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("a b", Order(Plan(a, b)));
    }

    [Fact]
    public void Plan_HalfOfThemCoolAlready_PutsNoOutlierLast()
    {
        var (a, b, c) = (Make("a"), Make("b"), Make("c"));
        for (var i = 0; i < 10; i++)
        {
            End(a, null);
            End(a, null);
            Fail(a, 1);
        }

        Fail(b, 5);
        Assert.Equal("a c b", Order(Plan(a, b, c)));
    }

    [Fact]
    public void Plan_TheOnlyCandidateTripped_IsStillAsked()
    {
        var a = Make("a");
        Fail(a, 5);
        Assert.Equal("a", Order(Plan(a)));
    }

    private Target Make(string name, Provider? provider = null) => provider is null ? Targets.Make(name, _time, name, _states) : Targets.Make(name, provider, _states);

    private static RoutePlan Plan(params Target[] candidates) =>
        Planner.Plan(new Route("r", new RouteOptions { Name = "r", Candidates = [.. candidates.Select(target => target.Deployment.Name)] }, candidates, declared: true), new RequestFacts { Id = Guid.Empty }, default);

    private static string Order(RoutePlan plan) => string.Join(' ', plan.Order.Select(target => target.Deployment.Name));

    private void Fail(Target target, int times)
    {
        for (var i = 0; i < times; i++)
        {
            End(target, new Failure(Blame.Provider, FailureKind.UpstreamError, "upstream_error", ""));
        }
    }

    private void End(Target target, Failure? failure)
    {
        var attempt = new AttemptReport(target, _time.GetUtcNow());
        target.State.Begin(attempt);
        attempt.Failure = failure;
        target.State.End(attempt);
    }
}
