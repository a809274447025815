using System.Text;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Tests.Dialects;

/// <summary>The limit on an answer, set in a request's bytes: each dialect's own member, and nothing else changes.</summary>
public sealed class OutputCapTests
{
    [Theory]
    [InlineData("openai-chat", """{"model":"m","messages":[]}""", """{"max_tokens":300,"model":"m","messages":[]}""")]
    [InlineData("openai-chat", """{"model":"m","max_completion_tokens": 9000,"messages":[]}""", """{"model":"m","max_completion_tokens": 300,"messages":[]}""")]
    [InlineData("openai-chat", """{"max_tokens":null,"model":"m","messages":[],"max_completion_tokens":5000}""", """{"max_tokens":300,"model":"m","messages":[],"max_completion_tokens":300}""")]
    [InlineData("openai-responses", """{"model":"m","input":"x"}""", """{"max_output_tokens":300,"model":"m","input":"x"}""")]
    [InlineData("openai-completions", """{"model":"m","prompt":"x","max_tokens":1000}""", """{"model":"m","prompt":"x","max_tokens":300}""")]
    [InlineData("anthropic", """{"model":"m","max_tokens":4096,"messages":[]}""", """{"model":"m","max_tokens":300,"messages":[]}""")]
    [InlineData("gemini", """{"contents":[]}""", """{"generationConfig":{"maxOutputTokens":300},"contents":[]}""")]
    [InlineData("gemini", """{"contents":[],"generationConfig":{}}""", """{"contents":[],"generationConfig":{"maxOutputTokens":300}}""")]
    [InlineData("gemini", """{"contents":[],"generation_config": { "temperature":1, "max_output_tokens" : 900 }}""", """{"contents":[],"generation_config": { "temperature":1, "max_output_tokens" : 300 }}""")]
    [InlineData("ollama", """{"model":"m","messages":[],"options":{"seed":1}}""", """{"model":"m","messages":[],"options":{"num_predict":300,"seed":1}}""")]
    [InlineData("ollama", """{"model":"m","messages":[],"options":{"num_predict":-1}}""", """{"model":"m","messages":[],"options":{"num_predict":300}}""")]
    public void Set_InEachDialect_ChangesItsOwnMemberAlone(string name, string body, string expected)
    {
        var dialect = DialectSet.FindCaller(name)!;
        var bytes = Encoding.UTF8.GetBytes(body);
        var profile = RequestScan.Read(bytes, dialect.Shape, new CallAddress("m", false)).Value!;
        var edits = new BodyEdits();
        OutputCap.Set(bytes, profile, dialect.Shape, Encoding.UTF8.GetString(dialect.Shape.MaxTokens[0]), 300, edits);
        Assert.Equal(expected, string.Concat(edits.Apply(bytes).Select(piece => Encoding.UTF8.GetString(piece.Span))));
        Assert.Equal(["max_tokens"], edits.Names);
    }

    [Theory]
    [InlineData("openai-chat", """{"model":"m","n":3,"messages":[]}""", 3)]
    [InlineData("openai-completions", """{"model":"m","n":2,"best_of":5,"prompt":"x"}""", 5)]
    [InlineData("gemini", """{"contents":[],"generationConfig":{"candidateCount":4}}""", 4)]
    [InlineData("openai-chat", """{"model":"m","n":"many","messages":[{"n":9}]}""", 1)]
    public void AnswersOf_WhatIsAskedForAtOnce_IsCounted(string name, string body, int answers)
    {
        var dialect = DialectSet.FindCaller(name)!;
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.Equal(answers, OutputCap.AnswersOf(bytes, RequestScan.Read(bytes, dialect.Shape, new CallAddress("m", false)).Value!, dialect.Shape));
    }

    [Theory]
    [InlineData("""{"thinking":{"type":"enabled","budget_tokens" : 2048}}""", 2048)]
    [InlineData("""{"thinking":{"type":"enabled","budget_tokens":null}}""", 0)]
    [InlineData("""{"x":"\"budget_tokens"}""", 0)]
    [InlineData("{}", 0)]
    public void ThinkingOf_ARequest_IsReadOffItsBytes(string body, long tokens) => Assert.Equal(tokens, OutputCap.ThinkingOf(Encoding.UTF8.GetBytes(body)));
}
