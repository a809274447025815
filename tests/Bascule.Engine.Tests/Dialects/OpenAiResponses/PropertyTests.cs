using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.OpenAiResponses;

public sealed class PropertyTests
{
    private static readonly byte[][] Seeds =
    [
        .. GoldenFiles.Cases("openai-responses", ".request.json").Select(name => GoldenFiles.Read("openai-responses", name + ".request.json")),
        .. GoldenFiles.Cases("openai-responses", ".answer.json").Select(name => GoldenFiles.Read("openai-responses", name + ".answer.json")),
        .. GoldenFiles.Cases("openai-responses", ".sse").Select(name => GoldenFiles.Read("openai-responses", name + ".sse")),
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
            var how = new RequestWriting { Model = request.Model, From = "openai-responses", SignaturesOf = "openai" };
            var again = Responses.Request(Responses.Write(request, how));
            Assert.Equal(HubText.Render(request), HubText.Render(again));
            Assert.Empty(how.Dropped);
        },
        iter: 2000);

    [Fact]
    public void Request_ReadTwice_IsEqualByValue() => Generated.Request.Sample(request =>
    {
        var json = Responses.Write(request, new RequestWriting { Model = request.Model, From = "openai-responses", SignaturesOf = "openai" });
        Assert.Equal(Responses.Request(json), Responses.Request(json));
    });

    [Fact]
    public void Answer_WrittenAndReadAgain_IsTheSame() => Generated.Answer(streamed: false).Sample(
        answer =>
        {
            var json = Encoding.UTF8.GetBytes(Responses.Write(answer));
            var again = Responses.Dialect.ReadAnswer(json);
            Assert.Null(again.Failure);
            Assert.Equal(HubText.Render(answer), HubText.Render(again.Value));
            Assert.Equal(answer.Usage ?? default, Responses.Dialect.ScanAnswer(json).Usage);
        },
        iter: 2000);

    [Fact]
    public void Stream_WrittenAndReadAgain_IsTheSameHoweverItIsSplit() =>
        Gen.Select(Generated.Answer(streamed: true), Gen.Int[1, 4], Gen.Int[1, 700]).Sample(
            (answer, pieces, step) =>
            {
                var stream = Encoding.UTF8.GetBytes(Responses.Write(AnswerFold.Tell(answer, pieces)));
                var events = Responses.Events(stream, [.. Enumerable.Range(1, stream.Length / step).Select(index => index * step)]);
                Assert.IsType<AnswerEnded>(events[^1]);
                Assert.Equal(HubText.Render(answer), HubText.Render(AnswerFold.Fold(events)));
                var (meanings, scan) = Responses.Scan(stream);
                Assert.Equal(FrameMeaning.Terminal, meanings[^1]);
                Assert.Equal(answer.Usage ?? default, scan.Usage);
            },
            iter: 1000);

    [Fact]
    public void ArbitraryBytes_NeverThrow() => Bytes.Sample(
        bytes =>
        {
            var events = new List<AnswerEvent>();
            var reader = Responses.Dialect.NewStreamReader();
            reader.Read([], bytes, events);
            reader.Read("error"u8, bytes, events);
            reader.End(events);
            Assert.True(events[^1] is AnswerFailed or AnswerEnded);
            var scan = Responses.Dialect.NewStreamScan();
            scan.Scan([], bytes);
            scan.Scan("error"u8, bytes);
            Responses.Write(Responses.Events(bytes));
            Responses.Scan(bytes);
            Assert.NotEqual("", Responses.Dialect.ReadError(400, bytes).Message);
            var request = Responses.Dialect.ReadRequest(bytes);
            Assert.True(request.Value is null != request.Failure is null);
            if (request.Value is { } asked)
            {
                Responses.Request(Responses.Write(asked, Responses.From("openai-responses")));
                Responses.Write(asked, Responses.From("anthropic"));
            }

            var answer = Responses.Dialect.ReadAnswer(bytes);
            Assert.Equal(answer.Failure?.Kind, Responses.Dialect.ScanAnswer(bytes).Failure?.Kind);
            if (answer.Value is { } said)
            {
                Responses.Write(said);
            }
        },
        iter: 5000);
}
