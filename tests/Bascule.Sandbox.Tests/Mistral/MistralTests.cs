using System.Text.Json;
using Bascule.Sandbox.Mistral;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Mistral;

public sealed class MistralTests(Box sandbox) : IClassFixture<Box>
{
    private const string Path = "/mistral/v1/chat/completions";
    private const string Hi = """{"role":"user","content":"hi"}""";
    private const string Weather = """{"role":"user","content":"What is the weather in Paris?"}""";
    private const string Tools = """[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]""";

    private static JsonElement Message(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message");

    [Fact]
    public async Task Tools_TwoTurns_HaveIdsOfNineAndQuoteTheResult()
    {
        var first = await sandbox.PostJsonAsync(Path, $$"""{"model":"sandbox-open","tools":{{Tools}},"messages":[{{Weather}}]}""");
        var call = Message(first).GetProperty("tool_calls")[0];
        Assert.Matches("^[a-zA-Z0-9]{9}$", call.GetProperty("id").GetString());
        var second = await sandbox.PostJsonAsync(Path, $$"""{"model":"sandbox-open","tools":{{Tools}},"messages":[{{Weather}},{{Message(first).GetRawText()}},{"role":"tool","tool_call_id":{{call.GetProperty("id").GetRawText()}},"content":"18 degrees"}]}""");
        Assert.Contains("18 degrees", Message(second).GetProperty("content").GetString());
    }

    [Fact]
    public async Task Stream_OfACall_SendsItWholeWithUsageInTheLastChunk()
    {
        var text = await sandbox.PostTextAsync(Path, $$"""{"model":"sandbox-open","stream":true,"tool_choice":"any","tools":{{Tools}},"messages":[{{Hi}}]}""");
        var chunks = Box.Events(text);
        var last = chunks[^1].GetProperty("choices")[0];
        Assert.Equal("tool_calls", last.GetProperty("finish_reason").GetString());
        Assert.Equal("""{"city":"simulated city"}""", last.GetProperty("delta").GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
        Assert.True(chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32() > 0);
        Assert.All(chunks[..^1], chunk => Assert.False(chunk.TryGetProperty("usage", out _)));
        Assert.EndsWith("data: [DONE]\n\n", text);
    }

    [Fact]
    public async Task Thinking_Asked_IsAPartOfTheContent()
    {
        var answer = await sandbox.PostJsonAsync(Path, """{"model":"sandbox-open","prompt_mode":"reasoning","messages":[{"role":"user","content":"What is 17 + 25?"}]}""");
        var content = Message(answer).GetProperty("content");
        Assert.Contains("simulated reasoning", content[0].GetProperty("thinking")[0].GetProperty("text").GetString());
        Assert.Contains("42", content[1].GetProperty("text").GetString());
    }

    public static TheoryData<int, string, string> Refused => new()
    {
        { 422, $$$""" "messages":[{{{Hi}}}],"foo":1 """, "extra_forbidden" },
        { 422, """ "messages":[{"role":"user","content":"hi","name":"x"}] """, "\"loc\":[\"body\",\"messages\",0,\"name\"]" },
        { 422, """ "messages":[{"role":"developer","content":"hi"}] """, "literal_error" },
        { 422, $$$""" "messages":[{{{Hi}}}],"seed":1 """, "extra_forbidden" },
        { 400, $$$""" "messages":[{{{Hi}}},{"role":"tool","tool_call_id":"abcdefghi","content":"x"}] """, "Unexpected role 'tool' after role 'user'" },
        { 400, """ "messages":[] """, "at least one message" },
        { 400, $$$""" "messages":[{{{Hi}}},{"role":"assistant","content":"so"}] """, "Expected last role User or Tool" },
        { 400, $$$$""" "messages":[{{{{Hi}}}},{"role":"assistant","tool_calls":[{"id":"call_1","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_1","content":"x"}] """, "with a length of 9" },
        { 400, $$$$""" "messages":[{{{{Hi}}}},{"role":"assistant","tool_calls":[{"id":"abcdefghi","function":{"name":"f","arguments":"{}"}}]},{{{{Hi}}}}] """, "Not the same number of function calls and responses" },
        { 400, $$$""" "messages":[{{{Hi}}},{"role":"assistant","content":""},{{{Hi}}}] """, "either content or tool_calls" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Request_AgainstTheRules_IsRefusedWithItsReason(int status, string fields, string words)
    {
        using var response = await sandbox.PostAsync(Path, $$"""{"model":"sandbox-open",{{fields}}}""");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(words, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Model_Unknown_IsInvalid()
    {
        using var response = await sandbox.PostAsync(Path, $$"""{"model":"mistral-x","messages":[{{Hi}}]}""");
        Assert.Equal((400, "1500"), ((int)response.StatusCode, (await Box.JsonAsync(response)).GetProperty("code").GetString()));
    }

    // The recorder wrote other ids, of another length, over some of Mistral's.
    [Fact]
    public void Recorded_RequestsThatMistralTook_AreTaken() => Recordings.AssertTaken("mistral__mistral__*__200__*.json",
        static (body, _) => MistralStrictness.Refuse(JsonElement.Parse(body.GetRawText().Replace("call_REDACTED_", "callidno", StringComparison.Ordinal)))?.Message);

    [Fact]
    public void Recorded_LogprobsThatMistralRefused_AreRefused() =>
        Assert.Contains("Logprobs are not enabled", Recordings.Refused("mistral__mistral__unary__400__3e194d59bb.json", static (body, _) => MistralStrictness.Refuse(body)?.Message));
}
