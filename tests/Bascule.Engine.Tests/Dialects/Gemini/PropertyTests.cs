using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Tests.Dialects.Anthropic;
using Bascule.Engine.Tests.Dialects.OpenAiChat;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Gemini;

public sealed class PropertyTests
{
    private static readonly byte[][] Seeds = [.. Files(".request.json"), .. Files(".answer.json"), .. Files(".sse"), .. Files(".array"), .. Files(".error.json")];

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
            var how = Gem.From("gemini");
            var again = Gem.Read(Gem.Write(request, how));
            Assert.Null(again.Failure);
            Assert.Equal(HubText.Render(request), HubText.Render(again.Value));
            Assert.Empty(how.Dropped);
        },
        iter: 2000);

    [Fact]
    public void Answer_WrittenAndReadAgain_IsTheSame() => Generated.Answer.Sample(
        answer =>
        {
            var json = Encoding.UTF8.GetBytes(Gem.Write(answer));
            var again = Gem.Dialect.ReadAnswer(json);
            Assert.Null(again.Failure);
            Assert.Equal(HubText.Render(answer), HubText.Render(again.Value));
            Assert.Equal(answer.Usage ?? default, Gem.Dialect.ScanAnswer(json).Usage);
        },
        iter: 2000);

    /// <summary>Neighbours of one kind grow together in a stream, so they are compared by what they say.</summary>
    [Fact]
    public void Stream_WrittenAndReadAgain_SaysTheSameHoweverItIsSplit() =>
        Gen.Select(Generated.Answer, Gen.Int[1, 4], Gen.Int[1, 700], Gen.Bool).Sample(
            (answer, pieces, step, asArray) =>
            {
                var stream = Encoding.UTF8.GetBytes(Gem.Write(AnswerFold.Tell(answer, pieces), asArray));
                var events = Gem.Events(stream, [.. Enumerable.Range(1, stream.Length / step).Select(index => index * step)]);
                Assert.IsType<AnswerEnded>(events[^1]);
                Assert.Equal(Said(answer), Said(AnswerFold.Fold(events)));
                var (meanings, scan) = Gem.Scan(stream);
                Assert.Equal(FrameMeaning.Finish, meanings[^1]);
                Assert.True(scan.EndIsProof);
                Assert.Equal(answer.Usage ?? default, scan.Usage);
                Assert.Null(Gem.Frames(stream).Trouble);
            },
            iter: 1000);

    [Fact]
    public void Array_Split_GivesItsBytesBack() =>
        Gen.Select(Generated.Answer, Gen.Int[1, 300]).Sample(
            (answer, step) =>
            {
                var stream = Encoding.UTF8.GetBytes(Gem.Write(AnswerFold.Tell(answer, 2), asArray: true));
                var raw = new MemoryStream();
                Gem.Cut(stream, Enumerable.Range(1, stream.Length / step).Select(index => index * step), frame =>
                {
                    raw.Write(frame.Raw);
                    Assert.True(!frame.HasData || frame.Raw[frame.DataAt..].StartsWith(frame.Data));
                });
                Assert.Equal(stream, raw.ToArray());
            },
            iter: 500);

    [Fact]
    public void ArbitraryBytes_NeverThrow() => Bytes.Sample(
        bytes =>
        {
            var events = new List<AnswerEvent>();
            var reader = Gem.Dialect.NewStreamReader();
            reader.Read([], bytes, events);
            reader.End(events);
            Assert.True(events[^1] is AnswerFailed or AnswerEnded);
            Gem.Dialect.NewStreamScan().Scan([], bytes);
            Gem.Cut(bytes, [bytes.Length / 2], static _ => { });
            Gem.Write(Gem.Events(bytes));
            Gem.Scan(bytes);
            Assert.NotEqual("", Gem.Dialect.ReadError(400, bytes).Message);
            var request = Gem.Dialect.ReadRequest(bytes, new CallAddress("m", false));
            Assert.True(request.Value is null != request.Failure is null);
            if (request.Value is { } asked)
            {
                Gem.Write(asked, Gem.From("gemini"));
                Chat.Write(asked, Chat.From("gemini"));
                Claude.Write(asked, Claude.From("gemini"));
            }

            if (Gem.Dialect.ReadAnswer(bytes).Value is { } said)
            {
                Gem.Write(said);
                Chat.Write(said);
            }
        },
        iter: 5000);

    /// <summary>Whatever an OpenAI caller may say, what is written stands in the order that Gemini demands.</summary>
    [Fact]
    public void Crossing_AnyChat_IsInOrder() => OpenAiChat.Generated.Request.Sample(
        request =>
        {
            var again = Gem.Read(Gem.Write(request, Gem.From("openai-chat")));
            Assert.True(again.Failure is null, again.Failure?.Message);
            string[] open = [];
            foreach (var turn in again.Value!.Turns)
            {
                var results = turn.Parts.OfType<ToolResultPart>().Select(result => result.CallId).ToArray();
                Assert.True(open.Length == 0 || open.Order().SequenceEqual(results.Order()), "calls that are not answered next");
                Assert.True(results.Length == 0 || open.Length > 0, "a result without its call");
                open = [.. turn.Parts.OfType<ToolCallPart>().Select(call => call.Id)];
            }

            Assert.Empty(open);
            Assert.Equal(Role.Assistant, again.Value.Turns.Select(turn => turn.Role).FirstOrDefault(role => role == Role.Assistant, Role.Assistant));
            Assert.NotEqual(Role.Assistant, again.Value.Turns[0].Role);
        },
        iter: 2000);

    private static string Said(Answer answer)
    {
        var parts = answer.Choices[0].Parts;
        return string.Join('\n',
            string.Concat(parts.OfType<TextPart>().Select(part => part.Text + part.Signature)),
            string.Concat(parts.OfType<ReasoningPart>().Select(part => part.Text + part.Signature)),
            string.Join('|', parts.Where(part => part is not (TextPart or ReasoningPart)).Select(HubText.Line)),
            HubText.Line(answer.Choices[0].Stop),
            HubText.Line(answer.Usage!));
    }

    private static IEnumerable<byte[]> Files(string ending) => GoldenFiles.Cases("gemini", ending).Select(name => GoldenFiles.Read("gemini", name + ending));
}
