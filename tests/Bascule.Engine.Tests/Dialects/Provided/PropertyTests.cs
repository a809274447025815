using Bascule.Engine.Conversation;
using Bascule.Engine.Tests.Dialects.OpenAiChat;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Provided;

public sealed class PropertyTests
{
    public static TheoryData<string> Dialects => [.. Provided.All];

    [Theory]
    [MemberData(nameof(Dialects))]
    public void ArbitraryBytes_NeverThrowAndNeverEndSilently(string name) => Bytes(name).Sample(
        bytes =>
        {
            var dialect = Provided.Find(name);
            var events = new List<AnswerEvent>();
            var reader = dialect.NewStreamReader();
            reader.Read([], bytes, events);
            reader.Read("contentBlockDelta"u8, bytes, events);
            reader.Read("messageStart"u8, bytes, events);
            reader.Read("metadata"u8, bytes, events);
            reader.Read("throttlingException"u8, bytes, events);
            reader.End(events);
            Assert.True(events[^1] is AnswerFailed or AnswerEnded);
            Assert.True(Provided.Events(name, bytes)[^1] is AnswerFailed or AnswerEnded);
            Assert.NotEqual("", dialect.ReadError(400, bytes).Message);
            Assert.NotEqual("", dialect.ReadError(500, bytes, "ValidationException").Message);
            var answer = dialect.ReadAnswer(bytes);
            Assert.True(answer.Value is null != answer.Failure is null);
            if (answer.Value is { } said)
            {
                Chat.Write(said);
            }
        },
        iter: 3000);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Request_OfAChatCaller_IsValidJsonAndNothingThrows(string name) => Generated.Request.Sample(
        request =>
        {
            var (written, _, refused) = Provided.Ask(name, "openai-chat", request, request.Model);
            Assert.True(refused is not null || System.Text.Json.JsonDocument.Parse(written).RootElement.TryGetProperty("messages", out _));
        },
        iter: 1000);

    [Theory]
    [MemberData(nameof(Dialects))]
    public void Request_OfAClaudeCaller_IsValidJsonAndNothingThrows(string name) => Anthropic.Generated.Request.Sample(
        request =>
        {
            var (written, _, refused) = Provided.Ask(name, "anthropic", request, request.Model);
            Assert.True(refused is not null || System.Text.Json.JsonDocument.Parse(written).RootElement.TryGetProperty("messages", out _));
        },
        iter: 1000);

    /// <summary>Golden inputs with some bytes changed, and bytes without sense.</summary>
    private static Gen<byte[]> Bytes(string name)
    {
        byte[][] seeds =
        [
            .. new[] { ".answer.json", ".error.json" }.SelectMany(ending => GoldenFiles.Cases(name, ending).Select(one => GoldenFiles.Read(name, one + ending))),
            .. GoldenFiles.Cases(name, ".stream").Select(one => GoldenStream.Bytes(name, GoldenFiles.Read(name, one + ".stream"))),
            .. GoldenFiles.Cases(name, ".stream").Select(one => GoldenFiles.Read(name, one + ".stream")),
        ];
        var edit = Gen.Select(Gen.Int[0, 4000], Gen.OneOf(Gen.Byte, Gen.OneOf((byte)'"', (byte)'{', (byte)'\\', (byte)'u', (byte)'0', (byte)',', (byte)'[')));
        return Gen.OneOf(
            Gen.Byte.Array[0, 60],
            Gen.Select(Gen.Int[0, seeds.Length - 1], edit.Array[0, 4], Gen.Int[0, 5000], (seed, edits, length) =>
            {
                var bytes = seeds[seed][..Math.Min(seeds[seed].Length, Math.Max(length, 1))].ToArray();
                foreach (var (at, value) in edits)
                {
                    bytes[at % bytes.Length] = value;
                }

                return bytes;
            }));
    }
}
