using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Dialects.Anthropic;

public sealed class StreamWriterTests
{
    private static readonly AnswerBegan Began = new("chatcmpl-1", "m", 1);
    private static readonly ChoiceEnded Stopped = new(0, new Stop(StopReason.EndTurn));

    [Fact]
    public void Parts_GrowingSideBySide_BecomeBlocksOneAfterTheOther()
    {
        var events = Claude.Events(Claude.Write(
        [
            Began,
            new PartBegan(0, 0, new TextPart("")),
            new PartBegan(0, 1, new ToolCallPart("a", "get", "")),
            new PartBegan(0, 2, new ToolCallPart("b", "get", "")),
            new PartGrew(0, 2, "{\"n\":"),
            new PartGrew(0, 1, "{\"m\":"),
            new PartGrew(0, 0, "late"),
            new PartGrew(0, 1, "1}"),
            new PartGrew(0, 2, "2}"),
            new PartEnded(0, 2),
            new PartEnded(0, 1),
            new PartEnded(0, 0),
            new ChoiceEnded(0, new Stop(StopReason.ToolUse)),
            new UsageTold(new Usage { Input = 5, Output = 6 }),
            new AnswerEnded(),
        ]));
        Assert.Equal("get,get,", string.Join(',', events.OfType<PartBegan>().Select(began => (began.Seed as ToolCallPart)?.Name)));
        Assert.Equal("{\"m\":1}|{\"n\":2}|late", string.Join('|', events.OfType<PartGrew>().GroupBy(grew => grew.Part).Select(part => string.Concat(part.Select(grew => grew.Text)))));
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2], events.Select(PartOf).OfType<int>());
        Assert.Equal(new Usage { Input = 5, Output = 6 }, events.OfType<UsageTold>().Last().Usage);
    }

    [Fact]
    public void Parts_OfOtherVendorsProof_AreShownWithoutIt()
    {
        var text = Claude.Write(
        [
            Began, new PartBegan(0, 0, new ReasoningPart("") { Vendor = "openai" }), new PartGrew(0, 0, "hm"), new PartSigned(0, 0, "ENC"), new PartEnded(0, 0),
            new PartBegan(0, 1, new ReasoningPart("") { Vendor = "openai", Redacted = "ENC" }), new PartEnded(0, 1), Stopped, new AnswerEnded(),
        ]);
        Assert.DoesNotContain("ENC", text, StringComparison.Ordinal);
        Assert.Contains("\"thinking\":\"hm\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("redacted", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_BecomesTextAndItsOwnStopReason()
    {
        var events = Claude.Events(Claude.Write([Began, new PartBegan(0, 0, new RefusalPart("")), new PartGrew(0, 0, "No."), new PartEnded(0, 0), Stopped, new AnswerEnded()]));
        Assert.Contains(new PartGrew(0, 0, "No."), events);
        Assert.Equal(StopReason.Refusal, events.OfType<ChoiceEnded>().Single().Stop.Reason);
    }

    [Fact]
    public void Text_WithACharacterCutInHalf_IsPutTogether()
    {
        var events = Claude.Events(Claude.Write(
            [Began, new PartBegan(0, 0, new TextPart("")), new PartGrew(0, 0, "a\uD83D"), new PartGrew(0, 0, "\uDE00b"), new PartGrew(0, 0, "\uD83D"), new PartEnded(0, 0), Stopped, new AnswerEnded()]));
        Assert.Equal("a\U0001F600b\uFFFD", string.Concat(events.OfType<PartGrew>().Select(grew => grew.Text)));
    }

    [Fact]
    public void SecondChoice_HasNoPlace()
    {
        var text = Claude.Write([Began, new PartBegan(1, 0, new TextPart("")), new PartGrew(1, 0, "other"), new PartEnded(1, 0), new ChoiceEnded(1, default), Stopped, new AnswerEnded()]);
        Assert.DoesNotContain("other", text, StringComparison.Ordinal);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", text, StringComparison.Ordinal);
    }

    private static int? PartOf(AnswerEvent said) => said switch
    {
        PartBegan began => began.Part,
        PartGrew grew => grew.Part,
        PartEnded ended => ended.Part,
        _ => null,
    };
}
