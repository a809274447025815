using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects.OpenAiChat;

public sealed class ScanTests
{
    [Theory]
    [InlineData("""{"choices":[],"usage":null}""", FrameMeaning.Prelude)]
    [InlineData("""{"choices":[{"delta":{"role":"assistant","content":"","tool_calls":null}}]}""", FrameMeaning.Prelude)]
    [InlineData("""{"choices":[{"delta":{"content":"a"}}]}""", FrameMeaning.Content)]
    [InlineData("""{"choices":[{"delta":{"refusal":"a"}}]}""", FrameMeaning.Content)]
    [InlineData("""{"choices":[{"delta":{"reasoning_content":"a"}}]}""", FrameMeaning.Content)]
    [InlineData("""{"choices":[{"delta":{"reasoning":"a"}}]}""", FrameMeaning.Content)]
    [InlineData("""{"choices":[{"delta":{"reasoning_details":[{"type":"reasoning.encrypted","data":"x"}]}}]}""", FrameMeaning.Content)]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}}]}""", FrameMeaning.Content)]
    [InlineData("""{"choices":[{"delta":{"tool_calls":[]}}]}""", FrameMeaning.Prelude)]
    [InlineData("""{"choices":[{"message":{"role":"assistant","content":"whole"},"finish_reason":"stop"}]}""", FrameMeaning.Content)]
    [InlineData("""{"choices":[{"delta":{"audio":{"data":"AA"}}}]}""", FrameMeaning.Content)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}""", FrameMeaning.Finish)]
    [InlineData("""{"choices":[{"delta":{},"finish_reason":""}]}""", FrameMeaning.Prelude)]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}""", FrameMeaning.Usage)]
    [InlineData("""{"error":{"message":"x"},"choices":[]}""", FrameMeaning.Failed)]
    [InlineData("""{"error":null,"choices":[{"delta":{"content":"a"}}]}""", FrameMeaning.Content)]
    [InlineData("""{"choices":[{"delta":{"content":"a"}""", FrameMeaning.Failed)]
    [InlineData("""{"choices":[]} x""", FrameMeaning.Failed)]
    [InlineData("""nonsense""", FrameMeaning.Failed)]
    [InlineData("""[1]""", FrameMeaning.Failed)]
    [InlineData("", FrameMeaning.Prelude)]
    [InlineData("[DONE]", FrameMeaning.Failed)]
    public void StreamScan_Frame_HasItsMeaning(string data, FrameMeaning meaning)
    {
        var scan = Chat.Dialect.NewStreamScan();
        Assert.Equal(meaning, scan.Scan([], Encoding.UTF8.GetBytes(data)));
        Assert.Equal(meaning == FrameMeaning.Failed, scan.Failure is not null);
    }

    [Fact]
    public void StreamScan_Model_IsFoundWhereItStands()
    {
        var data = Encoding.UTF8.GetBytes("""{"id":"i","model": "gpt-é","choices":[]}""");
        var scan = Chat.Dialect.NewStreamScan();
        scan.Scan([], data);
        Assert.Equal("\"gpt-é\"", Encoding.UTF8.GetString(data[scan.ModelValue]));
        Assert.Equal(("i", "gpt-é"), (scan.Id, scan.Model));
        scan.Scan([], """{"choices":[]}"""u8);
        Assert.Equal(default, scan.ModelValue);
    }

    [Fact]
    public void StreamScan_DoneAfterFinish_IsTerminalAndEndIsProof()
    {
        var scan = Chat.Dialect.NewStreamScan();
        scan.Scan([], """{"choices":[{"delta":{"content":"a"}}]}"""u8);
        Assert.False(scan.EndIsProof);
        scan.Scan([], """{"choices":[{"delta":{},"finish_reason":"stop"}]}"""u8);
        Assert.True(scan.EndIsProof);
        Assert.Equal(FrameMeaning.Terminal, scan.Scan([], "[DONE]"u8));
    }

    [Fact]
    public void StreamScan_AThousandFrames_AllocateNothing()
    {
        byte[][] frames =
        [
            """{"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt","choices":[{"index":0,"delta":{"content":"word \n"},"logprobs":null,"finish_reason":null}],"usage":null,"obfuscation":"xx"}"""u8.ToArray(),
            """{"id":"chatcmpl-1","model":"gpt","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\""}}]},"finish_reason":null}]}"""u8.ToArray(),
            """{"id":"chatcmpl-1","model":"gpt","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":"2","total_tokens":3.0,"prompt_tokens_details":{"cached_tokens":1}}}"""u8.ToArray(),
        ];
        var scan = Chat.Dialect.NewStreamScan();
        foreach (var frame in frames.Concat(frames))
        {
            scan.Scan([], frame);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var turn = 0; turn < 1000; turn++)
        {
            scan.Scan([], frames[turn % frames.Length]);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(new Usage { Input = 1, Output = 2, CachedInput = 1 }, scan.Usage);
    }

    [Theory]
    [InlineData("""{"choices":[]}""", FailureKind.Broken)]
    [InlineData("""{"choices":[{"message":{}}]} x""", FailureKind.Broken)]
    [InlineData("""{"choices":[{"message":{}}""", FailureKind.Broken)]
    [InlineData("", FailureKind.Broken)]
    [InlineData("""{"error":{"message":"maximum context length"}}""", FailureKind.ContextLength)]
    public void AnswerScan_NoAnswer_IsAFailure(string body, FailureKind kind)
    {
        Assert.Equal(kind, Chat.Dialect.ScanAnswer(Encoding.UTF8.GetBytes(body)).Failure?.Kind);
        Assert.Equal(kind, Chat.Dialect.ReadAnswer(Encoding.UTF8.GetBytes(body)).Failure?.Kind);
    }

    [Fact]
    public void AnswerScan_Model_IsFoundBehindWhiteSpace()
    {
        var body = Encoding.UTF8.GetBytes("\n\n  {\"model\":\"m\",\"choices\":[{}]}");
        var scan = Chat.Dialect.ScanAnswer(body);
        Assert.Null(scan.Failure);
        Assert.Equal("\"m\"", Encoding.UTF8.GetString(body[scan.ModelValue]));
    }

    [Fact]
    public void Scan_OneOfTwoChoicesEnded_IsNoProof()
    {
        const string first = """data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":null},{"index":1,"delta":{"content":"b"},"finish_reason":null}]}""" + "\n\n";
        const string second = """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n";
        const string third = """data: {"choices":[{"delta":{},"finish_reason":"length","index":1}]}""" + "\n\n";
        Assert.False(Chat.Scan(Encoding.UTF8.GetBytes(first + second)).Scan.EndIsProof);
        Assert.True(Chat.Scan(Encoding.UTF8.GetBytes(first + second + third)).Scan.EndIsProof);
    }
}
