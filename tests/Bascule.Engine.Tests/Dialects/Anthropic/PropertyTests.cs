using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Tests.Dialects.OpenAiChat;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Anthropic;

public sealed class PropertyTests
{
    private static readonly byte[][] Seeds =
    [
        .. Files(".request.json"), .. Files(".answer.json"), .. Files(".sse"),
    ];

    /// <summary>Golden inputs with some bytes changed, and bytes without sense.</summary>
    private static Gen<byte[]> Bytes { get; } = Gen.OneOf(
        Gen.Byte.Array[0, 60],
        Gen.Select(Gen.Int[0, Seeds.Length - 1], Gen.Select(Gen.Int[0, 4000], Gen.OneOf(Gen.Byte, Gen.OneOf((byte)'"', (byte)'{', (byte)'\\', (byte)'u', (byte)'0', (byte)',', (byte)'['))).Array[0, 4], Gen.Int[0, 5000], (seed, edits, length) =>
        {
            var bytes = Seeds[seed][..Math.Min(Seeds[seed].Length, Math.Max(length, 1))].ToArray();
            foreach (var (at, value) in edits)
            {
                bytes[at % bytes.Length] = value;
            }

            return bytes;
        }));

    [Fact]
    public void Request_WrittenAndReadAgain_IsTheSame() => Generated.Request.Sample(
        request =>
        {
            var how = new RequestWriting { Model = request.Model, From = "anthropic", SignaturesOf = "anthropic" };
            var again = Claude.Read(Claude.Write(request, how));
            Assert.Null(again.Failure);
            Assert.Equal(HubText.Render(request), HubText.Render(again.Value));
            Assert.Empty(how.Dropped);
        },
        iter: 2000);

    [Fact]
    public void Answer_WrittenAndReadAgain_IsTheSame() => Generated.Answer.Sample(
        answer =>
        {
            var json = Encoding.UTF8.GetBytes(Claude.Write(answer));
            var again = Claude.Dialect.ReadAnswer(json);
            Assert.Null(again.Failure);
            Assert.Equal(HubText.Render(answer), HubText.Render(again.Value));
            Assert.Equal(answer.Usage ?? default, Claude.Dialect.ScanAnswer(json).Usage);
        },
        iter: 2000);

    [Fact]
    public void Stream_WrittenAndReadAgain_IsTheSameHoweverItIsSplit() =>
        Gen.Select(Generated.Answer, Gen.Int[1, 4], Gen.Int[1, 700]).Sample(
            (answer, pieces, step) =>
            {
                var stream = Encoding.UTF8.GetBytes(Claude.Write(AnswerFold.Tell(answer, pieces)));
                var events = Claude.Events(stream, [.. Enumerable.Range(1, stream.Length / step).Select(index => index * step)]);
                Assert.IsType<AnswerEnded>(events[^1]);
                Assert.Equal(HubText.Render(answer), HubText.Render(AnswerFold.Fold(events)));
                var (meanings, scan) = Claude.Scan(stream);
                Assert.Equal(FrameMeaning.Terminal, meanings[^1]);
                Assert.Equal(answer.Usage ?? default, scan.Usage);
            },
            iter: 1000);

    [Fact]
    public void ArbitraryBytes_NeverThrow() => Bytes.Sample(
        bytes =>
        {
            var events = new List<AnswerEvent>();
            var reader = Claude.Dialect.NewStreamReader();
            reader.Read([], bytes, events);
            reader.Read("error"u8, bytes, events);
            reader.End(events);
            Assert.True(events[^1] is AnswerFailed or AnswerEnded);
            var scan = Claude.Dialect.NewStreamScan();
            scan.Scan([], bytes);
            scan.Scan("error"u8, bytes);
            Claude.Write(Claude.Events(bytes));
            Claude.Scan(bytes);
            Assert.NotEqual("", Claude.Dialect.ReadError(400, bytes).Message);
            var request = Claude.Dialect.ReadRequest(bytes);
            Assert.True(request.Value is null != request.Failure is null);
            if (request.Value is { } asked)
            {
                Claude.Write(asked, Claude.From("anthropic"));
                Chat.Write(asked, Chat.From("anthropic"));
            }

            if (Claude.Dialect.ReadAnswer(bytes).Value is { } said)
            {
                Assert.Null(Claude.Dialect.ScanAnswer(bytes).Failure);
                Claude.Write(said);
                Chat.Write(said);
            }
        },
        iter: 5000);

    /// <summary>Whatever an OpenAI caller may say, what is written stands in the order that a strict upstream demands.</summary>
    [Fact]
    public void Crossing_AnyChat_IsInOrder() => OpenAiChat.Generated.Request.Sample(
        request =>
        {
            var again = Claude.Read(Claude.Write(request, Claude.From("openai-chat")));
            Assert.True(again.Failure is null, again.Failure?.Message);
            var open = new HashSet<string>();
            var assistant = true;
            foreach (var turn in again.Value!.Turns.Where(turn => turn.Role != Role.Tool || turn.Parts.Count > 0))
            {
                var results = turn.Parts.OfType<ToolResultPart>().Select(result => result.CallId).ToArray();
                Assert.True(open.SetEquals(results) || turn.Role != Role.Tool, "a result without its call or a call without its result");
                Assert.True(open.Count == 0 || turn.Role == Role.Tool, "calls that are not answered next");
                open = [.. turn.Parts.OfType<ToolCallPart>().Select(call => call.Id)];
                Assert.True(turn.Role == Role.Assistant != assistant || turn.Role == Role.User, "two turns of the assistant");
                assistant = turn.Role == Role.Assistant;
            }

            Assert.Empty(open);
        },
        iter: 2000);

    private static IEnumerable<byte[]> Files(string ending) => GoldenFiles.Cases("anthropic", ending).Select(name => GoldenFiles.Read("anthropic", name + ending));
}
