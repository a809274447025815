using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Callers;

/// <summary>Ollama's clients over real sockets: before a server of the same kind, and before others.</summary>
public sealed class OllamaTests
{
    private const string Ndjson = "application/x-ndjson";
    private const string Line = """{"model":"up","created_at":"2026-08-04T19:59:20.1Z","message":{"role":"assistant","content":"for"},"done":false}""" + "\n";
    private const string Last = """{"model":"up","created_at":"2026-08-04T19:59:21Z","message":{"role":"assistant","content":"ty"},"done":true,"done_reason":"stop","total_duration":9,"prompt_eval_count":11,"eval_count":3,"x":[1]}""" + "\n";
    private const string Question = """{ "model":"NAME/up", "messages":[{"role":"user","content":"What is 17 + 25?"}], "keep_alive":"5m" }""";

    [Theory]
    [InlineData("engine")]
    [InlineData("native")]
    public async Task Chat_BeforeOllama_StreamsByDefaultByteForByte(string provider)
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Stream(Ndjson).Then(Line + "\n" + Last).InChunksOf(11));
        var told = await house.PostAsync("/api/chat", Question.Replace("NAME", provider, StringComparison.Ordinal));

        Assert.Equal((200, Ndjson), (told.Status, told.Header("content-type")));
        Assert.Equal(Line + "\n" + Last, told.Text);
        var seen = Assert.Single(house.Upstream.Seen);
        Assert.Equal("/api/chat", seen.Target);
        Assert.Equal(Question.Replace("NAME/up", "up", StringComparison.Ordinal), seen.Text);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(("ollama", "ollama", "up", true), (row.DialectIn, row.DialectOut, row.Model, row.Stream));
        Assert.Equal((11L, 3L, false), (row.Usage!.Input, row.Usage.Output, row.Usage.Estimated));
    }

    [Fact]
    public async Task Generate_BeforeOllama_PassesThroughWhole()
    {
        await using var house = await OllamaHouse.StartAsync();
        const string answer = """{"model":"up","created_at":"2026-08-04T19:59:21Z","response":"42","done":true,"context":[1,2],"eval_count":1}""";
        house.Upstream.Enqueue(ScriptedAnswer.Json(answer));
        var told = await house.PostAsync("/api/generate", """{"model":"engine/up","prompt":"17+25=","raw":true,"stream":false,"suffix":"."}""");

        Assert.Equal(answer, told.Text);
        var seen = Assert.Single(house.Upstream.Seen);
        Assert.Equal(("/api/generate", """{"model":"up","prompt":"17+25=","raw":true,"stream":false,"suffix":"."}"""), (seen.Target, seen.Text));
    }

    [Fact]
    public async Task Chat_BeforeAnotherDialect_AnswersInLines()
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(Ask.Anthropic), Wire.Text(Ask.Anthropic, "42"), Wire.Finish(Ask.Anthropic), Wire.End(Ask.Anthropic)));
        var told = await house.PostAsync("/api/chat", Question.Replace("NAME", "messages", StringComparison.Ordinal));

        Assert.Equal((200, Ndjson), (told.Status, told.Header("content-type")));
        Assert.Contains("keep_alive", told.Header("x-bascule-dropped"), StringComparison.Ordinal);
        var lines = told.Text.TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).ToArray();
        Assert.Equal("42", string.Concat(lines.Select(line => line.GetProperty("message").GetProperty("content").GetString())));
        Assert.True(lines[^1].GetProperty("done").GetBoolean());
        Assert.Equal((11, 3), (lines[^1].GetProperty("prompt_eval_count").GetInt32(), lines[^1].GetProperty("eval_count").GetInt32()));
    }

    [Theory]
    [InlineData("/api/chat", """{"model":"chat/up","messages":[{"role":"user","content":"Hi"}],"stream":false}""", "message")]
    [InlineData("/api/generate", """{"model":"chat/up","prompt":"Hi","stream":false}""", "response")]
    public async Task Whole_BeforeChat_IsInOllamasShape(string path, string body, string member)
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await house.PostAsync(path, body);

        Assert.True(told.Json.TryGetProperty(member, out var words));
        Assert.Contains("42", words.ToString(), StringComparison.Ordinal);
        Assert.Equal(("up-model-2026", "stop"), (told.Json.GetProperty("model").GetString(), told.Json.GetProperty("done_reason").GetString()));
        Assert.StartsWith("2025-06-15T", told.Json.GetProperty("created_at").GetString(), StringComparison.Ordinal);
        Assert.Equal("""[{"role":"user","content":"Hi"}]""", Assert.Single(house.Upstream.Seen).Json.GetProperty("messages").GetRawText());
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task OtherCaller_BeforeOllama_IsAskedInItsWords(string caller)
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Stream(Ndjson).Then(Line).Then(Last));
        var told = await house.Gateway.Client.AskAsync(caller, Ask.Body(caller, "native/up", stream: true));

        Assert.True(told.Ended);
        Assert.Contains("for", told.Text, StringComparison.Ordinal);
        var seen = Assert.Single(house.Upstream.Seen);
        Assert.Equal(("/api/chat", "Bearer sk-upstream-0123456789abcdef"), (seen.Target, seen.Headers["authorization"]));
        Assert.True(seen.Json.GetProperty("stream").GetBoolean());
        Assert.Equal((11L, 3L), ((await house.Gateway.RowAsync(told.Id)).Usage!.Input, (await house.Gateway.RowAsync(told.Id)).Usage!.Output));
    }

    [Theory]
    [InlineData(Ask.OpenAi)]
    [InlineData(Ask.Anthropic)]
    public async Task OtherCaller_ToolLoop_GetsAnIdAndFindsItAgain(string caller)
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"model":"up","created_at":"2026-08-04T19:59:21Z","message":{"role":"assistant","content":"","tool_calls":[{"function":{"name":"add","arguments":{"a":17,"b":25}}}]},"done":true,"done_reason":"stop"}"""));
        var told = await house.Gateway.Client.AskAsync(caller, Ask.Body(caller, "native/up"));
        var id = caller == Ask.Anthropic
            ? told.Json.GetProperty("content")[0].GetProperty("id").GetString()!
            : told.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetProperty("id").GetString()!;
        Assert.NotEqual("", id);

        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"model":"up","created_at":"2026-08-04T19:59:21Z","message":{"role":"assistant","content":"42"},"done":true,"done_reason":"stop"}"""));
        var next = caller == Ask.Anthropic
            ? $$$"""{"model":"native/up","max_tokens":9,"messages":[{"role":"user","content":"?"},{"role":"assistant","content":[{"type":"tool_use","id":"{{{id}}}","name":"add","input":{"a":17,"b":25}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{{id}}}","content":"42"}]}]}"""
            : $$$"""{"model":"native/up","messages":[{"role":"user","content":"?"},{"role":"assistant","content":null,"tool_calls":[{"id":"{{{id}}}","type":"function","function":{"name":"add","arguments":"{\"a\":17,\"b\":25}"}}]},{"role":"tool","tool_call_id":"{{{id}}}","content":"42"}]}""";
        Assert.Equal(200, (await house.Gateway.Client.AskAsync(caller, next)).Status);
        var messages = house.Upstream.Seen[^1].Json.GetProperty("messages");
        Assert.Equal("""{"a":17,"b":25}""", messages[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetRawText());
        Assert.Equal(("tool", "42", "add"), (messages[2].GetProperty("role").GetString(), messages[2].GetProperty("content").GetString(), messages[2].GetProperty("tool_name").GetString()));
    }

    [Theory]
    [InlineData("native")]
    [InlineData("engine")]
    public async Task Stream_ErrorInTheMiddle_IsALineAndNeverDone(string provider)
    {
        await using var house = await OllamaHouse.StartAsync();
        var told = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Stream(Ndjson).Then(Line).ThenHold(told.Task).Then("""{"error":"an error was encountered while running the model"}""" + "\n"));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/chat") { Content = new StringContent(Question.Replace("NAME", provider, StringComparison.Ordinal), Encoding.UTF8, "application/json") };
        using var response = await house.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        told.SetResult();
        var answer = await Told.ReadAsync(Ask.OpenAi, response);

        Assert.Equal(Line + """{"error":"an error was encountered while running the model"}""" + "\n", answer.Text);
        Assert.Equal("upstream_error", (await house.Gateway.RowAsync(answer.Id)).Error);
    }

    [Theory]
    [InlineData("/api/chat", "native")]
    [InlineData("/v1/chat/completions", "native")]
    [InlineData("/api/chat", "chat")]
    public async Task Stream_CutAnywhere_NeverLooksDone(string path, string provider)
    {
        await using var house = await OllamaHouse.StartAsync();
        var (whole, type) = provider == "native"
            ? (Line + Last.TrimEnd('\n'), Ndjson)
            : (Wire.Begin(Ask.OpenAi) + Wire.Text(Ask.OpenAi, "42") + Wire.Finish(Ask.OpenAi).TrimEnd('\n'), "text/event-stream");
        foreach (var at in Enumerable.Range(1, 6).Select(part => whole.Length * part / 7))
        {
            house.Upstream.Enqueue(ScriptedAnswer.Stream(type).Then(whole[..at]));
            var told = await house.PostAsync(path, Question.Replace("NAME", provider, StringComparison.Ordinal).Replace("\"keep", "\"stream\":true,\"keep", StringComparison.Ordinal));
            Assert.DoesNotContain("\"done\":true", told.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("[DONE]", told.Text, StringComparison.Ordinal);
            Assert.Contains("\"error\":", told.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Error_BeforeAnyAnswer_IsOllamasString()
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"error":"\"up\" does not support tools"}""", 400));
        var told = await house.PostAsync("/api/chat", Question.Replace("NAME", "native", StringComparison.Ordinal));
        Assert.Equal((400, """{"error":"\"up\" does not support tools"}"""), (told.Status, told.Text));

        var unknown = await house.PostAsync("/api/chat", """{"model":"nobody","messages":[]}""");
        Assert.Equal((404, JsonValueKind.String), (unknown.Status, unknown.Json.GetProperty("error").ValueKind));
        Assert.Equal(JsonValueKind.String, (await house.PostAsync("/api/pull", "{}")).Json.GetProperty("error").ValueKind);
    }
}
