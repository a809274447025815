using Bascule.Sandbox.Responses;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Responses;

public sealed class ResponsesStrictnessTests(Box sandbox) : IClassFixture<Box>
{
    public static TheoryData<string, string, string> Refused => new()
    {
        { """ "input":"hi","foo":1 """, "foo", "Unknown parameter: 'foo'." },
        { """ "input":"hi","max_tokens":20 """, "max_tokens", "moved to 'max_output_tokens'" },
        { """ "messages":[] """, "messages", "moved to 'input'" },
        { """ "instructions":"x" """, "input", "must be provided" },
        { """ "input":"hi","max_output_tokens":1 """, "max_output_tokens", ">= 16" },
        { """ "input":[{"role":"tool","content":"x"}] """, "input[0].role", "Invalid value: 'tool'" },
        { """ "input":[{"role":"user","content":[{"type":"text","text":"x"}]}] """, "input[0].content[0].type", "Invalid value: 'text'" },
        { """ "input":[{"role":"user","content":"x","cache_control":{}}] """, "input[0].cache_control", "Unknown parameter" },
        { """ "input":[{"type":"function_call_output","call_id":"c1","output":"x"}] """, "input", "No tool call found for function call output with call_id c1." },
        { """ "input":[{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},{"role":"user","content":"x"}] """, "input", "No tool output found for function call c1." },
        { """ "input":[{"type":"function_call","call_id":"c1","name":"f","arguments":{}}] """, "input[0].arguments", "expected a string" },
        { """ "input":[{"role":"user","content":"x"},{"type":"reasoning","id":"rs_1","summary":[]},{"role":"user","content":"y"}] """, "input", "without its required following item" },
        { """ "input":"hi","previous_response_id":"resp_none" """, "previous_response_id", "not found" },
        { """ "input":"hi","tools":[{"type":"function","function":{"name":"f"}}] """, "tools[0].function", "Unknown parameter" },
        { """ "input":"hi","tools":[{"type":"function","name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{}},"required":[],"additionalProperties":false}}] """, "tools[0].parameters", "Missing 'a'" },
        { """ "input":"hi","text":{"format":{"type":"json_schema","json_schema":{}}} """, "text.format.json_schema", "Unknown parameter" },
        { """ "input":"hi","temperature":3 """, "temperature", "above maximum" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Request_AgainstTheRules_IsRefusedWithItsParam(string fields, string param, string words)
    {
        using var response = await sandbox.PostAsync("/v1/responses", $$"""{"model":"sandbox-open",{{fields}}}""");
        var error = (await Box.JsonAsync(response)).GetProperty("error");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal(param, error.GetProperty("param").GetString());
        Assert.Contains(words, error.GetProperty("message").GetString());
    }

    [Fact]
    public void Recorded_RequestsThatOpenAiTook_AreTaken() =>
        Recordings.AssertTaken("openai-responses__openai__*__200__*.json", static (body, path) => path == "/v1/responses" ? ResponsesStrictness.Refuse(body)?.Message : null);

    [Theory]
    [InlineData("openai-responses__openai__unary__400__fdc3273dd2", "Missing 'unit'")]
    [InlineData("openai-responses__openai__unary__400__fa627e2f2b", "without its required following item")]
    public void Recorded_RequestsThatOpenAiRefused_AreRefused(string file, string words) =>
        Assert.Contains(words, Recordings.Refused($"{file}.json", static (body, _) => ResponsesStrictness.Refuse(body)?.Message));
}
