using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience.Rescue;
using Bascule.Engine.Tests.Dialects;

namespace Bascule.Engine.Tests.Resilience.Rescue;

public sealed class ContinuationTests
{
    private const string Words = "One sentence, and then\n\nanother one with an emoji 🙂 and  two spaces; it ends here.";

    public static TheoryData<string> Callers => [.. DialectSet.Callers.Select(dialect => dialect.Name)];

    /// <summary>Every recorded peculiarity of the callers' dialects, as far as it is a whole answer.</summary>
    public static TheoryData<string, string> Recorded
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var folder in DialectSet.Callers.Select(dialect => dialect.Name))
            {
                foreach (var ending in new[] { ".sse", ".ndjson" })
                {
                    foreach (var name in GoldenFiles.Cases(folder, ending))
                    {
                        data.Add(folder, name + ending);
                    }
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Stream_BrokenAfterAnyEvent_IsSaidWholeOnce(string dialect)
    {
        var stream = Written(dialect, BrokenStream.Say(Words));
        Assert.Equal(Words, stream.Text);
        Assert.True(stream.IsOrdered);
        Assert.True(Check(stream, dialect) > 0);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Stream_WithReasoningBrokenAfterAnyEvent_IsSaidWholeOnce(string dialect) =>
        Assert.True(Check(Written(dialect, BrokenStream.Say(Words, "Let me think.")), dialect) > 0);

    [Theory]
    [MemberData(nameof(Recorded))]
    public void RecordedStream_BrokenAfterAnyEvent_IsSaidWholeOnceOrNotAtAll(string dialect, string file)
    {
        var stream = new BrokenStream(DialectSet.FindCaller(dialect)!, TypeOf(dialect), GoldenFiles.Read(dialect, file));
        if (stream.Events[^1] is AnswerEnded)
        {
            Check(stream, dialect);
        }
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Stream_BrokenTwice_IsSaidWholeOnce(string dialect)
    {
        var stream = Written(dialect, BrokenStream.Say(Words));
        var carried = 0;
        for (var kept = 1; kept < stream.Count; kept++)
        {
            for (var then = 0; then < 5; then++)
            {
                if (stream.Carry(kept, standing => BrokenStream.Say(Words[standing.Beginning.Length..]), breaks: [then]) is { } told)
                {
                    carried++;
                    CheckTold(stream, dialect, told, Words);
                }
            }
        }

        Assert.True(carried > 0);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public void Beginning_RepeatedByTheUpstream_IsNotSaidAgain(string dialect)
    {
        var stream = Written(dialect, BrokenStream.Say(Words));
        for (var kept = 1; kept < stream.Count; kept++)
        {
            if (stream.Carry(kept, _ => BrokenStream.Say(Words), repeats: true) is { } told)
            {
                CheckTold(stream, dialect, told, Words);
            }
        }
    }

    [Fact]
    public void Beginning_NotRepeatedThough_KeepsEveryWord() =>
        Assert.Equal("ha ha haha hum", Text(new BreakPoint { Text = "ha ha ", TextPart = 0, TextPartLength = 6, NextPart = 1 }, repeats: true, "haha hum"));

    [Theory]
    [InlineData("and  then ", "  then", "and  then  then")]    // another white space: only what is the same is dropped
    [InlineData("and then", " then", "and then then")]
    [InlineData("and\n\n", "\n\nthen", "and\n\nthen")]
    [InlineData("and\n\n", "then", "and\n\nthen")]
    [InlineData("\n", "\nthen", "\nthen")]
    [InlineData("and", "", "and")]
    public void WhiteSpace_AtTheBreak_IsSaidOnce(string told, string rest, string whole) =>
        Assert.Equal(whole, Text(new BreakPoint { Text = told, TextPart = 0, TextPartLength = told.Length, NextPart = 1 }, repeats: false, rest));

    [Fact]
    public void HalfACharacter_AtTheBreak_IsNoBeginning()
    {
        var standing = new BreakPoint { Text = "so \ud83d", TextPart = 0, NextPart = 1 };
        Assert.Equal("so", standing.Beginning);
        Assert.Equal("so 🙂!", Text(standing, repeats: false, " 🙂!"));
    }

    [Fact]
    public void Usage_OfBoth_IsSummed()
    {
        var into = new List<AnswerEvent>();
        var splice = new Continuation(new BreakPoint(), repeats: false, new Usage { Input = 10, Output = 4 }, 10);
        splice.Take(new UsageTold(new Usage { Input = 12, CachedInput = 8, Output = 5, Reasoning = 2 }), into);
        Assert.Equal(new UsageTold(new Usage { Input = 22, CachedInput = 8, Output = 9, Reasoning = 2 }), Assert.Single(into));
    }

    [Fact]
    public void Usage_ToldByNobody_IsEstimated()
    {
        var into = new List<AnswerEvent>();
        var splice = new Continuation(new BreakPoint { Text = "a", TextPart = 0, NextPart = 1 }, repeats: false, new Usage { Input = 10, Output = 4 }, 10);
        foreach (var said in BrokenStream.Say("12345678").Where(said => said is not UsageTold))
        {
            splice.Take(said, into);
        }

        Assert.Equal(new Usage { Input = 20, Output = 6 }, Assert.Single(into.OfType<UsageTold>()).Usage);
    }

    [Fact]
    public void ToolCall_BehindTheText_IsNumberedBehindIt()
    {
        var into = new List<AnswerEvent>();
        var splice = new Continuation(new BreakPoint { Text = "Let me look. ", TextPart = 1, NextPart = 2, TextPartLength = 13 }, repeats: false, default, 0);
        splice.Take(new PartBegan(0, 0, new ToolCallPart("c1", "look", "")), into);
        splice.Take(new PartGrew(0, 0, "{}"), into);
        splice.Take(new PartEnded(0, 0), into);
        Assert.Equal([new PartEnded(0, 1), new PartBegan(0, 2, new ToolCallPart("c1", "look", "")), new PartGrew(0, 2, "{}"), new PartEnded(0, 2)], into);
    }

    public static TheoryData<string, AnswerEvent[]> Obstacles => new()
    {
        { "a tool call had begun", [new PartBegan(0, 0, new ToolCallPart("c", "f", ""))] },
        { "it has several choices", [new PartBegan(1, 0, new TextPart("a"))] },
        { "its reasoning is signed", [new PartBegan(0, 0, new ReasoningPart("a")), new PartSigned(0, 0, "s"), new PartEnded(0, 0)] },
        { "its reasoning is signed", [new PartBegan(0, 0, new ReasoningPart("") { Redacted = "x" }), new PartEnded(0, 0)] },
        { "its text was complete", [new PartBegan(0, 0, new TextPart("a")), new PartEnded(0, 0)] },
        { "its text was signed", [new PartBegan(0, 0, new TextPart("a")), new PartSigned(0, 0, "s")] },
        { "it broke within its reasoning, after its text had begun", [new PartBegan(0, 0, new TextPart("a")), new PartEnded(0, 0), new PartBegan(0, 1, new ReasoningPart("b"))] },
        { "it holds more than text and reasoning", [new PartBegan(0, 0, new RefusalPart("no"))] },
        { "the answer was finished but for its end", [new PartBegan(0, 0, new TextPart("a")), new ChoiceEnded(0, new Stop(StopReason.EndTurn))] },
        { "it is longer than 262144 characters", [new PartBegan(0, 0, new TextPart("")), new PartGrew(0, 0, new string('x', AnswerRecord.MaxText + 1))] },
    };

    [Theory]
    [MemberData(nameof(Obstacles))]
    public void Record_OfWhatCannotBeCarriedOn_SaysWhy(string why, AnswerEvent[] told)
    {
        var asked = new ChatRequest { Model = "m" };
        var record = new AnswerRecord(DialectSet.FindCaller("openai-chat")!.NewStreamWriter(asked));
        foreach (var said in told)
        {
            record.Take(said);
        }

        Assert.Null(record.Stand());
        Assert.Equal(why, record.Obstacle);
    }

    [Fact]
    public void Record_OfTextBehindSignedReasoning_StandsAtTheText()
    {
        var asked = new ChatRequest { Model = "m" };
        var record = new AnswerRecord(DialectSet.FindCaller("anthropic")!.NewStreamWriter(asked));
        foreach (var said in new AnswerEvent[] { new PartBegan(0, 0, new ReasoningPart("a")), new PartSigned(0, 0, "s"), new PartEnded(0, 0), new PartBegan(0, 1, new TextPart("")), new PartGrew(0, 1, "word") })
        {
            record.Take(said);
        }

        Assert.Equal("word", record.Stand()?.Text);
    }

    private static int Check(BrokenStream stream, string dialect)
    {
        var carried = 0;
        var whole = stream.Text;
        for (var kept = 1; kept < stream.Count; kept++)
        {
            if (stream.Carry(kept, standing => BrokenStream.Say(whole[standing.Beginning.Length..], standing.Text.Length == 0 ? "Anew." : "")) is { } told)
            {
                carried++;
                CheckTold(stream, dialect, told, whole);
            }
        }

        return carried;
    }

    private static void CheckTold(BrokenStream stream, string dialect, string told, string whole)
    {
        var events = stream.Read(told);
        Assert.True(events[^1] is AnswerEnded, told);
        Assert.True(whole == BrokenStream.TextOf(events), told);
        var stop = Assert.Single(events.OfType<ChoiceEnded>()).Stop;
        Assert.Equal(StopReason.EndTurn, stop.Reason);
        var usage = events.OfType<UsageTold>().Last().Usage;
        Assert.Equal((stream.Before.Input + BrokenStream.Then.Input, stream.Before.Output + BrokenStream.Then.Output), (usage.Input, usage.Output));
        if (stream.IsOrdered)
        {
            StreamOrder.Check(dialect, told);
        }
    }

    private static string Text(BreakPoint standing, bool repeats, string rest)
    {
        var into = new List<AnswerEvent>();
        var splice = new Continuation(standing, repeats, default, 0);
        foreach (var said in BrokenStream.Say(rest))
        {
            splice.Take(said, into);
        }

        Assert.Single(into.OfType<PartEnded>());
        return standing.Text + string.Concat(into.OfType<PartGrew>().Select(grew => grew.Text));
    }

    private static BrokenStream Written(string dialect, IEnumerable<AnswerEvent> events)
    {
        var known = DialectSet.FindCaller(dialect)!;
        var into = new ArrayBufferWriter<byte>();
        var writer = known.NewStreamWriter(new ChatRequest { Model = "m", Stream = true, StreamUsage = true });
        foreach (var said in events)
        {
            writer.Write(said, into);
        }

        return new BrokenStream(known, TypeOf(dialect), into.WrittenSpan.ToArray());
    }

    private static string TypeOf(string dialect) => dialect.StartsWith("ollama", StringComparison.Ordinal) ? "application/x-ndjson" : "text/event-stream";
}
