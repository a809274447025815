using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Ollama;

public sealed class PropertyTests
{
    private static readonly CallerSide Side = CallerGoldenTests.Side("ollama");

    [Fact]
    public void Request_WrittenAndReadAgain_IsTheSame() => Generated.Request.Sample(
        request =>
        {
            var how = new RequestWriting { Model = request.Model, From = "ollama" };
            Assert.Equal(HubText.Render(request), HubText.Render(Side.Request(Side.Write(request, how))));
            Assert.Empty(how.Dropped);
        },
        iter: 1000);

    [Fact]
    public void Answer_WrittenAndReadAgain_IsTheSame() => Generated.Answer.Sample(
        answer =>
        {
            var json = Encoding.UTF8.GetBytes(Side.Write(answer));
            Assert.Equal(HubText.Render(answer), HubText.Render(Plain(Side.Dialect.ReadAnswer(json).Value!)));
            Assert.Equal(answer.Usage, Side.Dialect.ScanAnswer(json).Usage);
        },
        iter: 1000);

    [Fact]
    public void Stream_WrittenAndReadAgain_IsTheSameHoweverItIsSplit() => Gen.Select(Generated.Answer, Gen.Int[1, 4], Gen.Int[1, 700]).Sample(
        (answer, pieces, step) =>
        {
            var stream = Encoding.UTF8.GetBytes(Side.Write(AnswerFold.Tell(answer, pieces)));
            Assert.Equal(HubText.Render(answer), HubText.Render(Plain(AnswerFold.Fold(Side.Events(stream, step)))));
            var (meanings, scan) = Side.Scan(stream);
            Assert.Equal(FrameMeaning.Terminal, meanings[^1]);
            Assert.Equal(answer.Usage, scan.Usage);
        },
        iter: 500);

    [Theory]
    [InlineData("ollama")]
    [InlineData("ollama-generate")]
    [InlineData("openai-completions")]
    public void ArbitraryBytes_NeverThrow(string dialect)
    {
        var side = CallerGoldenTests.Side(dialect);
        Torn.Bytes(dialect).Sample(
            bytes =>
            {
                var events = side.Events(bytes);
                Assert.True(events[^1] is AnswerFailed or AnswerEnded);
                side.Write(events);
                var (meanings, scan) = side.Scan(bytes);
                Assert.Equal(events[^1] is AnswerEnded, meanings.Contains(FrameMeaning.Terminal) || scan.EndIsProof && !meanings.Contains(FrameMeaning.Failed));
                Assert.NotEqual("", side.Dialect.ReadError(400, bytes).Message);
                var request = side.Dialect.ReadRequest(bytes);
                Assert.True(request.Value is null != request.Failure is null);
                if (request.Value is { } asked)
                {
                    OpenAiChat.Chat.Write(asked, OpenAiChat.Chat.From(dialect));
                    CallerGoldenTests.Side("ollama").Write(asked, OpenAiChat.Chat.From(dialect));
                }

                var answer = side.Dialect.ReadAnswer(bytes);
                Assert.Equal(answer.Failure?.Kind, side.Dialect.ScanAnswer(bytes).Failure?.Kind);
                if (answer.Value is { } said)
                {
                    side.Write(said);
                }
            },
            iter: 3000);
    }

    /// <summary>Without what the wire does not have: ids and durations.</summary>
    private static Answer Plain(Answer answer) => answer with { Id = "", Foreign = [] };
}
