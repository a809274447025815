using System.Text.Json;
using Bascule.Sandbox.Ollama;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Ollama;

public sealed class OllamaTests(Box sandbox) : IClassFixture<Box>
{
    private const string Hi = """{"role":"user","content":"hi"}""";
    private const string Tools = """[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";

    private static JsonElement[] Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))];

    [Fact]
    public async Task Stream_UnlessRefused_IsLinesWithTheTotalsInTheLast()
    {
        using var response = await sandbox.PostAsync("/api/chat", """{"model":"sandbox-open","think":true,"messages":[{"role":"user","content":"What is 17 + 25?"}]}""");
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType!.MediaType);
        var lines = Lines(await response.Content.ReadAsStringAsync());
        Assert.Contains("42", string.Concat(lines.Select(line => line.GetProperty("message").GetProperty("content").GetString())));
        Assert.Contains("simulated reasoning", string.Concat(lines.Select(line => line.GetProperty("message").TryGetProperty("thinking", out var piece) ? piece.GetString() : "")));
        Assert.Equal((true, "stop", 8), (lines[^1].GetProperty("done").GetBoolean(), lines[^1].GetProperty("done_reason").GetString(), lines[^1].GetProperty("prompt_eval_count").GetInt32()));
    }

    [Fact]
    public async Task Tools_TwoTurns_HaveArgumentsAsAnObjectAndNoId()
    {
        const string weather = """{"role":"user","content":"What is the weather in Paris?"}""";
        var first = await sandbox.PostJsonAsync("/api/chat", $$"""{"model":"sandbox-open","stream":false,"tools":{{Tools}},"messages":[{{weather}}]}""");
        var message = first.GetProperty("message");
        var call = message.GetProperty("tool_calls")[0];
        Assert.Equal("Paris", call.GetProperty("function").GetProperty("arguments").GetProperty("city").GetString());
        Assert.False(call.TryGetProperty("id", out _));
        var second = await sandbox.PostJsonAsync("/api/chat", $$"""{"model":"sandbox-open","stream":false,"tools":{{Tools}},"messages":[{{weather}},{{message.GetRawText()}},{"role":"tool","tool_name":"get_weather","content":"18 degrees"}]}""");
        Assert.Contains("18 degrees", second.GetProperty("message").GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("\"format\":{\"type\":\"object\",\"properties\":{\"result\":{\"type\":\"integer\"}}}", "{\"result\":42}", "stop")]
    [InlineData("\"options\":{\"num_predict\":2}", "The answ", "length")]
    [InlineData("\"options\":{\"stop\":[\" is\"]}", "The answer", "stop")]
    public async Task Generate_WithLimitsOrFormat_KeepsThem(string field, string text, string reason)
    {
        var answer = await sandbox.PostJsonAsync("/api/generate", $$"""{"model":"sandbox-open","stream":false,"prompt":"What is 17 + 25?",{{field}}}""");
        Assert.Equal((text, reason), (answer.GetProperty("response").GetString(), answer.GetProperty("done_reason").GetString()));
    }

    [Fact]
    public async Task BesideChat_TagsShowVersionAndEmbed_AreServed()
    {
        Assert.Equal("sandbox-open", JsonElement.Parse(await sandbox.Client.GetByteArrayAsync("/api/tags")).GetProperty("models")[1].GetProperty("name").GetString());
        Assert.True(JsonElement.Parse(await sandbox.Client.GetByteArrayAsync("/api/version")).TryGetProperty("version", out _));
        Assert.Contains("tools", (await sandbox.PostJsonAsync("/api/show", """{"model":"sandbox-open"}""")).GetProperty("capabilities").GetRawText());
        Assert.Equal(2, (await sandbox.PostJsonAsync("/api/embed", """{"model":"sandbox-open","input":["a","b"]}""")).GetProperty("embeddings").GetArrayLength());
    }

    [Theory]
    [InlineData(400, """{"messages":[]}""", "model is required")]
    [InlineData(404, """{"model":"llama-x","messages":[]}""", "model 'llama-x' not found")]
    [InlineData(400, """{"model":"sandbox-open","messages":[{"role":"user","content":[{"type":"text","text":"hi"}]}]}""", "cannot unmarshal array into Go struct field ChatRequest.messages.content")]
    [InlineData(400, """{"model":"sandbox-open","messages":[{"role":"developer","content":"hi"}]}""", "invalid role")]
    [InlineData(400, """{"model":"sandbox-open","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]}""", "cannot unmarshal string")]
    [InlineData(400, """{"model":"sandbox-open","messages":[{"role":"user","content":"hi","images":["https://example.com/a.png"]}]}""", "illegal base64")]
    [InlineData(400, """{"model":"sandbox-open","format":"xml","messages":[]}""", "invalid format")]
    public async Task Request_AgainstTheRules_IsRefused(int status, string body, string words)
    {
        using var response = await sandbox.PostAsync("/api/chat", body);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(words, (await Box.JsonAsync(response)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Members_Unknown_AreNotSeen() =>
        Assert.True((await sandbox.PostJsonAsync("/api/chat", $$"""{"model":"sandbox-open","stream":false,"foo":1,"messages":[{{Hi}}]}""")).GetProperty("done").GetBoolean());

    [Fact]
    public void Recorded_RequestsThatOllamaTook_AreTaken() =>
        Recordings.AssertTaken("ollama__ollama__*__200__*.json", static (body, path) => OllamaStrictness.Refuse(body, path.EndsWith("/chat", StringComparison.Ordinal))?.Message);
}
