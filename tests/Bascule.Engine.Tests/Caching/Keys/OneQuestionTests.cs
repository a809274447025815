using System.Text;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Errands;

namespace Bascule.Engine.Tests.Caching.Keys;

/// <summary>One question has one key in every dialect; two questions that look alike have two.</summary>
public sealed class OneQuestionTests
{
    private const string Png = "iVBORw0KGgoAAAANSUhEUg==";

    public static TheoryData<string, string> Questions => new()
    {
        { "openai-chat", """{"model":"assistant","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},{"role":"user","content":"Why?"}],"temperature":0.5,"max_tokens":50,"stream":true,"user":"u1"}""" },
        { "openai-chat", """{"messages":[{"role":"developer","content":[{"type":"text","text":"Be brief."}]},{"content":"H\u0069","role":"user"},{"role":"assistant","content":"Yes?"},{"role":"user","content":[{"type":"text","text":"Why?"}]}],"max_completion_tokens":50,"temperature":0.50,"model":"other","metadata":{"a":"b"},"store":false,"prompt_cache_key":"k"}""" },
        { "openai-responses", """{"model":"assistant","instructions":"Be brief.","input":[{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"output_text","text":"Yes?"}]},{"role":"user","content":[{"type":"input_text","text":"Why?"}]}],"temperature":0.5,"max_output_tokens":50,"store":false}""" },
        { "anthropic", """{"model":"assistant","max_tokens":50,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},{"role":"user","content":[{"type":"text","text":"Why?","cache_control":{"type":"ephemeral"}}]}],"temperature":0.5,"metadata":{"user_id":"u2"}}""" },
        { "gemini", """{"systemInstruction":{"role":"system","parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"Hi"}]},{"role":"model","parts":[{"text":"Yes?"}]},{"role":"user","parts":[{"text":"Why?"}]}],"generationConfig":{"temperature":0.5,"maxOutputTokens":50}}""" },
        { "ollama", """{"model":"assistant","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},{"role":"user","content":"Why?"}],"options":{"temperature":0.5,"num_predict":50},"stream":false,"keep_alive":"5m"}""" },
    };

    [Theory]
    [MemberData(nameof(Questions))]
    public void Question_InAnyDialect_HasOneKey(string dialect, string body)
    {
        var first = Questions.First();
        var (expected, key) = (Key(first.Data.Item1, first.Data.Item2), Key(dialect, body));
        Assert.Equal(RequestFinds.None, key.Finds);
        Assert.Equal(expected.Hash, key.Hash);
    }

    [Fact]
    public void Picture_InAnyDialect_CountsByItsBytes()
    {
        var chat = Key("openai-chat", $$$$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{{Png}}}}","detail":"auto"}}]}]}""");
        Assert.Equal(chat, Key("anthropic", $$$$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{{Png}}}}"}}]}]}"""));
        Assert.Equal(chat, Key("gemini", $$$$"""{"contents":[{"parts":[{"text":"What?"},{"inlineData":{"mimeType":"image/png","data":"{{{{Png}}}}"}}]}],"generationConfig":{"maxOutputTokens":9}}"""));
        Assert.NotEqual(chat, Key("openai-chat", $$$$"""{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{{Png.Replace('S', 'T')}}}}"}}]}]}"""));
    }

    /// <summary>Each pair differs in something that some upstream knows.</summary>
    [Theory]
    [InlineData("""[{"role":"user","content":"ab"}]""", """[{"role":"user","content":"a"},{"role":"user","content":"b"}]""")]
    [InlineData("""[{"role":"user","content":"ab"}]""", """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]""")]
    [InlineData("""[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]""", """[{"role":"user","content":"a"},{"role":"assistant","content":"b","prefix":true}]""")]
    [InlineData("""[{"role":"user","content":"a","x":1},{"role":"user","content":"b","x":1}]""", """[{"role":"user","content":"a","x":1},{"role":"user","content":"b","x":2}]""")]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"a"}]}]""", """[{"role":"user","content":[{"type":"text","text":"a","boost":2}]}]""")]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"a"}]}]""", """[{"role":"user","content":[{"type":"text","text":"a","boost":{}}]}]""")]
    [InlineData("""[{"role":"user","content":"a","name":"x"}]""", """[{"role":"user","content":"a","name":"y"}]""")]
    [InlineData("""[{"role":"system","content":"a"},{"role":"user","content":"b"}]""", """[{"role":"user","content":"a"},{"role":"user","content":"b"}]""")]
    [InlineData("""[{"role":"user","content":"\u00e9"}]""", """[{"role":"user","content":"e\u0301"}]""")]
    [InlineData("""[{"role":"user","content":"a"}],"max_tokens":5""", """[{"role":"user","content":"a"}],"max_tokens":5,"max_completion_tokens":5""")]
    [InlineData("""[{"role":"user","content":"a"}],"reasoning":{"effort":"low"},"reasoning_effort":"low" """, """[{"role":"user","content":"a"}],"reasoning":{"effort":"low"},"reasoning_effort":"high" """)]
    [InlineData("""[{"role":"user","content":"a"}]""", """[{"role":"user","content":"a"}],"web_search_options":{}""")]
    [InlineData("""[{"role":"user","content":"a"}],"logit_bias":{"1":2}""", """[{"role":"user","content":"a"}],"logit_bias":{"12":0}""")]
    [InlineData("""[{"role":"user","content":"a"}],"stop":["a","b"]""", """[{"role":"user","content":"a"}],"stop":["ab"]""")]
    [InlineData("""[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"a":{},"b":{}}}}}""", """[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"b":{},"a":{}}}}}""")]
    public void Lookalikes_HaveTwoKeys(string one, string other) =>
        Assert.NotEqual(Key("openai-chat", $$"""{"model":"m","messages":{{one}}}""").Hash, Key("openai-chat", $$"""{"model":"m","messages":{{other}}}""").Hash);

    [Theory]
    [InlineData("openai-chat", """{"model":"m","messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f","parameters":{}}}]}""", RequestFinds.Tools)]
    [InlineData("openai-chat", """{"model":"m","messages":[{"role":"user","content":"a"}],"web_search_options":{}}""", RequestFinds.Tools)]
    [InlineData("openai-chat", """{"model":"m","messages":[{"role":"user","content":"a"}],"store":true}""", RequestFinds.Kept)]
    [InlineData("openai-chat", """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}]}""", RequestFinds.Reference)]
    [InlineData("openai-chat", """{"model":"m","messages":[{"role":"user","content":[{"type":"video_url","video_url":{"url":"https://x.example/a.mp4"}}]}]}""", RequestFinds.Reference)]
    [InlineData("openai-chat", """{"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}]}""", RequestFinds.Reference)]
    [InlineData("anthropic", """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"a"}],"mcp_servers":[{"type":"url","url":"https://x.example"}]}""", RequestFinds.Tools)]
    [InlineData("openai-responses", """{"model":"m","input":"a","previous_response_id":"resp_1"}""", RequestFinds.Elsewhere)]
    [InlineData("openai-responses", """{"model":"m","input":"a","prompt":{"id":"pmpt_1"}}""", RequestFinds.Elsewhere)]
    [InlineData("openai-responses", """{"model":"m","input":"a","tools":[{"type":"web_search"}]}""", RequestFinds.Tools)]
    [InlineData("gemini", """{"contents":[{"parts":[{"text":"a"}]}],"cachedContent":"cachedContents/1"}""", RequestFinds.Elsewhere)]
    [InlineData("gemini", """{"contents":[{"parts":[{"text":"a"}]}],"tools":[{"google_search":{}}]}""", RequestFinds.Tools)]
    [InlineData("gemini", """{"contents":[{"parts":[{"fileData":{"fileUri":"https://x.example/a.pdf","mimeType":"application/pdf"}}]}]}""", RequestFinds.Reference)]
    [InlineData("openai-chat", """{"model":"m","messages":[{"role":"nobody","content":"a"}]}""", RequestFinds.Unreadable)]
    public void WhatBarsAnAnswer_IsFound(string dialect, string body, object finds) => Assert.Equal((RequestFinds)finds, Key(dialect, body).Finds);

    [Fact]
    public void Vectors_AreOneDialectsOwn()
    {
        var key = Vectors(ErrandSet.OpenAiEmbed, """{"model":"m","input":"a","user":"u"}""");
        Assert.Equal(key, Vectors(ErrandSet.OpenAiEmbed, """{"input": "a", "model": "n"}"""));
        Assert.NotEqual(key, Vectors(ErrandSet.OpenAiEmbed, """{"model":"m","input":"b"}"""));
        Assert.NotEqual(key, Vectors(ErrandSet.OpenAiEmbed, """{"model":"m","input":"a","dimensions":8}"""));
        Assert.NotEqual(key, Vectors(ErrandSet.Addressed.First(errand => errand.Address == "/api/embed"), """{"model":"m","input":"a"}"""));
    }

    [Fact]
    public void Completion_IsNoChat() =>
        Assert.NotEqual(Key("openai-chat", """{"model":"m","messages":[{"role":"user","content":"a"}]}""").Hash, Key("openai-completions", """{"model":"m","prompt":"a"}""").Hash);

    private static CanonicalRequest Key(string dialect, string body) =>
        CanonicalRequest.Of(DialectSet.FindCaller(dialect)!, new CallAddress("m", Stream: false), errand: null, Encoding.UTF8.GetBytes(body));

    private static CanonicalRequest Vectors(Errand errand, string body) =>
        CanonicalRequest.Of(DialectSet.FindCaller("openai-chat")!, null, errand, Encoding.UTF8.GetBytes(body));
}
