using System.Text.Json.Nodes;

namespace Bascule.Sandbox.Tests.Wire;

public sealed class WrongTypeTests(Sandbox sandbox) : IClassFixture<Sandbox>
{
    private static readonly string[] Wrong = ["null", "1", "-1", "\"x\"", "\"\"", "[]", "[1]", "[null]", "{}", "{\"type\":\"x\"}", "true"];

    private const string Chat = """{"model":"sandbox-open","max_tokens":9,"temperature":1,"stop":["x"],"n":1,"stream":false,"reasoning_effort":"low","parallel_tool_calls":true,"tool_choice":{"type":"function","function":{"name":"f"}},"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object","properties":{"a":{"anyOf":[{"type":["string","null"]},{"$ref":"#/x"}]}},"required":["a"]}}},"tools":[{"type":"function","function":{"name":"f","strict":false,"parameters":{"type":"object","properties":{"a":{"type":"integer","minimum":1},"b":{"type":"array","items":{"enum":[1]},"minItems":1},"c":{"type":"string","minLength":1,"format":"date"}},"required":["a"]}}}],"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"https://example.com"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"},{"role":"user","content":"use f"}]}""";
    private const string Messages = """{"model":"sandbox-open","max_tokens":2000,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"temperature":1,"top_p":1,"metadata":{"user_id":"u"},"stop_sequences":["x"],"stream":false,"thinking":{"type":"enabled","budget_tokens":1024},"tool_choice":{"type":"auto"},"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{},"additionalProperties":false}}},"tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{"a":{"type":"number","multipleOf":2}},"required":["a"]}}],"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}}]},{"role":"assistant","content":[{"type":"redacted_thinking","data":"x"},{"type":"tool_use","id":"t","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"x"}],"is_error":false}]},{"role":"assistant","content":"ok"},{"role":"user","content":"use f"}]}""";

    private const string Responses = """{"model":"sandbox-open","instructions":"s","max_output_tokens":20,"temperature":1,"stream":false,"include":["reasoning.encrypted_content"],"reasoning":{"effort":"low","summary":"auto"},"parallel_tool_calls":true,"tool_choice":{"type":"function","name":"f"},"text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object","properties":{"a":{"type":"string"}}}}},"tools":[{"type":"function","name":"f","strict":false,"parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}],"input":[{"role":"user","content":[{"type":"input_text","text":"hi"},{"type":"input_image","image_url":"https://example.com"}]},{"type":"reasoning","id":"rs_1","summary":[]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"x"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"ok","annotations":[]}]},{"role":"user","content":"use f"}]}""";
    private const string Gemini = """{"systemInstruction":{"parts":[{"text":"s"}]},"generationConfig":{"temperature":1,"topP":1,"maxOutputTokens":9,"stopSequences":["x"],"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"a":{"type":"string"}}},"thinkingConfig":{"includeThoughts":true,"thinkingBudget":100}},"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},"tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{"a":{"type":"INTEGER"}},"required":["a"]}}]}],"safetySettings":[{"category":"c","threshold":"t"}],"contents":[{"role":"user","parts":[{"text":"hi"},{"inlineData":{"mimeType":"image/png","data":"AA=="}}]},{"role":"model","parts":[{"text":"th","thought":true},{"functionCall":{"name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"x"}}}]}]}""";

    [Theory]
    [InlineData("/v1/chat/completions", Chat)]
    [InlineData("/v1/messages", Messages)]
    [InlineData("/v1/responses", Responses)]
    [InlineData("/v1beta/models/sandbox-open:generateContent", Gemini)]
    public async Task Member_OfAnyWrongType_IsTakenOrRefusedButNeverBreaksTheServer(string path, string body)
    {
        using var whole = await PostAsync(path, body);
        Assert.Equal("", whole.IsSuccessStatusCode ? "" : await whole.Content.ReadAsStringAsync());
        foreach (var step in Paths(JsonNode.Parse(body)!, []))
        {
            foreach (var wrong in Wrong)
            {
                using var response = await PostAsync(path, Replace(body, step, wrong));
                Assert.True((int)response.StatusCode is 200 or 400 or 404 or 422, $"{(int)response.StatusCode} when {string.Join('.', step)} is {wrong}");
            }
        }
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) => path == "/v1/messages" ? sandbox.MessagesAsync(body) : sandbox.PostAsync(path, body);

    private static IEnumerable<object[]> Paths(JsonNode node, object[] at)
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => ((object)member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => ((object)index, item)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            object[] path = [.. at, step];
            yield return path;
            foreach (var below in child is null ? [] : Paths(child, path))
            {
                yield return below;
            }
        }
    }

    private static string Replace(string body, object[] path, string value)
    {
        var root = JsonNode.Parse(body)!;
        var holder = path[..^1].Aggregate(root, (node, step) => step is int index ? node[index]! : node[(string)step]!);
        if (path[^1] is int at)
        {
            holder[at] = JsonNode.Parse(value);
        }
        else
        {
            holder[(string)path[^1]] = JsonNode.Parse(value);
        }

        return root.ToJsonString();
    }
}
