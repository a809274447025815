using System.Net;
using System.Text.Json;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.OpenAiChat;

public sealed class OpenAiAnswerTests(Box sandbox) : IClassFixture<Box>
{
    private static JsonElement Message(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message");

    private static string Finish(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString()!;

    [Fact]
    public async Task Arithmetic_Whole_HoldsTheSumAndTheLabel()
    {
        using var response = await sandbox.ChatAsync("""{"model":"sandbox-open","messages":[{"role":"user","content":"What is 17 + 25?"}]}""");
        var answer = await Box.JsonAsync(response);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("simulated", response.Headers.GetValues("x-sandbox").Single());
        Assert.Equal("simulated", answer.GetProperty("system_fingerprint").GetString());
        Assert.Contains("42", Message(answer).GetProperty("content").GetString());
        Assert.Equal("stop", Finish(answer));
        var usage = answer.GetProperty("usage");
        Assert.Equal(usage.GetProperty("total_tokens").GetInt32(), usage.GetProperty("prompt_tokens").GetInt32() + usage.GetProperty("completion_tokens").GetInt32());
        Assert.Equal(8, usage.GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public async Task Arithmetic_Streamed_SendsRoleContentFinishUsageDone()
    {
        using var response = await sandbox.ChatAsync("""{"model":"sandbox-frontier","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"What is 17 + 25?"}]}""");
        var text = await response.Content.ReadAsStringAsync();
        var chunks = Box.Events(text);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("data: [DONE]\n\n", text);
        Assert.Equal("assistant", chunks[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
        Assert.Contains("42", string.Concat(chunks[1..^2].Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("content", out var piece) ? piece.GetString() : "")));
        Assert.Equal("stop", Finish(chunks[^2]));
        Assert.Equal(0, chunks[^1].GetProperty("choices").GetArrayLength());
        Assert.True(chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32() > 0);
        Assert.All(chunks[..^1], chunk => Assert.Equal(JsonValueKind.Null, chunk.GetProperty("usage").ValueKind));
    }

    [Fact]
    public async Task Stream_UsageNotAskedFor_HasNone()
    {
        using var response = await sandbox.ChatAsync("""{"model":"sandbox-open","stream":true,"messages":[{"role":"user","content":"hello"}]}""");
        Assert.DoesNotContain("usage", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Tools_TwoTurns_CallsAndThenQuotesTheResult()
    {
        const string tools = """[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"},"unit":{"type":"string","enum":["c","f"]}},"required":["city","unit"]}}}]""";
        var first = await sandbox.ChatJsonAsync($$"""{"model":"sandbox-open","tools":{{tools}},"messages":[{"role":"user","content":"What is the weather in Paris?"}]}""");
        var message = Message(first);
        var call = message.GetProperty("tool_calls")[0];
        Assert.Equal("tool_calls", Finish(first));
        Assert.Equal("""{"city":"Paris","unit":"c"}""", call.GetProperty("function").GetProperty("arguments").GetString());

        var id = call.GetProperty("id").GetString();
        var second = await sandbox.ChatJsonAsync($$$"""{"model":"sandbox-open","tools":{{{tools}}},"messages":[{"role":"user","content":"What is the weather in Paris?"},{{{message.GetRawText()}}},{"role":"tool","tool_call_id":"{{{id}}}","content":"18 degrees and rain"}]}""");
        Assert.Contains("18 degrees and rain", Message(second).GetProperty("content").GetString());
    }

    [Fact]
    public async Task Tools_Streamed_FragmentsMakeTheArguments()
    {
        using var response = await sandbox.ChatAsync("""{"model":"sandbox-open","stream":true,"tool_choice":"required","tools":[{"type":"function","function":{"name":"add","parameters":{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}}}}}],"messages":[{"role":"user","content":"2 and 3 please"}]}""");
        var chunks = Box.Events(await response.Content.ReadAsStringAsync());
        var calls = chunks.Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta")).Where(delta => delta.TryGetProperty("tool_calls", out _)).Select(delta => delta.GetProperty("tool_calls")[0]).ToArray();
        Assert.StartsWith("call_", calls[0].GetProperty("id").GetString());
        Assert.Equal("""{"a":2,"b":3}""", string.Concat(calls.Select(call => call.GetProperty("function").GetProperty("arguments").GetString())));
        Assert.Equal("tool_calls", Finish(chunks[^1]));
    }

    [Fact]
    public async Task Output_JsonSchema_IsValidAndHoldsTheAnswer()
    {
        var answer = await sandbox.ChatJsonAsync("""{"model":"sandbox-open","response_format":{"type":"json_schema","json_schema":{"name":"sum","strict":true,"schema":{"type":"object","properties":{"result":{"type":"integer"},"kind":{"enum":["sum","other"]}},"required":["result","kind"],"additionalProperties":false}}},"messages":[{"role":"user","content":"What is 17 + 25?"}]}""");
        Assert.Equal("""{"result":42,"kind":"sum"}""", Message(answer).GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("\"max_tokens\":2", "length", "The answ")]
    [InlineData("\"stop\":[\" is\"]", "stop", "The answer")]
    public async Task Limits_TokensOrStop_EndTheAnswer(string limit, string finish, string text)
    {
        var answer = await sandbox.ChatJsonAsync($$"""{"model":"sandbox-open",{{limit}},"messages":[{"role":"user","content":"What is 17 + 25?"}]}""");
        Assert.Equal(finish, Finish(answer));
        Assert.Equal(text, Message(answer).GetProperty("content").GetString());
    }

    [Fact]
    public async Task Reasoning_Asked_IsGivenAndCounted()
    {
        var answer = await sandbox.ChatJsonAsync("""{"model":"sandbox-frontier","reasoning_effort":"low","messages":[{"role":"user","content":"hello"}]}""");
        Assert.Contains("simulated reasoning", Message(answer).GetProperty("reasoning_content").GetString());
        Assert.True(answer.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Images_Sent_AreCounted()
    {
        var answer = await sandbox.ChatJsonAsync("""{"model":"sandbox-open","messages":[{"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}""");
        Assert.Contains("2 images", Message(answer).GetProperty("content").GetString());
    }

    [Fact]
    public async Task Models_Listed_AreBoth()
    {
        var list = JsonElement.Parse(await sandbox.Client.GetByteArrayAsync("/v1/models"));
        Assert.Equal(["sandbox-frontier", "sandbox-open"], list.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Model_Unknown_IsNotFoundInTheDialect()
    {
        using var response = await sandbox.ChatAsync("""{"model":"gpt-x","messages":[{"role":"user","content":"hello"}]}""");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("model_not_found", (await Box.JsonAsync(response)).GetProperty("error").GetProperty("code").GetString());
    }
}
