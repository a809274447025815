using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience.Reasoning;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Engine.Tests.Resilience;

public sealed class KeptReasoningTests
{
    private static readonly ReasoningPart Signed = new("because") { Signature = "sig", Vendor = "anthropic" };

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Restore_TurnWithoutItsReasoning_GetsItBackInFront()
    {
        var kept = Filled("a", "call_1");
        var restored = kept.Restore("a", Asking(new TextPart("so"), new ToolCallPart("call_1", "f", "{}")));
        Assert.Equal([Signed, new TextPart("so"), new ToolCallPart("call_1", "f", "{}")], restored.Turns[1].Parts);
    }

    [Fact]
    public void Restore_AnotherTenant_FindsNothing()
    {
        var asking = Asking(new ToolCallPart("call_1", "f", "{}"));
        Assert.Same(asking.Turns[1], Filled("a", "call_1").Restore("b", asking).Turns[1]);
    }

    [Fact]
    public void Restore_AfterAnHour_FindsNothing()
    {
        var kept = Filled("a", "call_1");
        _time.Advance(KeptReasoning.Life);
        Assert.DoesNotContain(Signed, kept.Restore("a", Asking(new ToolCallPart("call_1", "f", "{}"))).Turns[1].Parts);
    }

    [Fact]
    public void Restore_ReasoningSentBack_IsLeftAlone()
    {
        var own = Signed with { Text = "mine" };
        var asking = Asking(own, new ToolCallPart("call_1", "f", "{}"));
        Assert.Same(asking, Filled("a", "call_1").Restore("a", asking));
    }

    [Fact]
    public void Keep_PastItsBound_ForgetsTheOldest()
    {
        var kept = Filled("a", "first");
        for (var i = 0; i < KeptReasoning.MaxCalls; i++)
        {
            kept.Keep("a", [Signed, new ToolCallPart($"call_{i}", "f", "{}")]);
        }

        Assert.DoesNotContain(Signed, kept.Restore("a", Asking(new ToolCallPart("first", "f", "{}"))).Turns[1].Parts);
        Assert.Contains(Signed, kept.Restore("a", Asking(new ToolCallPart("call_0", "f", "{}"))).Turns[1].Parts);
    }

    [Fact]
    public void Restore_SignaturesOfCallsAndText_StandWhereTheyStood()
    {
        var kept = new KeptReasoning(_time);
        kept.Keep("a", [new TextPart("so") { Signature = "t" }, new ToolCallPart("1", "f", "{}") { Signature = "s" }, new ToolCallPart("2", "f", "{}")]);
        var asking = Asking(new TextPart("so"), new ToolCallPart("1", "f", "{}"), new ToolCallPart("2", "f", "{}")) with { Reasoning = null };
        Assert.Equal(
            [new TextPart("so") { Signature = "t" }, new ToolCallPart("1", "f", "{}") { Signature = "s" }, new ToolCallPart("2", "f", "{}")],
            kept.Restore("a", asking).Turns[1].Parts);
        Assert.Equal("t", Assert.IsType<TextPart>(kept.Restore("a", Asking(new ToolCallPart("1", "f", "{}"))).Turns[1].Parts[0]).Signature);
        Assert.Same(asking, kept.Restore("b", asking));
    }

    [Fact]
    public void Restore_ACallSignedByItsClient_IsLeftAlone()
    {
        var kept = new KeptReasoning(_time);
        kept.Keep("a", [new ToolCallPart("1", "f", "{}") { Signature = "s" }]);
        var asking = Asking(new ToolCallPart("1", "f", "{}") { Signature = "mine" });
        Assert.Same(asking, kept.Restore("a", asking));
    }

    private KeptReasoning Filled(string tenant, string call)
    {
        var kept = new KeptReasoning(_time);
        kept.Keep(tenant, [Signed, new ToolCallPart(call, "f", "{}")]);
        return kept;
    }

    private static ChatRequest Asking(params Part[] assistant) => new()
    {
        Model = "m",
        Reasoning = new ReasoningWish { Effort = "high" },
        Turns = [new Turn(Role.User, [new TextPart("go")]), new Turn(Role.Assistant, assistant)],
    };
}
