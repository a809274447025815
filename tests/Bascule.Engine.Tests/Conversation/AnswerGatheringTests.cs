using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Conversation;

/// <summary>What was told in pieces is whole again.</summary>
public sealed class AnswerGatheringTests
{
    [Fact]
    public void Answer_ToldAndGathered_IsTheSame()
    {
        var answer = new Answer
        {
            Id = "a", Model = "m", Created = 5, Usage = new Usage { Input = 3, Output = 4 },
            Choices =
            [
                new Choice(0, [new ReasoningPart("hm") { Signature = "s", Vendor = "v" }, new TextPart("yes") { Citations = [new Citation { Url = "u" }] }, new ToolCallPart("c", "f", "{}")], new Stop(StopReason.ToolUse)),
                new Choice(1, [new RefusalPart("no")], new Stop(StopReason.Refusal, Raw: "refusal")),
            ],
        };
        var gathered = new AnswerGathering();
        foreach (var said in AnswerTelling.Tell(answer))
        {
            gathered.Take(said);
        }

        var told = gathered.Answer;
        Assert.Equal((answer.Id, answer.Model, answer.Created, answer.Usage), (told.Id, told.Model, told.Created, told.Usage));
        Assert.Equal(answer.Choices.Select(choice => choice.Stop), told.Choices.Select(choice => choice.Stop));
        Assert.Equal(answer.Choices[0].Parts[0], told.Choices[0].Parts[0]);
        Assert.Equal("yes", Assert.IsType<TextPart>(told.Choices[0].Parts[1]).Text);
        Assert.Single(((TextPart)told.Choices[0].Parts[1]).Citations);
        Assert.Equal(answer.Choices[0].Parts[2], told.Choices[0].Parts[2]);
        Assert.Equal(answer.Choices[1].Parts[0], told.Choices[1].Parts[0]);
    }

    [Fact]
    public void LogProbabilities_InPieces_AreOneList()
    {
        var gathered = new AnswerGathering();
        gathered.Take(new LogProbabilitiesTold(0, RawJson.FromText("""{"content":[{"token":"a"}],"refusal":null}""")));
        gathered.Take(new LogProbabilitiesTold(0, RawJson.FromText("""{"content":[{"token":"b"}],"refusal":null}""")));

        Assert.Equal("""{"content":[{"token":"a"},{"token":"b"}],"refusal":null}""", gathered.Answer.Choices[0].LogProbabilities.ToString());
    }
}
