using System.Text;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects.Anthropic;

public sealed class ScanTests
{
    [Fact]
    public void Scan_ThousandFrames_AllocatesNothing()
    {
        var scan = Claude.Dialect.NewStreamScan();
        byte[][] frames =
        [
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a \\\"word\\\" \\u00e9\"}}"u8.ToArray(),
            "{\"delta\":{\"partial_json\":\"{\",\"type\":\"input_json_delta\"},\"index\":0,\"type\":\"content_block_delta\"}"u8.ToArray(),
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":null},\"usage\":{\"output_tokens\":9,\"cache_creation\":{\"ephemeral_1h_input_tokens\":1}}}"u8.ToArray(),
            "{\"type\": \"ping\"}"u8.ToArray(),
        ];
        Run(scan, frames, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(scan, frames, 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Null(scan.Failure);
    }

    [Fact]
    public void Scan_MessageStart_TellsWhereTheModelStands()
    {
        var data = "{\"message\":{\"id\":\"msg_1\",\"model\":\"claude-x\",\"usage\":{\"input_tokens\":4}},\"type\":\"message_start\"}"u8;
        var scan = Claude.Dialect.NewStreamScan();
        Assert.Equal(FrameMeaning.Prelude, scan.Scan("message_start"u8, data));
        Assert.Equal("\"claude-x\"", Encoding.UTF8.GetString(data[scan.ModelValue]));
        Assert.Equal(("msg_1", "claude-x", 4), (scan.Id, scan.Model, scan.Usage.Input));
        scan.Scan("ping"u8, "{\"type\":\"ping\"}"u8);
        Assert.Equal(default, scan.ModelValue);
        Assert.False(scan.EndIsProof);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("[DONE]")]
    public void Scan_NoObject_Fails(string data) =>
        Assert.Equal(FrameMeaning.Failed, Claude.Dialect.NewStreamScan().Scan("x"u8, Encoding.UTF8.GetBytes(data)));

    [Fact]
    public void ScanAnswer_WhiteSpaceAndMarkBefore_IsAllowed()
    {
        var body = Encoding.UTF8.GetBytes("\uFEFF \n{\"model\":\"m\",\"content\":[],\"usage\":{\"output_tokens\":2}}");
        var scan = Claude.Dialect.ScanAnswer(body);
        Assert.Null(scan.Failure);
        Assert.Equal("\"m\"", Encoding.UTF8.GetString(body[scan.ModelValue]));
    }

    private static void Run(StreamScan scan, byte[][] frames, int times)
    {
        for (var index = 0; index < times; index++)
        {
            scan.Scan("content_block_delta"u8, frames[index % frames.Length]);
        }
    }
}
