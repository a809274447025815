using System.Text.Json.Nodes;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Responses;

/// <summary>Where turns are kept: at the provider, here, or nowhere.</summary>
public sealed class StateTests : IAsyncLifetime
{
    private ResponsesHouse _house = null!;

    public async ValueTask InitializeAsync() => _house = await ResponsesHouse.StartAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task Upstream_PreviousId_GoesToTheDeploymentThatMadeIt()
    {
        // The first candidate fails once, so that the second one makes the id.
        _house.Upstream.Enqueue(ScriptedAnswer.Json("{}", 500), ScriptedAnswer.Json(ResponsesHouse.Answer("resp_up", "one")), ScriptedAnswer.Json(ResponsesHouse.Answer("resp_up2", "two")));
        var first = await _house.AskAsync("theirs", "\"hi\"");
        Assert.Equal("resp_up", (string)first.Body["id"]!);
        var second = await _house.AskAsync("theirs", "\"more\"", ",\"previous_response_id\":\"resp_up\"");
        Assert.Equal(200, second.Status);
        var seen = _house.Upstream.Seen;
        Assert.Equal(["/one/v1/responses", "/two/v1/responses", "/two/v1/responses"], seen.Select(one => one.Target));
        Assert.Contains("\"previous_response_id\":\"resp_up\"", seen[2].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("b", "resp_up")]
    [InlineData("a", "resp_never")]
    public async Task Upstream_IdOfAnother_IsNotFoundAndNothingIsSent(string key, string id)
    {
        _house.Upstream.Enqueue(ResponsesHouse.Stream("resp_up", "one"));
        await _house.AskAsync("theirs", "\"hi\"", ",\"stream\":true");
        var told = await _house.AskAsync("theirs", "\"more\"", $",\"previous_response_id\":\"{id}\"", key);
        Assert.Equal(404, told.Status);
        Assert.Equal("previous_response_not_found", (string)told.Body["error"]!["code"]!);
        Assert.Equal("previous_response_id", (string)told.Body["error"]!["param"]!);
        Assert.Equal(404, (await _house.SendAsync(HttpMethod.Get, $"/v1/responses/{id}", key: key)).Status);
        Assert.Equal(404, (await _house.SendAsync(HttpMethod.Delete, $"/v1/responses/{id}", key: key)).Status);
        Assert.Single(_house.Upstream.Seen);
    }

    [Fact]
    public async Task Upstream_GetCancelAndDelete_GoToTheDeploymentThatMadeIt()
    {
        _house.Upstream.Enqueue(ScriptedAnswer.Json(ResponsesHouse.Answer("resp_up", "one")));
        await _house.AskAsync("theirs", "\"hi\"");
        _house.Upstream.Enqueue(ScriptedAnswer.Json("{\"id\":\"resp_up\",\"kept\":true}"), ScriptedAnswer.Json("{\"id\":\"resp_up\"}"), ScriptedAnswer.Json("{\"deleted\":true}"));
        Assert.True((bool)(await _house.SendAsync(HttpMethod.Get, "/v1/responses/resp_up?include=x")).Body["kept"]!);
        Assert.Equal(200, (await _house.SendAsync(HttpMethod.Post, "/v1/responses/resp_up/cancel", "")).Status);
        Assert.Equal(200, (await _house.SendAsync(HttpMethod.Delete, "/v1/responses/resp_up")).Status);
        Assert.Equal(404, (await _house.SendAsync(HttpMethod.Get, "/v1/responses/resp_up")).Status);
        Assert.Equal(
            ["GET /one/v1/responses/resp_up?include=x", "POST /one/v1/responses/resp_up/cancel", "DELETE /one/v1/responses/resp_up"],
            _house.Upstream.Seen.Skip(1).Select(one => $"{one.Method} {one.Target}"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bascule_ThreeTurnsOverThreeDialects_EachSeesTheWholeConversation(bool stream)
    {
        _house.Upstream.Enqueue(stream ? ResponsesHouse.Stream("resp_1", "first answer") : ScriptedAnswer.Json(ResponsesHouse.Answer("resp_1", "first answer")));
        var more = stream ? ",\"stream\":true" : "";
        await _house.AskAsync("ours", "\"first question\"", more);
        Assert.Contains("\"store\":false", _house.Upstream.Seen[^1].Text, StringComparison.Ordinal);

        _house.Upstream.Enqueue(ScriptedAnswer.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"second answer"},"finish_reason":"stop"}]}"""));
        var second = await _house.AskAsync("ours-chat", "[{\"role\":\"user\",\"content\":\"second question\"}]", ",\"previous_response_id\":\"resp_1\"");
        Assert.Equal("resp_1", (string)second.Body["previous_response_id"]!);
        var chat = _house.Upstream.Seen[^1].Json.GetProperty("messages").EnumerateArray();
        Assert.Equal(["first question", "first answer", "second question"], chat.Select(message => message.GetProperty("content").GetString()));
        Assert.True((bool)second.Body["store"]!);

        _house.Upstream.Enqueue(ScriptedAnswer.Json("""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"third answer"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"""));
        var third = await _house.AskAsync("ours-claude", "\"third question\"", $",\"previous_response_id\":\"{second.Body["id"]}\"");
        Assert.Equal(200, third.Status);
        Assert.Equal(5, _house.Upstream.Seen[^1].Json.GetProperty("messages").GetArrayLength());
        Assert.Contains("second answer", _house.Upstream.Seen[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bascule_AnswerByAnEmulatedSchema_IsKeptLikeAnyOther(bool stream)
    {
        _house.Upstream.Enqueue(ScriptedAnswer.Json("""{"id":"r","object":"response","created_at":1,"status":"completed","model":"m","output":[{"id":"f","type":"function_call","call_id":"t","name":"give_answer","arguments":"{\"n\":42}","status":"completed"}]}"""));
        var more = ""","text":{"format":{"type":"json_schema","name":"x","schema":{"type":"object","properties":{"n":{"type":"integer"}}}}}""" + (stream ? ",\"stream\":true" : "");
        var first = await _house.AskAsync("ours-deep", "\"first question\"", more);
        var id = stream ? first.Body.ToString().Split("\"id\":\"")[1].Split('"')[0] : (string)first.Body["id"]!;
        Assert.StartsWith("resp_", id, StringComparison.Ordinal);
        _house.Upstream.Enqueue(ScriptedAnswer.Json("""{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"ok"},"finish_reason":"stop"}]}"""));
        var second = await _house.AskAsync("ours-chat", "\"more\"", $",\"previous_response_id\":\"{id}\"");
        Assert.Equal(200, second.Status);
        Assert.Equal("""{"n":42}""", _house.Upstream.Seen[^1].Json.GetProperty("messages")[1].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Bascule_ReasoningThatIsAnIdAlone_IsNotSentBack()
    {
        var answer = ResponsesHouse.Answer("resp_1", "first answer");
        _house.Upstream.Enqueue(
            ScriptedAnswer.Json(answer.Replace("output\":[", """output":[{"id":"rs_bare","type":"reasoning","summary":[]},{"id":"rs_full","type":"reasoning","summary":[],"encrypted_content":"proof"},""", StringComparison.Ordinal)),
            ScriptedAnswer.Json(ResponsesHouse.Answer("resp_2", "ok")));
        await _house.AskAsync("ours", "\"hi\"");
        await _house.AskAsync("ours", "\"more\"", ",\"previous_response_id\":\"resp_1\"");
        Assert.DoesNotContain("rs_bare", _house.Upstream.Seen[^1].Text, StringComparison.Ordinal);
        Assert.Contains("rs_full", _house.Upstream.Seen[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeptResponse_AboveTheKeysClass_IsNotReadByAnotherKeyOfTheTeam()
    {
        _house.Upstream.Enqueue(ScriptedAnswer.Json(ResponsesHouse.Answer("resp_1", "secret words")));
        await _house.AskAsync("private-home", "\"hi\"", key: "c");
        Assert.Equal(200, (await _house.SendAsync(HttpMethod.Get, "/v1/responses/resp_1", key: "c")).Status);
        foreach (var (method, rest) in new[] { (HttpMethod.Get, ""), (HttpMethod.Get, "/input_items"), (HttpMethod.Delete, "") })
        {
            Assert.Equal(403, (await _house.SendAsync(method, "/v1/responses/resp_1" + rest, key: "d")).Status);
        }
    }

    [Fact]
    public async Task Upstream_RefusalThatRepeatsOurCredential_IsToldWithoutIt()
    {
        _house.Upstream.Enqueue(ScriptedAnswer.Json(ResponsesHouse.Answer("resp_up", "one")));
        await _house.AskAsync("theirs", "\"hi\"");
        _house.Upstream.Enqueue(
            ScriptedAnswer.Json("""{"error":{"message":"Bad header sk-one-0123456789abcdef","type":"invalid_request_error"}}""", 400),
            ScriptedAnswer.Json("""{"error":{"message":"Incorrect API key provided: sk-one-*****cdef","type":"invalid_request_error","code":"invalid_api_key"}}""", 401));
        Assert.DoesNotContain("sk-one-0123456789abcdef", (await _house.SendAsync(HttpMethod.Get, "/v1/responses/resp_up")).Body.ToJsonString(), StringComparison.Ordinal);
        var refused = await _house.SendAsync(HttpMethod.Get, "/v1/responses/resp_up");
        Assert.Equal(502, refused.Status);
        Assert.DoesNotContain("cdef", refused.Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bascule_KeptResponse_IsReadListedAndDeletedByItsTenantAlone()
    {
        _house.Upstream.Enqueue(ScriptedAnswer.Json(ResponsesHouse.Answer("resp_1", "first answer")));
        await _house.AskAsync("ours", "\"first question\"");
        Assert.Equal("completed", (string)(await _house.SendAsync(HttpMethod.Get, "/v1/responses/resp_1")).Body["status"]!);
        var items = (await _house.SendAsync(HttpMethod.Get, "/v1/responses/resp_1/input_items")).Body["data"]!.AsArray();
        Assert.Equal("first question", (string)Assert.Single(items)!["content"]![0]!["text"]!);
        Assert.Equal(404, (await _house.SendAsync(HttpMethod.Get, "/v1/responses/resp_1", key: "b")).Status);
        Assert.Equal(400, (await _house.SendAsync(HttpMethod.Post, "/v1/responses/resp_1/cancel", "")).Status);
        Assert.Equal(404, (await _house.AskAsync("ours", "\"more\"", ",\"previous_response_id\":\"resp_1\"", "b")).Status);
        Assert.True((bool)(await _house.SendAsync(HttpMethod.Delete, "/v1/responses/resp_1")).Body["deleted"]!);
        Assert.Equal(404, (await _house.AskAsync("ours", "\"more\"", ",\"previous_response_id\":\"resp_1\"")).Status);
        Assert.Single(_house.Upstream.Seen);
    }

    [Fact]
    public async Task Bascule_EarlierTurnOfAHigherClass_RaisesTheLaterOnes()
    {
        _house.Upstream.Enqueue(ScriptedAnswer.Json(ResponsesHouse.Answer("resp_1", "a")), ScriptedAnswer.Json(ResponsesHouse.Answer("resp_2", "b")));
        await _house.AskAsync("private-home", "\"hi\"", "", "a", ("x-bascule-data-class", "regulated"));
        var second = await _house.AskAsync("private-home", "\"more\"", ",\"previous_response_id\":\"resp_1\"");
        Assert.Equal(200, second.Status);
        var row = await _house.Gateway.RowAsync(second.Response.Headers.GetValues("x-bascule-request-id").Single());
        Assert.Equal("regulated", row.DataClass.ToString().ToLowerInvariant());
    }

    [Fact]
    public async Task Bascule_ConfidentialAtAVendor_IsNotKept()
    {
        _house.Upstream.Enqueue(ScriptedAnswer.Json(ResponsesHouse.Answer("resp_1", "a")));
        await _house.AskAsync("private", "\"hi\"");
        Assert.Contains("\"store\":false", _house.Upstream.Seen[^1].Text, StringComparison.Ordinal);
        Assert.Equal("state_off", (string)(await _house.AskAsync("private", "\"more\"", ",\"previous_response_id\":\"resp_1\"")).Body["error"]!["code"]!);
    }

    [Fact]
    public async Task Off_StoreIsForbiddenAndPreviousIdsAreRefused()
    {
        _house.Upstream.Enqueue(ScriptedAnswer.Json(ResponsesHouse.Answer("resp_1", "a")));
        Assert.Equal(200, (await _house.AskAsync("none", "\"hi\"", ",\"store\":true")).Status);
        Assert.False(_house.Upstream.Seen[^1].Json.GetProperty("store").GetBoolean());
        var refused = await _house.AskAsync("none", "\"more\"", ",\"previous_response_id\":\"resp_1\"");
        Assert.Equal((400, "state_off"), (refused.Status, (string)refused.Body["error"]!["code"]!));
    }

    [Fact]
    public async Task Background_AtAProviderOfAnotherDialect_IsRefusedByName()
    {
        var told = await _house.AskAsync("chat/m", "\"hi\"", ",\"background\":true");
        Assert.Equal((400, "background"), (told.Status, (string)told.Body["error"]!["param"]!));
    }

    [Fact]
    public async Task InputTokens_AreCountedHereWhereTheProviderCannot()
    {
        var told = await _house.SendAsync(HttpMethod.Post, "/v1/responses/input_tokens", """{"model":"chat/m","input":"twelve bytes"}""");
        Assert.Equal("response.input_tokens", (string)told.Body["object"]!);
        Assert.InRange((int)told.Body["input_tokens"]!, 1, 20);
    }

    [Fact]
    public async Task EncryptedReasoning_OfOneVendor_IsNeverShownToAnother()
    {
        _house.Upstream.Enqueue(ScriptedAnswer.Json("""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"thinking","thinking":"hm","signature":"claude-proof"},{"type":"text","text":"ok"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"""));
        var first = await _house.AskAsync("claude/m", "\"hi\"", ",\"reasoning\":{\"effort\":\"low\"}");
        var items = first.Body["output"]!.AsArray();
        Assert.Equal("claude-proof", (string)items[0]!["encrypted_content"]!);

        _house.Upstream.Enqueue(ScriptedAnswer.Json(ResponsesHouse.Answer("resp_2", "b")));
        var input = new JsonArray([.. items.Select(item => item!.DeepClone()), JsonNode.Parse("""{"role":"user","content":"go on"}""")]);
        var second = await _house.AskAsync("one/m", input.ToJsonString());
        Assert.Equal(200, second.Status);
        Assert.DoesNotContain("claude-proof", _house.Upstream.Seen[^1].Text, StringComparison.Ordinal);
        Assert.Contains("ok", _house.Upstream.Seen[^1].Text, StringComparison.Ordinal);
        Assert.Equal("reasoning.encrypted_content", second.Response.Headers.GetValues("x-bascule-dropped").Single());
    }

    [Theory]
    [InlineData("one/m")]
    [InlineData("chat/m")]
    public async Task Stream_CutInTheMiddle_EndsInANumberedErrorEvent(string model)
    {
        _house.Upstream.Enqueue(model == "one/m"
            ? ScriptedAnswer.Sse(ResponsesHouse.Events("resp_1", "words")[..2]).ThenAbort()
            : ScriptedAnswer.Sse("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"words\"},\"finish_reason\":null}]}\n\n").ThenAbort());
        var told = await _house.AskAsync(model, "\"hi\"", ",\"stream\":true");
        var events = told.Body.ToString().Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(one => JsonNode.Parse(one[(one.IndexOf("data: ", StringComparison.Ordinal) + 6)..])!).ToArray();
        Assert.Equal("error", (string)events[^1]["type"]!);
        Assert.Equal(Enumerable.Range(0, events.Length), events.Select(one => (int)one["sequence_number"]!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CustomTool_AtAProviderWithoutFreeText_IsCalledAsTheCallerKnowsIt(bool stream)
    {
        _house.Upstream.Enqueue(stream
            ? ScriptedAnswer.Sse(
                "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}\n\n",
                "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"apply_patch\",\"input\":{}}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"input\\\": \\\"*** Begin\"}}\n\n",
                "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\" Patch\\\"}\"}}\n\n",
                "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n",
                "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":5}}\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n")
            : ScriptedAnswer.Json("""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"tool_use","id":"toolu_1","name":"apply_patch","input":{"input":"*** Begin Patch"}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":5}}"""));
        var told = await _house.AskAsync("claude/m", "\"patch it\"", $",\"stream\":{(stream ? "true" : "false")},\"tools\":[{{\"type\":\"custom\",\"name\":\"apply_patch\"}}]");
        Assert.Equal("object", _house.Upstream.Seen[^1].Json.GetProperty("tools")[0].GetProperty("input_schema").GetProperty("type").GetString());
        var response = stream ? JsonNode.Parse(told.Body.ToString().Split("\ndata: ")[^1])!["response"]! : told.Body;
        var call = Assert.Single(response["output"]!.AsArray())!;
        Assert.Equal(("custom_tool_call", "*** Begin Patch", "toolu_1"), ((string)call["type"]!, (string)call["input"]!, (string)call["call_id"]!));
    }
}
