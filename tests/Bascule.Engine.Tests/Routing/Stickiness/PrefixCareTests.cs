using System.Text;
using System.Text.Json;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Resilience.Breakers;
using Bascule.Engine.Resilience.Prompts;
using Bascule.Engine.Routing;
using Bascule.Engine.Routing.Strategies;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Routing.Stickiness;

public sealed class PrefixCareTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes($$"""{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"{{new string('a', 40_000)}}"}]}""");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero));
    private readonly DialogueTable _dialogues = new();
    private readonly PrefixWatch _watch = new(new GatewayMeters());

    [Fact]
    public void Weigh_TheCacheIsWorthMore_StaysAndSaysWhy()
    {
        Target[] targets = [Of("dear", 3, 0.3m), Of("cheap", 2, 0.2m)];
        Answered(targets[0]);
        var plan = Plan("cheapest", targets);
        Assert.Equal(["dear", "cheap"], Names(plan));
        Assert.Equal("stays on dear: the cached prefix of 10,000 tokens saves USD 0.027, cheap would save 0.0101", plan.Stay!.Text);
        var decision = JsonElement.Parse(Decision.ToJson(plan, made: null));
        Assert.Equal(plan.Stay.Text, decision.GetProperty("stickiness").GetString());
        Assert.Equal((10_000, 0.027m), (decision.GetProperty("cached_prefix").GetProperty("tokens").GetInt64(), decision.GetProperty("cached_prefix").GetProperty("saves_usd").GetDecimal()));
    }

    [Fact]
    public void Weigh_ElsewhereIsMuchCheaper_Leaves()
    {
        Target[] targets = [Of("dear", 3, 0.3m), Of("cheap", 0.1m, 0.01m)];
        Answered(targets[0]);
        var plan = Plan("cheapest", targets);
        Assert.Equal(["cheap", "dear"], Names(plan));
        Assert.StartsWith("leaves dear: the cached prefix of 10,000 tokens saves USD 0.027, cheap would save ", plan.Stay!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Weigh_ANewConversation_HasNothingToKeep()
    {
        Target[] targets = [Of("dear", 3, 0.3m), Of("cheap", 2, 0.2m)];
        Assert.Null(Plan("cheapest", targets).Stay);
    }

    [Fact]
    public void Weigh_TheCacheHasDied_LeavesItToTheStrategy()
    {
        Target[] targets = [Of("dear", 3, 0.3m), Of("cheap", 2, 0.2m)];
        Answered(targets[0]);
        _time.Advance(TimeSpan.FromMinutes(11));
        var plan = Plan("cheapest", targets);
        Assert.Equal(["cheap", "dear"], Names(plan));
        Assert.Null(plan.Stay);
    }

    [Theory]
    [InlineData("weighted")]
    [InlineData("least-busy")]
    [InlineData("fastest")]
    [InlineData("cheapest")]
    public void Weigh_EveryStrategyButTheOperatorsOrder_Stays(string strategy)
    {
        Target[] targets = [Of("other", 3, 0.3m), Of("held", 3, 0.3m)];
        Answered(targets[1]);
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(["held", "other"], Names(Plan(strategy, targets)));
        }

        Assert.Equal(["other", "held"], Names(Plan("ordered", targets)));
    }

    [Fact]
    public void Weigh_ABrokenOne_IsLeftAtOnce()
    {
        Target[] targets = [Of("other", 3, 0.3m), Of("held", 3, 0.3m)];
        Answered(targets[1]);
        for (var i = 0; i < 20; i++)
        {
            targets[1].State.Breaker.End(targets[1].State.Breaker.Begin(), Verdict.Failed, null, "upstream_error", null);
        }

        Assert.True(targets[1].IsCooling);
        Assert.Equal(["other", "held"], Names(Plan("least-busy", targets)));
    }

    [Fact]
    public void Weigh_ADrainedOne_IsLeftAtOnce()
    {
        Target[] targets = [Of("other", 3, 0.3m), Of("held", 3, 0.3m), Of("third", 4, 0.4m)];
        Answered(targets[1]);
        targets[1].State.Drained = true;
        var plan = Plan("cheapest", targets);
        Assert.Equal(["other", "third"], Names(plan));
        Assert.Null(plan.Stay);
    }

    [Fact]
    public void Weigh_NoPriceIsKnown_LeavesItToTheStrategy()
    {
        Target[] targets = [Of("a", null, null), Of("b", null, null)];
        Answered(targets[1]);
        Assert.Null(Plan("least-busy", targets).Stay);
    }

    [Fact]
    public void Weigh_ACacheThatKeepsTellingNothing_IsTrustedLessAndLess()
    {
        Target[] targets = [Of("dear", 3, 0.3m), Of("cheap", 2, 0.2m)];
        for (var i = 0; i < 40; i++)
        {
            Answered(targets[0], cached: 0);
        }

        Assert.Equal(["cheap", "dear"], Names(Plan("cheapest", targets)));
    }

    [Fact]
    public void Weigh_APrefixThatTheCallerChanged_IsNotReckonedWith()
    {
        Target[] targets = [Of("dear", 3, 0.3m), Of("cheap", 2, 0.2m)];
        Answered(targets[0], session: "s");
        var other = Encoding.UTF8.GetBytes($$"""{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"b{{new string('a', 40_000)}}"}]}""");
        Assert.NotNull(Plan("cheapest", targets, "s").Stay);
        Assert.Null(Plan("cheapest", targets, "s", other).Stay);
    }

    private void Answered(Target target, long? cached = null, string? session = null) => Prompt(session).Learn(
        new AttemptReport(target, _time.GetUtcNow()) { Produced = true, Usage = new Usage { Input = 10_000, CachedInput = cached, Output = 100 } }, 10_000);

    private PromptCare Prompt(string? session, byte[]? body = null) =>
        PromptCare.Recognise(new PromptAsking(_dialogues, _watch, _time) { Tenant = "key:web", Session = session }, body ?? Body, RequestShape.Messages);

    private RoutePlan Plan(string strategy, Target[] targets, string? session = null, byte[]? body = null)
    {
        var profile = RequestScan.Read(body ?? Body).Value!;
        profile.EstimatedInputTokens = 10_000;
        var route = new Route("r", new RouteOptions { Name = "r", Candidates = [.. targets.Select(target => target.Deployment.Name)], Strategy = strategy }, targets, declared: true);
        return Planner.Plan(route, new RequestFacts { Id = Guid.Empty }, new Occasion(profile, "key:web", session, _time.GetUtcNow(), new Random(1)) { Prompt = Prompt(session, body) });
    }

    private Target Of(string name, decimal? input, decimal? cached)
    {
        var options = new DeploymentOptions { Name = name, Provider = "p", Upstream = name, Price = input is { } price ? new PriceOptions(price, cached, null, price) : null };
        var provider = new ProviderOptions { Name = "p", Dialect = "openai-chat", BaseUrl = new Uri("http://127.0.0.1:1/v1") };
        return new Target(new Deployment(options, null, FactBook.Empty), new Provider(provider, Vendor.For("openai-chat")!), new DeploymentState(_time));
    }

    private static string[] Names(RoutePlan plan) => [.. plan.Order.Select(target => target.Deployment.Name)];
}
