using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Dialects.OpenAiCompletions;

/// <summary>What another dialect's answer becomes for a client of text completions.</summary>
public sealed class WriterTests
{
    private static readonly CallerSide Side = CallerGoldenTests.Side("openai-completions");

    private static readonly Answer Thought = new()
    {
        Id = "msg_1",
        Model = "m",
        Created = 7,
        Choices = [new Choice(0, [new ReasoningPart("Hm."), new TextPart("42"), new TextPart("!")], new Stop(StopReason.MaxTokens))],
        Usage = new Usage { Input = 3, Output = 4 },
    };

    [Fact]
    public void Answer_WithThinking_HasTheTextAlone()
    {
        var choice = JsonDocument.Parse(Side.Write(Thought)).RootElement.GetProperty("choices")[0];
        Assert.Equal(("42!", "length"), (choice.GetProperty("text").GetString(), choice.GetProperty("finish_reason").GetString()));
    }

    [Fact]
    public void Stream_WithThinking_HasTheTextAloneAndItsUsageLast()
    {
        var stream = Side.Write(AnswerFold.Tell(Thought, 2));
        var folded = AnswerFold.Fold(Side.Events(stream));
        Assert.Equal("42!", string.Concat(folded.Choices[0].Parts.OfType<TextPart>().Select(part => part.Text)));
        Assert.DoesNotContain("Hm", stream, StringComparison.Ordinal);
        Assert.EndsWith("\"total_tokens\":7}}\n\ndata: [DONE]\n\n", stream, StringComparison.Ordinal);
        Assert.DoesNotContain("usage", Side.Write(AnswerFold.Tell(Thought, 2), usage: false), StringComparison.Ordinal);
    }

    [Fact]
    public void Stream_CutInTheMiddle_HasNoDone() =>
        Assert.DoesNotContain("[DONE]", Side.Write(AnswerFold.Tell(Thought, 1).SkipLast(1)), StringComparison.Ordinal);

    [Fact]
    public void Error_OfAFailure_IsOpenAis() =>
        Assert.Equal("invalid_request_error", JsonDocument.Parse(Side.WriteError(Side.Dialect.ReadRequest(Encoding.UTF8.GetBytes("{\"model\":\"m\"}")).Failure!)).RootElement.GetProperty("error").GetProperty("type").GetString());
}
