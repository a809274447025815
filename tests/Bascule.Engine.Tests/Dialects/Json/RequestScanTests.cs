using System.Text;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Json;

public sealed class RequestScanTests
{
    [Fact]
    public void Read_PlainRequest_FindsWhatRoutingNeeds()
    {
        var body = """{"model":"m","stream":true,"max_tokens":7,"user":"u1","tools":[{"type":"function"}],"messages":[{"role":"user","content":[{"type":"text","text":"hello"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}"""u8;
        var profile = RequestScan.Read(body).Value!;
        Assert.Equal("m", profile.Model);
        Assert.True(profile.Stream);
        Assert.Equal(7, profile.MaxOutputTokens);
        Assert.Equal("u1", profile.User);
        Assert.Equal(1, profile.Turns);
        Assert.Equal(RequestFeatures.Stream | RequestFeatures.Tools | RequestFeatures.Images, profile.Features);
        Assert.Equal("\"m\"", Encoding.UTF8.GetString(body[profile.ModelMember.ValueStart..profile.ModelMember.ValueEnd]));
    }

    [Theory]
    [InlineData("""{"model":"m","input":"hi"}""", false)]
    [InlineData("""{"model":"m","input":"hi","previous_response_id":null}""", false)]
    [InlineData("""{"model":"m","input":"hi","previous_response_id":"resp_1"}""", true)]
    public void Read_ConversationNamedById_IsKnownNotToBeWhole(string body, bool elsewhere) =>
        Assert.Equal(elsewhere, RequestScan.Read(Encoding.UTF8.GetBytes(body), Bascule.Engine.Dialects.OpenAiResponses.OpenAiResponsesDialect.Instance.Shape).Value!.HasTurnsElse);

    [Theory]
    [InlineData("""{"model":"a","model":"b","messages":[]}""", "'model' stands twice")]
    [InlineData("""{"model":"a","Model":"b","messages":[]}""", "'Model' stands twice")]
    [InlineData("""{"\u006dodel":"a","messages":[]}""", "written with escapes")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":"x"},{"role":"user","role":"system"}]}""", "'role' stands twice in messages[1]")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":[{"type":"text","text":"x","type":"image"}]}]}""", "'type' stands twice in messages[0].content[0]")]
    [InlineData("""{"model":"a","messages":[{"role":"user","r\u006fle":"x"}]}""", "written with escapes in messages[0]")]
    [InlineData("""{"model":"a","stream_options":{"include_usage":true,"include_usage":false}}""", "'include_usage' stands twice in stream_options")]
    [InlineData("""{"model":5}""", "'model' must be a string")]
    [InlineData("""{"model":"a","stream":"yes"}""", "'stream' must be true or false")]
    [InlineData("""{"model":"a","max_tokens":1.5}""", "'max_tokens' must be a whole number")]
    [InlineData("""{"model":"a","messages":{}}""", "'messages' must be an array")]
    [InlineData("""{"messages":[]}""", "names no model")]
    [InlineData("""[]""", "not a JSON object")]
    [InlineData("""{"model":"\ud83d","messages":[]}""", "not valid Unicode")]
    [InlineData("""{"model":"a","user":"\ud83d","messages":[]}""", "not valid Unicode")]
    [InlineData("""{"model":"a","\ud83d":1,"messages":[]}""", "not valid Unicode")]
    [InlineData("""{"model":"a"} x""", "not valid JSON")]
    [InlineData("""{"model":"a",}""", "not valid JSON")]
    [InlineData("", "no body")]
    public void Read_WrongRequest_SaysWhatAndWhere(string body, string said)
    {
        var failure = RequestScan.Read(Encoding.UTF8.GetBytes(body)).Failure;
        Assert.NotNull(failure);
        Assert.Equal(FailureKind.Malformed, failure.Kind);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"a","messages":[{"role":"assistant","content":[{"type":"tool_use","input":{"a":1,"a":2,"\u0061":3}}]}]}""")]
    [InlineData("""{"model":"a","tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"x":{},"x":{}}}}}]}""")]
    [InlineData("""{"model":"a","metadata":{"k":"1","k":"2"}}""")]
    [InlineData("""{"model":"a","messages":[{"role":"user","content":"x","\u00fcber":1}]}""")]
    public void Read_NamesTheCallerChose_AreHisOwn(string body) => Assert.Null(RequestScan.Read(Encoding.UTF8.GetBytes(body)).Failure);

    [Fact]
    public void Read_TenThousandLevels_IsRefused()
    {
        var body = """{"model":"a","messages":""" + new string('[', 10_000) + new string(']', 10_000) + "}";
        Assert.Contains("deeper than", RequestScan.Read(Encoding.UTF8.GetBytes(body)).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_InvalidUtf8_IsRefused() =>
        Assert.Contains("UTF-8", RequestScan.Read([.. "{\"model\":\""u8, 0xC3, 0x28, .. "\"}"u8]).Failure!.Message, StringComparison.Ordinal);

    [Fact]
    public void Read_ArbitraryBytes_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(bytes => RequestScan.Read(bytes) is var read && (read.Value is null) != (read.Failure is null));

    [Fact]
    public void Read_ArbitraryJsonText_NeverThrows() =>
        Gen.OneOf(Gen.Const("{"), Gen.Const("}"), Gen.Const("["), Gen.Const("]"), Gen.Const("\"model\""), Gen.Const("\"messages\""), Gen.Const(":"), Gen.Const(","), Gen.Const("\"x\""), Gen.Const("null"), Gen.Const("1"))
            .Array[0, 30].Sample(parts => RequestScan.Read(Encoding.UTF8.GetBytes(string.Concat(parts))) is var read && (read.Value is null) != (read.Failure is null));
}
