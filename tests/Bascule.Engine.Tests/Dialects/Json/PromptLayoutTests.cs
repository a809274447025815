using System.Text;
using System.Text.Json;
using Bascule.Engine.Dialects.Json;
using CsCheck;

namespace Bascule.Engine.Tests.Dialects.Json;

public sealed class PromptLayoutTests
{
    [Fact]
    public void Of_WhateverOrder_IsToolsInstructionsTurns() => Assert.Equal(
        """[{"name":"t"}]"Be brief."[{"role":"user","content":"hi"}""",
        Prompt("""{ "messages" : [{"role":"user","content":"hi"} ] , "model":"m","system":"Be brief.","stream":true,"tools":[{"name":"t"}],"tool_choice":null}"""));

    [Fact]
    public void Of_TheNextTurn_BeginsWithTheLast()
    {
        var first = Prompt("""{"model":"m","messages":[{"role":"user","content":"a"}],"temperature":1}""");
        var second = Prompt("""{"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c"}],"temperature":1}""");
        Assert.StartsWith(first, second);
    }

    [Theory]
    [InlineData("""[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]""", """[{"type":"text","text":"a"}]""")]
    [InlineData("""[{"cache_control": {"type":"ephemeral","ttl":"1h"} , "type":"text","text":"a"}]""", """[{ "type":"text","text":"a"}]""")]
    [InlineData("""[{"text":"a"},{"cachePoint":{"type":"default"}}]""", """[{"text":"a"}]""")]
    [InlineData("""[{"text":"say \"cache_control\": {}"},{"enum":["cache_control"]}]""", """[{"text":"say \"cache_control\": {}"},{"enum":["cache_control"]}]""")]
    public void Of_MarksForCaches_AreNoPartOfIt(string system, string expected) => Assert.Equal(expected, Prompt($$"""{"model":"m","system":{{system}}}"""));

    [Fact]
    public void InBody_APlaceOfThePrompt_IsTheSameByte()
    {
        var body = Encoding.UTF8.GetBytes("""{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},{"type":"text","text":"b"}]}],"tools":[]}""");
        var layout = PromptLayout.Of(body, RequestShape.Messages);
        var prompt = Encoding.UTF8.GetBytes(Prompt(Encoding.UTF8.GetString(body)));
        Assert.Equal(prompt.Length, layout.Length);
        Assert.All(Enumerable.Range(0, prompt.Length), at => Assert.Equal(prompt[at], body[layout.InBody(at)]));
    }

    [Fact]
    public void Skip_AnyValue_EndsWhereTheReaderDoes() => Gen.String.Array[0, 5].Select(texts => JsonSerializer.Serialize(texts)).Sample(text =>
    {
        var json = Encoding.UTF8.GetBytes($$"""{"a":{{text}},"b":[{}, {"c":[{{text}}]} ],"d":-1.5e3,"e":null}""");
        Assert.Equal(json.Length, JsonSkip.Value(json, 0));
        var at = 5;
        Assert.Equal(5 + Encoding.UTF8.GetByteCount(text), JsonSkip.Value(json, at));
    });

    [Fact]
    public void Of_ArbitraryBytes_NeitherThrowsNorHangs() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        byte[] body = [(byte)'{', .. bytes];
        var layout = PromptLayout.Of(body, RequestShape.Messages);
        using var into = new PooledBuffer(256);
        layout.Write(body, into);
        Assert.Equal(layout.Length, into.Written.Length);
    });

    private static string Prompt(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        using var into = new PooledBuffer(256);
        PromptLayout.Of(bytes, RequestShape.Messages).Write(bytes, into);
        return Encoding.UTF8.GetString(into.Written.Span);
    }
}
