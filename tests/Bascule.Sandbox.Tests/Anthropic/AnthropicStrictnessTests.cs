using Bascule.Sandbox.Anthropic;
using Box = Bascule.Sandbox.Tests.Wire.Sandbox;

namespace Bascule.Sandbox.Tests.Anthropic;

public sealed class AnthropicStrictnessTests(Box sandbox) : IClassFixture<Box>
{
    private const string Hi = """{"role":"user","content":"hi"}""";
    private const string Use = """{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}}]}""";
    private const string Result = """{"type":"tool_result","tool_use_id":"t1","content":"x"}""";

    public static TheoryData<string, string> Refused => new()
    {
        { $$$""" "messages":[{{{Hi}}}],"foo":1 """, "foo: Extra inputs are not permitted" },
        { $$$""" "messages":[{{{Hi}}}],"container":"c" """, "container: Extra inputs are not permitted" },
        { """ "messages":[] """, "at least one message" },
        { $$$""" "messages":[{"role":"assistant","content":"hi"},{{{Hi}}}] """, "first message must use" },
        { $$$""" "messages":[{"role":"system","content":"be nice"},{{{Hi}}}] """, "Unexpected role \"system\"" },
        { """ "messages":[{"role":"user","content":"hi","name":"x"}] """, "messages.0.name: Extra inputs" },
        { """ "messages":[{"role":"user","content":""}] """, "non-empty content" },
        { """ "messages":[{"role":"user","content":[{"type":"text","text":""}]}] """, "text content blocks must be non-empty" },
        { """ "messages":[{"role":"user","content":[{"type":"text","text":" "}]}] """, "non-whitespace" },
        { """ "messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}] """, "Input tag 'image_url'" },
        { $$$""" "messages":[{{{Hi}}},{"role":"user","content":[{{{Result}}}]}] """, "unexpected `tool_use_id`" },
        { $$$""" "messages":[{{{Hi}}},{{{Use}}},{{{Hi}}}] """, "without `tool_result` blocks" },
        { $$$""" "messages":[{{{Hi}}},{{{Use}}}] """, "without `tool_result` blocks" },
        { $$$""" "messages":[{{{Hi}}},{{{Use}}},{"role":"user","content":[{"type":"text","text":"so"},{{{Result}}}]}] """, "must come before" },
        { $$$""" "messages":[{{{Hi}}},{{{Use}}},{"role":"user","content":[{{{Result}}},{{{Result}}}]}] """, "single result" },
        { $$$""" "messages":[{{{Hi}}},{"role":"assistant","content":[{"type":"tool_use","id":"a.b","name":"f","input":{}}]}] """, "should match pattern" },
        { $$$""" "messages":[{{{Hi}}},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":"{}"}]}] """, "valid dictionary" },
        { $$$""" "messages":[{{{Hi}}},{"role":"assistant","content":[{"type":"thinking","thinking":"x"}]},{{{Hi}}}] """, "thinking.signature: Field required" },
        { $$$""" "messages":[{{{Hi}}},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"foreign"}]},{{{Hi}}}] """, "Invalid `signature`" },
        { $$$""" "messages":[{{{Hi}}}],"thinking":{"type":"enabled","budget_tokens":100} """, "budget_tokens" },
        { $$$""" "messages":[{{{Hi}}}],"thinking":{"type":"enabled","budget_tokens":3000} """, "must be greater than" },
        { $$$""" "messages":[{{{Hi}}}],"thinking":{"type":"enabled","budget_tokens":1024},"temperature":0.5 """, "`temperature` may only be set to 1" },
        { $$$""" "messages":[{{{Hi}}}],"temperature":1.5 """, "temperature: range: 0..1" },
        { $$$""" "messages":[{{{Hi}}}],"tool_choice":{"type":"any"} """, "while providing tools" },
        { $$$""" "messages":[{{{Hi}}}],"tools":[{"name":"f"}] """, "input_schema: Field required" },
        { $$$""" "messages":[{{{Hi}}}],"stop_sequences":[" "] """, "non-whitespace" },
        { $$$""" "messages":[{{{Hi}}},{"role":"assistant","content":"so "}] """, "trailing whitespace" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Request_AgainstTheRules_IsRefusedWithItsReason(string fields, string reason)
    {
        using var response = await sandbox.MessagesAsync($$$"""{"model":"sandbox-open","max_tokens":2000,{{{fields}}}}""");
        var answer = await Box.JsonAsync(response);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("error", answer.GetProperty("type").GetString());
        Assert.Equal("invalid_request_error", answer.GetProperty("error").GetProperty("type").GetString());
        Assert.Contains(reason, answer.GetProperty("error").GetProperty("message").GetString());
    }

    [Fact]
    public async Task MaxTokens_Missing_IsRefused()
    {
        using var response = await sandbox.MessagesAsync($$$"""{"model":"sandbox-open","messages":[{{{Hi}}}]}""");
        Assert.Contains("max_tokens: Field required", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task VersionHeader_Missing_IsRefused()
    {
        using var response = await sandbox.PostAsync("/v1/messages", $$$"""{"model":"sandbox-open","max_tokens":9,"messages":[{{{Hi}}}]}""");
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("anthropic-version", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Turns_SameRoleInARow_AreTaken()
    {
        using var response = await sandbox.MessagesAsync($$$"""{"model":"sandbox-open","max_tokens":9,"messages":[{{{Hi}}},{{{Hi}}},{{{Use}}},{"role":"user","content":[{{{Result}}}]},{{{Hi}}}]}""");
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public void Recorded_RequestsThatAnthropicTook_AreTaken()
    {
        var recorded = Recordings.Requests("anthropic-messages__anthropic__*__200__*.json");
        Assert.SkipWhen(recorded.Count == 0, "no corpus: set BASCULE_CORPUS or put it at ../shared/corpus");
        // The recorder left anthropic-beta out, so each may have had one.
        var terms = new AnthropicTerms { Beta = "any", TakesForeignSignatures = true };
        // Recorded in 2024, when tool results of another id still passed.
        var refused = recorded.Where(one => !one.File.Contains("9aeb0a981d", StringComparison.Ordinal)).Select(one => (one.File, Refusal: AnthropicStrictness.Refuse(one.Body, terms))).Where(one => one.Refusal is not null).Select(one => $"{one.File}: {one.Refusal!.Message}").ToArray();
        Assert.True(refused.Length == 0, string.Join("\n", refused));
    }

    [Theory]
    [InlineData("2fe546a6ba", "tools.0.custom.input_schema.type: Field required")]
    [InlineData("5275460cb6", "too many optional parameters (25)")]
    [InlineData("568f748dd7", "Circular reference detected in schema definitions: Node -> Node")]
    [InlineData("5c435bbc20", "too many parameters with union types (17")]
    [InlineData("8e32b2af5f", "tools.0.custom.input_schema.type: Input should be 'object'")]
    [InlineData("d7aadf68ca", "Too many strict tools (21)")]
    [InlineData("e8a6bb4e00", "property 'properties' is not supported")]
    [InlineData("e6c036cbc7", "all messages must have non-empty content")]
    [InlineData("ec58c6d2c2", "temperature: range: 0..1")]
    [InlineData("f3eef3a7aa", "input_schema: Input does not match the expected shape")]
    public void Recorded_RequestsThatAnthropicRefused_AreRefusedInItsWords(string file, string words) =>
        Assert.Contains(words, Recordings.Refused($"anthropic-messages__anthropic__unary__400__{file}.json", static (body, _) => AnthropicStrictness.Refuse(body)?.Message));
}
