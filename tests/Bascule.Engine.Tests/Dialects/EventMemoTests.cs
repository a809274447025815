using System.Text;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>Events that are compared and not read mean what they mean when they are read.</summary>
public sealed class EventMemoTests
{
    private static readonly string[] Texts = ["Once", " upon", "", " a \\\"time\\\"", " there", "\\n", " was", " é", " {\\\"a\\\":1}", "]}", ", \\\\", " end", " end", "."];

    [Theory]
    [InlineData("""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"@"},"finish_reason":null}]}""")]
    [InlineData("""{"id":"c1","model":"m","choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"@"}}],"usage":null}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"@"}}],"id":"c1","model":"m"}""")]
    [InlineData("""{"id":"c1","model":"m","choices":[{"index":0,"text":"@","finish_reason":null}]}""")]
    [InlineData("""{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"@","refusal":"no"}}]}""")]
    [InlineData("""{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"@"}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}""")]
    [InlineData("""{"id":"c1","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"@"}}]}}]}""")]
    [InlineData("""{"id":"c1","model":"m","choices":[{"index":0,"delta":{"content":"@"},"finish_reason":"stop"}]}""")]
    [InlineData("""{"id":"c1","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"@"}}]}""")]
    public void Chat_EventsThatDifferInTheirText_MeanWhatReadOnesMean(string shape) => Compare("openai-chat", "", shape);

    [Theory]
    [InlineData("content_block_delta", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"@"}}""")]
    [InlineData("content_block_delta", """{"type":"content_block_delta","index":1,"delta":{"type":"thinking_delta","thinking":"@"}}""")]
    [InlineData("", """{"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"@"}}""")]
    [InlineData("content_block_start", """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"@"}}""")]
    [InlineData("message_delta", """{"type":"message_delta","delta":{"stop_reason":"@"},"usage":{"output_tokens":7}}""")]
    public void Anthropic_EventsThatDifferInTheirText_MeanWhatReadOnesMean(string name, string shape) => Compare("anthropic", name, shape);

    [Fact]
    public void Match_AnotherText_IsOneUntilSomethingElseDiffers()
    {
        var memo = new EventMemo();
        memo.Learn("n"u8, """{"delta":"a","index":0}"""u8, 10..11);
        Assert.True(memo.TryMatch("n"u8, """{"delta":"other words","index":0}"""u8, out var text));
        Assert.Equal("other words", Encoding.UTF8.GetString(text));
        Assert.False(memo.TryMatch("n"u8, """{"delta":"","index":0}"""u8, out _));
        Assert.False(memo.TryMatch("n"u8, """{"delta":"a","index":1}"""u8, out _));
        Assert.False(memo.TryMatch("m"u8, """{"delta":"a","index":0}"""u8, out _));
        Assert.False(memo.TryMatch("n"u8, """{"delta":"a\n","index":0}"""u8, out _));
        Assert.False(memo.TryMatch("n"u8, """{"delta":"a","index":1,"x":"b","index":0}"""u8, out _));
    }

    [Fact]
    public void Match_AnotherName_IsNone()
    {
        var scan = DialectSet.FindCaller("anthropic")!.NewStreamScan();
        var data = """{"delta":{"text":"a"}}"""u8;
        Assert.Equal(FrameMeaning.Content, scan.Scan("content_block_delta"u8, data));
        Assert.Equal(FrameMeaning.Failed, scan.Scan("error"u8, data));
    }

    /// <summary>One scan gets them as they are, the other with white space that makes each unlike the one before.</summary>
    private static void Compare(string dialect, string name, string shape)
    {
        var (quick, slow) = (DialectSet.FindCaller(dialect)!.NewStreamScan(), DialectSet.FindCaller(dialect)!.NewStreamScan());
        for (var i = 0; i < Texts.Length; i++)
        {
            var data = shape.Replace("@", Texts[i], StringComparison.Ordinal);
            var meaning = quick.Scan(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data));
            Assert.Equal(slow.Scan(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data + new string(' ', i % 2))), meaning);
            Assert.Equal(Told(slow), Told(quick));
        }

        static object Told(StreamScan scan) => (scan.Id, scan.Model, scan.Fingerprint, scan.Usage, scan.Finished, scan.ModelValue, scan.ContentBytes, scan.Spoke, scan.Ended, scan.EndIsProof, scan.Failure?.Code);
    }
}
