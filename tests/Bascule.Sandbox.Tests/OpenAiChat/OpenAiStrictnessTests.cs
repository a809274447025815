using System.Text.Json;
using Bascule.Sandbox.OpenAiChat;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.OpenAiChat;

public sealed class OpenAiStrictnessTests(Box sandbox) : IClassFixture<Box>
{
    private const string Hi = """{"role":"user","content":"hi"}""";
    private const string Called = """{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}""";

    public static TheoryData<string, string> Refused => new()
    {
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}}],"foo":1}""", "foo" },
        { $$$"""{"messages":[{{{Hi}}}]}""", "model" },
        { """{"model":"sandbox-open"}""", "messages" },
        { """{"model":"sandbox-open","messages":[]}""", "messages" },
        { """{"model":"sandbox-open","messages":"hi"}""", "messages" },
        { """{"model":"sandbox-open","messages":[{"role":"robot","content":"hi"}]}""", "messages[0].role" },
        { """{"model":"sandbox-open","messages":[{"role":"user","content":null}]}""", "messages[0].content" },
        { """{"model":"sandbox-open","messages":[{"role":"user","content":"hi","cache_control":{}}]}""", "messages[0].cache_control" },
        { """{"model":"sandbox-open","messages":[{"role":"user","content":[{"type":"image","source":{}}]}]}""", "messages[0].content[0].type" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}},{"role":"tool","tool_call_id":"c1","content":"x"}]}""", "messages[1].role" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}},{{{Called}}},{"role":"tool","tool_call_id":"c2","content":"x"}]}""", "messages[2].role" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}},{{{Called}}},{{{Hi}}}]}""", "messages[2].role" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}},{{{Called}}}]}""", "messages[1].role" },
        { $$$$"""{"model":"sandbox-open","messages":[{{{{Hi}}}},{"role":"assistant","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":{}}}]}]}""", "messages[1].tool_calls[0].function.arguments" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}}],"max_tokens":5,"max_completion_tokens":5}""", "max_tokens" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}}],"temperature":2.5}""", "temperature" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}}],"temperature":"hot"}""", "temperature" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}}],"stream":"yes"}""", "stream" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}}],"stream_options":{"include_usage":true}}""", "stream_options" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}}],"tool_choice":"required"}""", "tool_choice" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}}],"tools":[{"name":"f","input_schema":{}}]}""", "tools[0].type" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}}],"response_format":{"type":"json_object"}}""", "messages" },
        { $$$"""{"model":"sandbox-open","messages":[{{{Hi}}}],"stop":["a","b","c","d","e"]}""", "stop" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Request_AgainstTheRules_IsRefusedWithItsParam(string body, string param)
    {
        using var response = await sandbox.ChatAsync(body);
        var error = (await Box.JsonAsync(response)).GetProperty("error");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(param, error.GetProperty("param").GetString());
    }

    [Fact]
    public void Request_WithAllToolResults_IsTaken() =>
        Assert.Null(OpenAiStrictness.Refuse(JsonElement.Parse($$$"""{"model":"m","messages":[{{{Hi}}},{{{Called}}},{"role":"tool","tool_call_id":"c1","content":"x"},{{{Hi}}}]}""")));

    [Fact]
    public async Task Request_NotJson_IsRefusedInTheShape()
    {
        using var response = await sandbox.ChatAsync("{\"model\":");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("invalid_request_error", (await Box.JsonAsync(response)).GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public void Recorded_RequestsThatOpenAiTook_AreTaken()
    {
        var recorded = Recordings.Requests("openai-chat__openai__*__200__*.json");
        Assert.SkipWhen(recorded.Count == 0, "no corpus: set BASCULE_CORPUS or put it at ../shared/corpus");
        // Recorded in 2024 from the vision preview, which took image_url as a bare string.
        var refused = recorded.Where(one => !one.File.Contains("6bbd64a19b", StringComparison.Ordinal)).Select(one => (one.File, Refusal: OpenAiStrictness.Refuse(one.Body))).Where(one => one.Refusal is not null).Select(one => $"{one.File}: {one.Refusal!.Message}").ToArray();
        Assert.True(refused.Length == 0, string.Join("\n", refused));
    }
}
