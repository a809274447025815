using System.Text.Json.Nodes;

namespace Bascule.Sandbox.Tests.Wire;

public sealed class WrongTypeTests(Sandbox sandbox) : IClassFixture<Sandbox>
{
    private static readonly string[] Wrong = ["null", "1", "-1", "\"x\"", "\"\"", "[]", "[1]", "[null]", "{}", "{\"type\":\"x\"}", "true"];

    private const string Chat = """{"model":"sandbox-open","max_tokens":9,"temperature":1,"stop":["x"],"n":1,"stream":false,"reasoning_effort":"low","parallel_tool_calls":true,"tool_choice":{"type":"function","function":{"name":"f"}},"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object","properties":{"a":{"anyOf":[{"type":["string","null"]},{"$ref":"#/x"}]}},"required":["a"]}}},"tools":[{"type":"function","function":{"name":"f","strict":false,"parameters":{"type":"object","properties":{"a":{"type":"integer","minimum":1},"b":{"type":"array","items":{"enum":[1]},"minItems":1},"c":{"type":"string","minLength":1,"format":"date"}},"required":["a"]}}}],"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"https://example.com"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"},{"role":"user","content":"use f"}]}""";
    private const string Messages = """{"model":"sandbox-open","max_tokens":2000,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"temperature":1,"top_p":1,"metadata":{"user_id":"u"},"stop_sequences":["x"],"stream":false,"thinking":{"type":"enabled","budget_tokens":1024},"tool_choice":{"type":"auto"},"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{},"additionalProperties":false}}},"tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{"a":{"type":"number","multipleOf":2}},"required":["a"]}}],"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}}]},{"role":"assistant","content":[{"type":"redacted_thinking","data":"x"},{"type":"tool_use","id":"t","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"x"}],"is_error":false}]},{"role":"assistant","content":"ok"},{"role":"user","content":"use f"}]}""";

    [Theory]
    [InlineData(Chat, false)]
    [InlineData(Messages, true)]
    public async Task Member_OfAnyWrongType_IsTakenOrRefusedButNeverBreaksTheServer(string body, bool anthropic)
    {
        using var whole = await PostAsync(body, anthropic);
        Assert.Equal("", whole.IsSuccessStatusCode ? "" : await whole.Content.ReadAsStringAsync());
        foreach (var path in Paths(JsonNode.Parse(body)!, []))
        {
            foreach (var wrong in Wrong)
            {
                var changed = Replace(body, path, wrong);
                using var response = await PostAsync(changed, anthropic);
                Assert.True((int)response.StatusCode is 200 or 400 or 404, $"{(int)response.StatusCode} when {string.Join('.', path)} is {wrong}");
            }
        }
    }

    private Task<HttpResponseMessage> PostAsync(string body, bool anthropic) => anthropic ? sandbox.MessagesAsync(body) : sandbox.ChatAsync(body);

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
