using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Limits.Budgets;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Journeys.Guardrails;

/// <summary>Guardrails that live elsewhere: asked only where policy lets them see the request, within their time; what they say can only raise the class or refuse.</summary>
public sealed class RemoteTests
{
    private const string Judge = "deployment: judge/omni-moderation-latest";
    private const string Hook = "deployment: hook/check";
    private const string Question = """{"model":"assistant","messages":[{"role":"user","content":"how do I do it?"}]}""";

    [Theory]
    [InlineData(Judge, "harassment", 400)]
    [InlineData(Judge, "", 200)]
    [InlineData(Hook, """{"action":"block","kinds":["harassment"]}""", 400)]
    [InlineData(Hook, """{"kinds":["harassment"]}""", 400)]
    [InlineData(Hook, """{"action":"allow","kinds":["harassment"]}""", 200)]
    [InlineData(Hook, "{}", 200)]
    public async Task Block_OfARemoteOne_RefusesWhereItFoundSomething(string deployment, string says, int expected)
    {
        await using var house = await GuardHouse.StartAsync([$"{{ name: far, {deployment}, action: block, required: true }}"], Says(says));
        var (status, text) = await house.AskAsync("/v1/chat/completions", Question);
        var far = (await house.DecidedAsync())[0];

        Assert.Equal(expected, status);
        Assert.Equal(expected == 400 ? "found" : "passed", far.GetProperty("outcome").GetString());
        Assert.True(far.TryGetProperty("ms", out _));
        Assert.Equal(expected == 400 ? 0 : 1, house.SentTo("away").Count());
        Assert.Equal(expected == 400, text.Contains("harassment", StringComparison.Ordinal) && text.Contains("'far'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Moderation_WithAPrice_IsPaidForByTheRequest()
    {
        await using var house = await GuardHouse.StartAsync([$"{{ name: far, deployment: paid, action: flag }}"], more: "deployments: { paid: { provider: judge, upstream: omni, price: { input: 100, output: 0 } } }");
        await house.AskAsync("/v1/chat/completions", Question);
        var row = await house.Gateway.OnlyRowAsync();

        // 15 bytes of question are 4 tokens at USD 100 a million.
        Assert.Equal(400_000, row.BookedNano + (row.CostNano ?? 0));
        Assert.Equal(400_000, house.Gateway.Services.GetRequiredService<Treasury>().Of(new BudgetHolder(null, null, null, null, null, new BudgetOptions(1, BudgetPeriod.Day))).States(row.At)[0].Spent);
    }

    [Fact]
    public async Task Moderation_IsAskedInOpenAisShape()
    {
        await using var house = await GuardHouse.StartAsync([$"{{ name: far, {Judge}, action: flag }}"]);
        await house.AskAsync("/v1/chat/completions", Question);
        var seen = Assert.Single(house.SentTo("judge"));

        Assert.Equal(("/judge/v1/moderations", "Bearer sk-judge-0123456789abcdef"), (seen.Target, seen.Headers["authorization"]));
        Assert.Equal("""{"model":"omni-moderation-latest","input":["how do I do it?"]}""", seen.Text);
    }

    [Fact]
    public async Task Webhook_IsAskedInOurShape()
    {
        await using var house = await GuardHouse.StartAsync([$"{{ name: far, {Hook}, action: flag }}"]);
        await house.AskAsync("/v1/chat/completions", Question);
        var seen = Assert.Single(house.SentTo("hook"));

        Assert.Equal(("/hook/check", "Bearer hook-key-0123456789abcdef"), (seen.Target, seen.Headers["authorization"]));
        Assert.Equal("""{"guardrail":"far","on":"input","texts":["how do I do it?"]}""", seen.Text);
    }

    [Theory]
    [InlineData(Judge + ", as: confidential", "harassment", DataClass.Confidential)]
    [InlineData(Hook + ", as: confidential", """{"kinds":["plan"]}""", DataClass.Confidential)]
    [InlineData(Hook, """{"class":"regulated"}""", DataClass.Regulated)]
    [InlineData(Hook, """{"class":"public"}""", DataClass.Internal)]
    public async Task Class_OfARemoteOne_OnlyRisesAndPolicyIsAskedAgain(string deployment, string says, DataClass expected)
    {
        await using var house = await GuardHouse.StartAsync([$"{{ name: far, {deployment}, action: classify, required: true }}"], Says(says));
        await house.AskAsync("/v1/chat/completions", Question);
        var row = await house.Gateway.OnlyRowAsync();

        Assert.Equal((expected, expected == DataClass.Internal ? "away/m" : "home/m"), (row.DataClass, row.Deployment));
        Assert.Equal(expected == DataClass.Internal ? 1 : 0, house.SentTo("away").Count());
    }

    [Fact]
    public async Task LocalOne_WhoseConditionNamesAClass_LooksWhenARemoteOneHasRaisedIt()
    {
        await using var house = await GuardHouse.StartAsync(
        [
            $"{{ name: far, {Hook}, action: classify }}",
            "{ name: near, custom: [{ name: how, words: [how] }], action: block, when: { data_class: confidential } }",
        ], Says("""{"class":"confidential"}"""));

        Assert.Equal(400, (await house.AskAsync("/v1/chat/completions", Question)).Status);
    }

    [Theory]
    [InlineData(true, 403, "guardrail_not_allowed")]
    [InlineData(false, 200, null)]
    public async Task RemoteOne_ThatMayNotSeeTheRequest_IsSentNothing(bool required, int expected, string? error)
    {
        await using var house = await GuardHouse.StartAsync(
        [
            "{ name: pii, detect: [email], action: classify, as: confidential, unreadable: confidential }",
            $"{{ name: far, deployment: abroad/check, action: block, required: {(required ? "true" : "false")} }}",
        ]);
        var (status, _) = await house.AskAsync("/v1/chat/completions", $$"""{"model":"assistant","messages":[{"role":"user","content":"mail {{GuardHouse.Secret}}"}]}""");
        var row = await house.Gateway.OnlyRowAsync();

        Assert.Equal((expected, error), (status, row.Error));
        Assert.Empty(house.SentTo("hook"));
        Assert.Empty(house.SentTo("away"));
        Assert.StartsWith("not asked", (await house.DecidedAsync())[1].GetProperty("outcome").GetString(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Troubles => new()
    {
        { "deployment: dead/check", "", "it could not be reached" },
        { Judge + ", timeout: 50ms", "never", "no answer within 0.05 s" },
        { Judge, "500", "it answered with status 500" },
        { Judge, "no json", "its answer cannot be understood" },
        { Judge, """{"results":[]}""", "its answer cannot be understood" },
        { Hook, """{"action":"perhaps"}""", "its answer cannot be understood" },
        { Hook, """{"class":"secret"}""", "its answer cannot be understood" },
        { Hook, "cut", "it could not be reached" },
        { Hook, "endless", "its answer is too long" },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task RequiredOne_ThatDoesNotJudge_RefusesWithTheReason(string deployment, string says, string outcome)
    {
        await using var house = await GuardHouse.StartAsync([$"{{ name: far, {deployment}, action: block, required: true }}"], Broken(says));
        var (status, text) = await house.AskAsync("/v1/chat/completions", Question);

        Assert.Equal((503, "guardrail_unavailable"), (status, JsonElement.Parse(text).GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal(outcome, (await house.DecidedAsync())[0].GetProperty("outcome").GetString());
        Assert.Empty(house.SentTo("away"));
    }

    [Fact]
    public async Task RequiredOne_IsWaitedForNoLongerThanTheCallerWaits()
    {
        await using var house = await GuardHouse.StartAsync([$"{{ name: far, {Judge}, timeout: 60s, action: block, required: true }}"], Broken("never"));
        var (status, _) = await house.AskAsync("/v1/chat/completions", Question, ("x-bascule-timeout", "0.2"));

        Assert.Equal(503, status);
        Assert.StartsWith("no answer within 0.", (await house.DecidedAsync())[0].GetProperty("outcome").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task OptionalOne_ThatDoesNotJudge_IsPassedOverAndNoted(string deployment, string says, string outcome)
    {
        await using var house = await GuardHouse.StartAsync([$"{{ name: far, {deployment}, action: block }}"], Broken(says));

        Assert.Equal(200, (await house.AskAsync("/v1/chat/completions", Question)).Status);
        Assert.Equal(outcome, (await house.DecidedAsync())[0].GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Webhook_ThatEchoesTheText_LeavesNoneOfItInTheLedger()
    {
        await using var house = await GuardHouse.StartAsync([$"{{ name: far, {Hook}, action: flag }}"], Says("""{"kinds":["how do I do it?","078051120"]}"""));
        await house.AskAsync("/v1/chat/completions", Question);

        Assert.Equal("""{"other":2}""", (await house.DecidedAsync())[0].GetProperty("found").ToString());
    }

    [Fact]
    public async Task Webhook_AskedForByACaller_AnswersNobody()
    {
        await using var house = await GuardHouse.StartAsync([$"{{ name: far, {Hook}, action: flag }}"]);
        var (status, _) = await house.AskAsync("/v1/chat/completions", Question.Replace("assistant", "hook/check", StringComparison.Ordinal));

        Assert.Equal(404, status);
        Assert.Empty(house.Upstream.Seen);
    }

    private static Func<ScriptedRequest, ScriptedAnswer> Says(string says) =>
        request => request.Target.StartsWith("/judge", StringComparison.Ordinal) ? GuardHouse.Moderation(request, says) : ScriptedAnswer.Json(says);

    private static Func<ScriptedRequest, ScriptedAnswer> Broken(string says) => _ => says switch
    {
        "never" => ScriptedAnswer.Never(),
        "500" => ScriptedAnswer.Json("{}", 500),
        "cut" => ScriptedAnswer.Reset(),
        "endless" => ScriptedAnswer.Json("{\"kinds\":[\"" + new string('x', 2_000_000) + "\"]}"),
        _ => ScriptedAnswer.Json(says),
    };
}
