using System.Buffers;
using System.Globalization;
using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Tgi;
using Bascule.Engine.Tests.Dialects.OpenAiChat;
using Bascule.Engine.Tests.Dialects.Sse;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Tgi;

public sealed class TgiTests
{
    private const string Folder = "tgi";

    public static TheoryData<string> Requests => [.. GoldenFiles.Cases(Folder, ".chat.json")];

    public static TheoryData<string> Answers => [.. GoldenFiles.Cases(Folder, ".answer.json")];

    public static TheoryData<string> Streams => [.. GoldenFiles.Cases(Folder, ".sse")];

    [Theory]
    [MemberData(nameof(Requests))]
    public void ChatRequest_Golden_IsWrittenAsExpected(string name)
    {
        var how = Chat.From("openai-chat");
        var text = Write(Chat.Request(Encoding.UTF8.GetString(GoldenFiles.Read(Folder, name + ".chat.json"))), how);
        GoldenFiles.Check(Folder, name + ".chat.expected.txt", $"{text}\ndropped: {string.Join(", ", how.Dropped)}\n");
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void Answer_Golden_IsReadAsExpected(string name)
    {
        var read = TgiDialect.Instance.ReadAnswer(GoldenFiles.Read(Folder, name + ".answer.json"));
        GoldenFiles.Check(Folder, name + ".answer.expected.txt", HubText.Render((object?)read.Failure ?? read.Value));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void Stream_Golden_IsReadAsExpectedHoweverItIsSplit(string name)
    {
        var stream = GoldenFiles.Read(Folder, name + ".sse");
        var events = HubText.Lines(Events(stream));
        GoldenFiles.Check(Folder, name + ".sse.expected.txt", events);
        for (var cut = 0; cut <= stream.Length; cut++)
        {
            Assert.Equal(events, HubText.Lines(Events(stream, cut)));
        }
    }

    /// <summary>A number on the wire has a point whatever the machine's language has.</summary>
    [Fact]
    public void Error_OfAModelThatIsLoading_TellsTheTimeInAnyCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
        try
        {
            var failure = TgiDialect.Instance.ReadError(503, """{"error":"Model x is currently loading","estimated_time":20.5}"""u8);
            Assert.Equal(TimeSpan.FromSeconds(20.5), failure.RetryAfter);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData(422, "Input validation error: `temperature` must be strictly positive", FailureKind.Rejected)]
    [InlineData(422, """{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 1024. Given: 1 `inputs` tokens and 10000 `max_new_tokens`","error_type":"validation"}""", FailureKind.ContextLength)]
    [InlineData(424, """{"error":"Request failed during generation: Server error","error_type":"generation"}""", FailureKind.UpstreamError)]
    [InlineData(429, """{"error":"Model is overloaded","error_type":"overloaded"}""", FailureKind.Overloaded)]
    [InlineData(400, """{"error":["Error in `parameters.stop`: not a list"]}""", FailureKind.Rejected)]
    [InlineData(404, "", FailureKind.UpstreamNotFound)]
    public void Error_OfAnyShape_IsClassified(int status, string body, FailureKind kind)
    {
        var failure = TgiDialect.Instance.ReadError(status, Encoding.UTF8.GetBytes(body));
        Assert.Equal((kind, status), (failure.Kind, failure.UpstreamStatus));
        Assert.NotEqual("", failure.Message);
    }

    [Fact]
    public void Error_ModelIsLoading_SaysHowLong()
    {
        var failure = TgiDialect.Instance.ReadError(503, """{"error":"Model bigscience/bloom is currently loading","estimated_time":20.5}"""u8);
        Assert.Equal((FailureKind.Overloaded, TimeSpan.FromSeconds(20.5)), (failure.Kind, failure.RetryAfter));
    }

    [Fact]
    public void Corpus_EveryExchange_IsReadOrClassified()
    {
        foreach (var exchange in Recorded.Of("tgi"))
        {
            if (exchange.Status >= 400)
            {
                Assert.True(TgiDialect.Instance.ReadError(exchange.Status, exchange.Whole).Kind is FailureKind.Rejected or FailureKind.ContextLength, exchange.Name);
            }
            else if (exchange.Stream is { } stream)
            {
                Assert.IsType<AnswerEnded>(Events(stream)[^1]);
            }
            else
            {
                var read = TgiDialect.Instance.ReadAnswer(exchange.Whole);
                Assert.True(read.Failure is null, exchange.Name);
                var text = Encoding.UTF8.GetString(exchange.Whole);
                var word = new[] { "length", "eos_token", "stop_sequence" }.FirstOrDefault(word => text.Contains($"\"{word}\"", StringComparison.Ordinal));
                Assert.Equal(word, read.Value!.Choices[0].Stop.Raw);
                Assert.Equal(word is not null, read.Value.Usage?.Output is not null);
                Assert.NotEqual("", Chat.Write(read.Value));
            }
        }
    }

    [Fact]
    public void ArbitraryBytes_NeverThrow() => Torn.Bytes(Folder).Sample(
        bytes =>
        {
            Assert.True(Events(bytes)[^1] is AnswerFailed or AnswerEnded);
            var read = TgiDialect.Instance.ReadAnswer(bytes);
            Assert.True(read.Value is null != read.Failure is null);
            Assert.NotEqual("", TgiDialect.Instance.ReadError(400, bytes).Message);
        },
        iter: 3000);

    private static string Write(ChatRequest request, RequestWriting how)
    {
        var into = new ArrayBufferWriter<byte>();
        Assert.Null(TgiDialect.Instance.WriteRequest(request, how, into));
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }

    private static List<AnswerEvent> Events(byte[] stream, params int[] cuts)
    {
        var events = new List<AnswerEvent>();
        var reader = TgiDialect.Instance.NewStreamReader();
        foreach (var (name, data) in SseFrames.Cut(stream, cuts))
        {
            reader.Read(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data), events);
        }

        reader.End(events);
        return events;
    }
}
