using System.Net;
using System.Text.Json;
using Bascule.Sandbox.Anthropic;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Anthropic;

public sealed class AnthropicAnswerTests(Box sandbox) : IClassFixture<Box>
{
    private const string Tools = """[{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}]""";
    private const string Weather = """{"role":"user","content":"What is the weather in Paris?"}""";

    [Fact]
    public async Task Arithmetic_Whole_HoldsTheSumAndTheLabel()
    {
        using var response = await sandbox.MessagesAsync("""{"model":"sandbox-open","max_tokens":100,"messages":[{"role":"user","content":"What is 17 + 25?"}]}""");
        var answer = await Box.JsonAsync(response);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("simulated", response.Headers.GetValues("x-sandbox").Single());
        Assert.Contains("42", answer.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("end_turn", answer.GetProperty("stop_reason").GetString());
        Assert.Equal(8, answer.GetProperty("usage").GetProperty("input_tokens").GetInt32());
    }

    [Fact]
    public async Task Arithmetic_Streamed_SendsNamedEventsInOrder()
    {
        using var response = await sandbox.MessagesAsync("""{"model":"sandbox-frontier","max_tokens":100,"stream":true,"messages":[{"role":"user","content":"What is 17 + 25?"}]}""");
        var text = await response.Content.ReadAsStringAsync();
        var events = Box.Events(text);
        var names = text.Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line[7..]).ToArray();
        Assert.Equal(events.Select(one => one.GetProperty("type").GetString()), names);
        Assert.Equal(["message_start", "ping", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop"], names.Distinct());
        Assert.Contains("42", string.Concat(events.Where(one => one.GetProperty("type").ValueEquals("content_block_delta")).Select(one => one.GetProperty("delta").GetProperty("text").GetString())));
        Assert.Equal("end_turn", events[^2].GetProperty("delta").GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task Tools_WithThinking_RoundTripKeepsItsSignature()
    {
        const string head = $$""" "model":"sandbox-open","max_tokens":2000,"thinking":{"type":"enabled","budget_tokens":1024},"tools":{{Tools}} """;
        var first = await sandbox.MessagesJsonAsync($$"""{{{head}},"messages":[{{Weather}}]}""");
        Assert.Equal("tool_use", first.GetProperty("stop_reason").GetString());
        var content = first.GetProperty("content");
        Assert.NotEqual("", content[0].GetProperty("signature").GetString());
        Assert.Equal("Paris", content[1].GetProperty("input").GetProperty("city").GetString());

        string Next(string turn) => $$"""{{{head}},"messages":[{{Weather}},{"role":"assistant","content":{{turn}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{content[1].GetProperty("id")}}","content":"18 degrees"}]}]}""";
        var second = await sandbox.MessagesJsonAsync(Next(content.GetRawText()));
        Assert.Contains("18 degrees", second.GetProperty("content")[1].GetProperty("text").GetString());

        using var altered = await sandbox.MessagesAsync(Next(content.GetRawText().Replace("simulated reasoning", "altered reasoning", StringComparison.Ordinal)));
        Assert.Contains("Invalid `signature`", await altered.Content.ReadAsStringAsync());
        using var without = await sandbox.MessagesAsync(Next($"[{content[1].GetRawText()}]"));
        Assert.Contains("Expected `thinking`", await without.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Tools_Streamed_BeginWithAnEmptyFragment()
    {
        using var response = await sandbox.MessagesAsync($$$"""{"model":"sandbox-open","max_tokens":100,"stream":true,"tool_choice":{"type":"any"},"tools":{{{Tools}}},"messages":[{"role":"user","content":"hello"}]}""");
        var fragments = Box.Events(await response.Content.ReadAsStringAsync()).Where(one => one.GetProperty("type").ValueEquals("content_block_delta")).Select(one => one.GetProperty("delta").GetProperty("partial_json").GetString()).ToArray();
        Assert.Equal("", fragments[0]);
        Assert.Equal("""{"city":"simulated city"}""", string.Concat(fragments));
    }

    [Fact]
    public async Task Thinking_Streamed_EndsWithASignatureOfItsText()
    {
        using var response = await sandbox.MessagesAsync("""{"model":"sandbox-open","max_tokens":2000,"stream":true,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"hello"}]}""");
        var deltas = Box.Events(await response.Content.ReadAsStringAsync()).Where(one => one.TryGetProperty("index", out var index) && index.GetInt32() == 0 && one.TryGetProperty("delta", out _)).Select(one => one.GetProperty("delta")).ToArray();
        Assert.True(Signatures.Accepts(string.Concat(deltas[..^1].Select(delta => delta.GetProperty("thinking").GetString())), deltas[^1].GetProperty("signature").GetString()!));
    }

    [Fact]
    public async Task Output_JsonSchema_IsFilled()
    {
        var answer = await sandbox.MessagesJsonAsync("""{"model":"sandbox-open","max_tokens":100,"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"result":{"type":"number"}},"required":["result"],"additionalProperties":false}}},"messages":[{"role":"user","content":"What is 6 * 7?"}]}""");
        Assert.Equal("""{"result":42}""", answer.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("\"max_tokens\":2", "max_tokens", "The answ")]
    [InlineData("\"max_tokens\":99,\"stop_sequences\":[\" is\"]", "stop_sequence", "The answer")]
    public async Task Limits_TokensOrStop_EndTheAnswer(string limit, string stop, string text)
    {
        var answer = await sandbox.MessagesJsonAsync($$"""{"model":"sandbox-open",{{limit}},"messages":[{"role":"user","content":"What is 17 + 25?"}]}""");
        Assert.Equal(stop, answer.GetProperty("stop_reason").GetString());
        Assert.Equal(text, answer.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Models_WithTheVersionHeader_AreInAnthropicsShape()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { { "anthropic-version", "2023-06-01" } } };
        using var response = await sandbox.Client.SendAsync(request);
        var list = JsonElement.Parse(await response.Content.ReadAsByteArrayAsync());
        Assert.False(list.GetProperty("has_more").GetBoolean());
        Assert.Equal("model", list.GetProperty("data")[1].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Model_Unknown_IsNotFoundInTheDialect()
    {
        using var response = await sandbox.MessagesAsync("""{"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}""");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("not_found_error", (await Box.JsonAsync(response)).GetProperty("error").GetProperty("type").GetString());
    }
}
