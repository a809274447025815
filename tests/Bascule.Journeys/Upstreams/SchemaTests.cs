using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Upstreams;

/// <summary>A JSON schema before a vendor that is on record as taking none: asked for by a tool or an instruction, held until it is valid.</summary>
public sealed class SchemaTests : IAsyncLifetime
{
    private const string Schema = """{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"],"additionalProperties":false}""";

    private ScriptedUpstream _upstream = null!;
    private Gateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync();
        var root = _upstream.Address.GetLeftPart(UriPartial.Authority);
        _gateway = await Gateway.StartAsync(
            $$"""
            providers:
              deepseek: { base_url: "{{root}}", api_key: k }
              aws: { dialect: bedrock, base_url: "{{root}}", region: us-east-1, api_key: k }
              other: { dialect: openai-chat, base_url: "{{root}}/v1", api_key: k }
            routes: { both: [deepseek/deepseek-chat, other/m] }
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ChatCaller_GetsPlainTextOfAForcedTool(bool stream)
    {
        _upstream.Enqueue(ScriptedAnswer.Json(Called("""{\"n\":42}""")));
        var told = await _gateway.Client.AskAsync(Ask.OpenAi, Chat("deepseek/deepseek-chat", stream));
        Assert.Equal(200, told.Status);
        Assert.Null(told.Header("x-bascule-dropped"));
        if (stream)
        {
            Assert.True(told.Ended);
            var chunks = told.Events.Where(data => data.StartsWith('{')).Select(data => JsonElement.Parse(data).GetProperty("choices")[0]).ToArray();
            Assert.Equal("""{"n":42}""", string.Concat(chunks.Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : "")));
            Assert.Equal("stop", chunks[^1].GetProperty("finish_reason").GetString());
        }
        else
        {
            var choice = told.Json.GetProperty("choices")[0];
            Assert.Equal("""{"n":42}""", choice.GetProperty("message").GetProperty("content").GetString());
            Assert.False(choice.GetProperty("message").TryGetProperty("tool_calls", out _));
            Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        }

        var sent = Assert.Single(_upstream.Seen).Json;
        Assert.False(sent.TryGetProperty("response_format", out _));
        Assert.False(sent.TryGetProperty("stream", out _));
        Assert.Equal(Schema, sent.GetProperty("tools")[0].GetProperty("function").GetProperty("parameters").GetRawText());
        Assert.Equal("function", sent.GetProperty("tool_choice").GetProperty("type").GetString());
        Assert.Contains("schema:tool", (await _gateway.RowAsync(told.Id)).Decision, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnthropicCaller_GetsATextBlock()
    {
        _upstream.Enqueue(ScriptedAnswer.Json(Called("""{\"n\":42}""")));
        var told = await _gateway.Client.AskAsync(
            Ask.Anthropic, $$$"""{"model":"deepseek/deepseek-chat","max_tokens":100,"output_config":{"format":{"type":"json_schema","schema":{{{Schema}}}}},"messages":[{"role":"user","content":"?"}]}""");
        var block = Assert.Single(told.Json.GetProperty("content").EnumerateArray());
        Assert.Equal("""{"n":42}""", block.GetProperty("text").GetString());
        Assert.Equal("end_turn", told.Json.GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task InvalidAnswer_IsRepairedOnceAndBothArePaid()
    {
        _upstream.Enqueue(ScriptedAnswer.Json(Called("""{\"n\":\"x\"}""")), ScriptedAnswer.Json(Called("""{\"n\":1}""")));
        var told = await _gateway.Client.AskAsync(Ask.OpenAi, Chat("deepseek/deepseek-chat"));
        Assert.Equal("""{"n":1}""", told.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        var repair = _upstream.Seen[1].Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString();
        Assert.Contains("$.n must be of type integer", repair, StringComparison.Ordinal);
        var row = await _gateway.RowAsync(told.Id);
        Assert.Equal(22, row.Usage!.Input);
        Assert.Equal(6, row.Usage.Output);
        Assert.Equal(22, told.Json.GetProperty("usage").GetProperty("prompt_tokens").GetInt64());
        Assert.Single(row.Attempts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task InvalidTwice_IsACleanError(bool stream)
    {
        _upstream.Enqueue(ScriptedAnswer.Json(Called("{}")), ScriptedAnswer.Json(Called("{}")));
        var told = await _gateway.Client.AskAsync(Ask.OpenAi, Chat("deepseek/deepseek-chat", stream));
        Assert.Equal(502, told.Status);
        Assert.Equal("schema_not_met", told.Error.GetProperty("code").GetString());
        Assert.Contains("$ lacks 'n'", told.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(22, (await _gateway.RowAsync(told.Id)).Usage!.Input);
    }

    [Fact]
    public async Task InvalidTwice_AsksTheNextCandidateInItsOwnWay()
    {
        _upstream.Enqueue(ScriptedAnswer.Json(Called("{}")), ScriptedAnswer.Json(Called("{}")), ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await _gateway.Client.AskAsync(Ask.OpenAi, Chat("both"));
        Assert.Equal("other/m", told.Header("x-bascule-deployment"));
        Assert.True(_upstream.Seen[2].Json.TryGetProperty("response_format", out _));
    }

    [Fact]
    public async Task CallersOwnTools_StayAndTheSchemaIsAnInstruction()
    {
        _upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, """Here:\n```json\n{\"n\": 7}\n```""")));
        var told = await _gateway.Client.AskAsync(Ask.OpenAi, Chat("deepseek/deepseek-chat", more: """, "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}]"""));
        Assert.Equal("""{"n": 7}""", told.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        var sent = Assert.Single(_upstream.Seen).Json;
        Assert.Contains(Schema, sent.GetProperty("messages")[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("look", Assert.Single(sent.GetProperty("tools").EnumerateArray()).GetProperty("function").GetProperty("name").GetString());
    }

    /// <summary>Bedrock takes schemas for some models only: where its dialect would drop one, it is asked for by a tool.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SchemaThatTheDialectHasNoPlaceFor_IsNotDropped(bool stream)
    {
        _upstream.Enqueue(ScriptedAnswer.Json("""{"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"give_answer","input":{"n":42}}}]}},"stopReason":"tool_use","usage":{"inputTokens":11,"outputTokens":3,"totalTokens":14},"metrics":{"latencyMs":5}}"""));
        var told = await _gateway.Client.AskAsync(Ask.OpenAi, Chat("aws/amazon.nova-lite-v1:0", stream));
        Assert.Equal(200, told.Status);
        Assert.Null(told.Header("x-bascule-dropped"));
        Assert.Contains("42", told.Text, StringComparison.Ordinal);
        Assert.True(!stream || told.Ended);
        Assert.EndsWith("/converse", Assert.Single(_upstream.Seen).Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallOfACallersOwnTool_IsToldAsItIs()
    {
        _upstream.Enqueue(ScriptedAnswer.Json(Called("{}", "look")));
        var told = await _gateway.Client.AskAsync(Ask.OpenAi, Chat("deepseek/deepseek-chat", more: """, "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}]"""));
        Assert.Equal("look", told.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("name").GetString());
    }

    private static string Chat(string model, bool stream = false, string more = "") =>
        $$$"""{"model":"{{{model}}}","stream":{{{(stream ? "true" : "false")}}},"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{{{Schema}}}}},"messages":[{"role":"user","content":"?"}]{{{more}}}}""";

    private static string Called(string arguments, string name = "give_answer") =>
        $$$$"""{"id":"c1","object":"chat.completion","created":1750000000,"model":"deepseek-chat","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[{"id":"t1","type":"function","function":{"name":"{{{{name}}}}","arguments":"{{{{arguments}}}}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}""";
}
