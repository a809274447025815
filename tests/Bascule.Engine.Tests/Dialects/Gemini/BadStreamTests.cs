using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects.Gemini;

/// <summary>Streams that end too early, and such as no honest server sends.</summary>
public sealed class BadStreamTests
{
    [Fact]
    public void Scan_OneOfTwoCandidatesEnded_IsNoProof()
    {
        const string first = """{"candidates":[{"content":{"parts":[{"text":"a"}]},"index":0},{"content":{"parts":[{"text":"b"}]},"index":1}]}""";
        const string one = """{"candidates":[{"content":{"parts":[{"text":"c"}]},"finishReason":"STOP","index":0}]}""";
        const string other = """{"candidates":[{"finishReason":"STOP","index":1}]}""";

        Assert.False(Scan(first, one).EndIsProof);
        Assert.True(Scan(first, one, other).EndIsProof);
        Assert.False(Scan(first, one, "[DONE]").EndIsProof);
        Assert.IsType<AnswerFailed>(Gem.Events($"data: {first}\n\ndata: {one}\n\n")[^1]);
    }

    [Theory]
    [InlineData("""{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}""", FailureKind.ContextLength)]
    [InlineData("""{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""", FailureKind.Overloaded)]
    public void Error_InAStream_MeansTheSamePassedThroughAndRead(string error, FailureKind kind)
    {
        var scan = Scan(error);

        Assert.Equal(kind, scan.Failure?.Kind);
        Assert.Equal(Assert.IsType<AnswerFailed>(Gem.Events($"data: {error}\n\n")[^1]).Failure, scan.Failure);
    }

    [Theory]
    [InlineData("numberValue", 100, "[", "]")]
    [InlineData("numberValue", 1, "{\"a\":1,\"a\":2}", "")]
    public void PartialArguments_WithANumberThatIsNone_AreReadWithoutIt(string member, int times, string open, string close)
    {
        var value = string.Concat(Enumerable.Repeat(open, times)) + string.Concat(Enumerable.Repeat(close, times));

        Assert.Equal("""{"a":null,"b":"x"}""", Arguments([$$"""{"jsonPath":"$.a","{{member}}":{{value}}}""", """{"jsonPath":"$.b","stringValue":"x"}"""]));
    }

    [Fact]
    public void PartialArguments_WithPlacesFarOut_CostNoMemory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Arguments([.. Enumerable.Range(0, 2_000).Select(i => $$"""{"jsonPath":"$.a{{i}}[9999]","boolValue":true}""")]);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40_000_000);
    }

    [Fact]
    public void PartialArguments_AStringInManyPieces_CostNoMoreThanItsLength()
    {
        var piece = new string('x', 100);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var arguments = Arguments([.. Enumerable.Repeat($$"""{"jsonPath":"$.a","stringValue":"{{piece}}"}""", 10_000)]);

        Assert.Equal(1_000_008, arguments.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
    }

    [Fact]
    public void Grounding_WithMoreSourcesThanAnySearchFinds_IsBounded()
    {
        var chunks = string.Join(',', Enumerable.Range(0, 5_000).Select(i => $$$"""{"web":{"uri":"https://a.example/{{{i}}}","title":"t"}}"""));
        var indices = string.Join(',', Enumerable.Range(0, 5_000));
        var candidate = $$$$"""{"content":{"parts":[{"text":"{{{{new string('x', 1_000)}}}}"}]},"finishReason":"STOP","groundingMetadata":{"groundingChunks":[{{{{chunks}}}}],"groundingSupports":[{"segment":{"endIndex":999,"text":"{{{{new string('y', 1_000)}}}}"},"groundingChunkIndices":[{{{{indices}}}}]}]}}""";

        var answer = Gem.Dialect.ReadAnswer(Encoding.UTF8.GetBytes($$"""{"candidates":[{{candidate}}]}""")).Value!;
        var streamed = Gem.Events($$"""data: {"candidates":[{{candidate}}]}""" + "\n\n");

        Assert.Equal(1_000, ((TextPart)answer.Choices[0].Parts[0]).Citations.Count);
        Assert.Equal(1_000, streamed.OfType<PartCited>().Count());
    }

    private static StreamScan Scan(params string[] frames)
    {
        var scan = Gem.Dialect.NewStreamScan();
        foreach (var frame in frames)
        {
            scan.Scan([], Encoding.UTF8.GetBytes(frame));
        }

        return scan;
    }

    private static string Arguments(string[] pieces)
    {
        var events = new List<AnswerEvent>();
        var reader = Gem.Dialect.NewStreamReader();
        Read("""{"name":"f","willContinue":true}""");
        foreach (var piece in pieces)
        {
            Read($$"""{"partialArgs":[{{piece}}],"willContinue":true}""");
        }

        Read("{}");
        return string.Concat(events.OfType<PartGrew>().Select(grew => grew.Text));

        void Read(string call) => reader.Read([], Encoding.UTF8.GetBytes($$$"""{"candidates":[{"content":{"parts":[{"functionCall":{{{call}}}}]}}]}"""), events);
    }
}
