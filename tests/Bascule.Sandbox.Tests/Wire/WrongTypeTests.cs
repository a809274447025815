using System.Text.Json.Nodes;

namespace Bascule.Sandbox.Tests.Wire;

public sealed class WrongTypeTests(Sandbox sandbox) : IClassFixture<Sandbox>
{
    private static readonly string[] Wrong = ["null", "1", "-1", "\"x\"", "\"\"", "[]", "[1]", "[null]", "{}", "{\"type\":\"x\"}", "true"];

    private const string Chat = """{"model":"sandbox-open","max_tokens":9,"temperature":1,"stop":["x"],"n":1,"stream":false,"reasoning_effort":"low","parallel_tool_calls":true,"tool_choice":{"type":"function","function":{"name":"f"}},"response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object","properties":{"a":{"anyOf":[{"type":["string","null"]},{"$ref":"#/x"}]}},"required":["a"]}}},"tools":[{"type":"function","function":{"name":"f","strict":false,"parameters":{"type":"object","properties":{"a":{"type":"integer","minimum":1},"b":{"type":"array","items":{"enum":[1]},"minItems":1},"c":{"type":"string","minLength":1,"format":"date"}},"required":["a"]}}}],"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"https://example.com"}}]},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"x"},{"role":"user","content":"use f"}]}""";
    private const string Messages = """{"model":"sandbox-open","max_tokens":2000,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"temperature":1,"top_p":1,"metadata":{"user_id":"u"},"stop_sequences":["x"],"stream":false,"thinking":{"type":"enabled","budget_tokens":1024},"tool_choice":{"type":"auto"},"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{},"additionalProperties":false}}},"tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{"a":{"type":"number","multipleOf":2}},"required":["a"]}}],"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA=="}}]},{"role":"assistant","content":[{"type":"redacted_thinking","data":"x"},{"type":"tool_use","id":"t","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"text","text":"x"}],"is_error":false}]},{"role":"assistant","content":"ok"},{"role":"user","content":"use f"}]}""";

    private const string Responses = """{"model":"sandbox-open","instructions":"s","max_output_tokens":20,"temperature":1,"stream":false,"include":["reasoning.encrypted_content"],"reasoning":{"effort":"low","summary":"auto"},"parallel_tool_calls":true,"tool_choice":{"type":"function","name":"f"},"text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object","properties":{"a":{"type":"string"}}}}},"tools":[{"type":"function","name":"f","strict":false,"parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}],"input":[{"role":"user","content":[{"type":"input_text","text":"hi"},{"type":"input_image","image_url":"https://example.com"}]},{"type":"reasoning","id":"rs_1","summary":[]},{"type":"function_call","call_id":"c","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"c","output":"x"},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"ok","annotations":[]}]},{"role":"user","content":"use f"}]}""";
    private const string Gemini = """{"systemInstruction":{"parts":[{"text":"s"}]},"generationConfig":{"temperature":1,"topP":1,"maxOutputTokens":9,"stopSequences":["x"],"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"a":{"type":"string"}}},"thinkingConfig":{"includeThoughts":true,"thinkingBudget":100}},"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}},"tools":[{"functionDeclarations":[{"name":"f","description":"d","parameters":{"type":"OBJECT","properties":{"a":{"type":"INTEGER"}},"required":["a"]}}]}],"safetySettings":[{"category":"c","threshold":"t"}],"contents":[{"role":"user","parts":[{"text":"hi"},{"inlineData":{"mimeType":"image/png","data":"AA=="}}]},{"role":"model","parts":[{"text":"th","thought":true},{"functionCall":{"name":"f","args":{}},"thoughtSignature":"skip_thought_signature_validator"}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"x"}}}]}]}""";

    private const string Mistral = """{"model":"sandbox-open","temperature":1,"max_tokens":9,"stop":["x"],"random_seed":1,"n":1,"stream":false,"tool_choice":{"type":"function","function":{"name":"f"}},"response_format":{"type":"text"},"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}],"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"https://example.com"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"t"}]}],"tool_calls":[{"id":"abcdefghi","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"abcdefghi","name":"f","content":"x"}]}""";
    private const string Ollama = """{"model":"sandbox-open","stream":false,"think":true,"format":{"type":"object","properties":{"a":{"type":"string"}}},"options":{"num_predict":9,"stop":["x"],"temperature":1},"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}],"messages":[{"role":"user","content":"hi","images":["AAAA"]},{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{}}}]},{"role":"tool","tool_name":"f","content":"x"},{"role":"user","content":"use f"}]}""";
    private const string Bedrock = """{"system":[{"text":"s"}],"inferenceConfig":{"maxTokens":9,"temperature":1,"stopSequences":["x"]},"additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":1024}},"toolConfig":{"toolChoice":{"tool":{"name":"f"}},"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object","properties":{"a":{"type":"integer"}}}}}}]},"messages":[{"role":"user","content":[{"text":"hi"},{"image":{"format":"png","source":{"bytes":"AA=="}}}]},{"role":"assistant","content":[{"reasoningContent":{"redactedContent":"AA=="}},{"toolUse":{"toolUseId":"t","name":"f","input":{}}}]},{"role":"user","content":[{"toolResult":{"toolUseId":"t","content":[{"text":"x"},{"json":{}}],"status":"success"}}]}]}""";
    private const string Cohere = """{"model":"sandbox-open","stream":false,"max_tokens":9,"stop_sequences":["x"],"temperature":1,"thinking":{"type":"enabled"},"documents":["d"],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}],"messages":[{"role":"user","content":[{"type":"text","text":"hi"},{"type":"image_url","image_url":{"url":"https://example.com"}}]},{"role":"assistant","tool_plan":"p","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":[{"type":"document","document":{"data":"x"}}]},{"role":"user","content":"use f"}]}""";
    private const string Tgi = """{"inputs":"hi","parameters":{"max_new_tokens":9,"temperature":0.5,"top_p":0.5,"stop":["x"],"details":true,"grammar":{"type":"json","value":{"type":"object"}}}}""";
    private const string Old = """{"model":"sandbox-open","prompt":["hi"],"max_tokens":9,"stop":["x"],"n":1,"echo":true,"stream":false}""";

    [Theory]
    [InlineData("/mistral/v1/chat/completions", Mistral)]
    [InlineData("/api/chat", Ollama)]
    [InlineData("/model/sandbox-open/converse", Bedrock)]
    [InlineData("/v2/chat", Cohere)]
    [InlineData("/generate", Tgi)]
    [InlineData("/v1/completions", Old)]
    [InlineData("/v1/embeddings", """{"model":"sandbox-open","input":["a"],"dimensions":9,"encoding_format":"float"}""")]
    [InlineData("/v2/rerank", """{"model":"sandbox-open","query":"q","documents":["d",{"text":"e"}],"top_n":1}""")]
    [InlineData("/v2/embed", """{"model":"sandbox-open","input_type":"search_query","texts":["d"],"embedding_types":["float"]}""")]
    [InlineData("/api/embed", """{"model":"sandbox-open","input":["d"],"dimensions":9}""")]
    [InlineData("/v1/moderations", """{"model":"sandbox-open","input":[{"type":"text","text":"x"}]}""")]
    [InlineData("/v1beta/models/sandbox-open:countTokens", """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}""")]
    [InlineData("/v1beta/models/sandbox-open:embedContent", """{"content":{"parts":[{"text":"hi"}]},"outputDimensionality":9}""")]
    [InlineData("/model/sandbox-open/count-tokens", """{"input":{"converse":{"messages":[{"role":"user","content":[{"text":"hi"}]}]}}}""")]
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
