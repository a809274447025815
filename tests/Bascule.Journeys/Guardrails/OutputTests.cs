using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Guardrails;

/// <summary>Rules on answers, at the wire: what is forbidden does not reach the caller, and what is not passes as its bytes.</summary>
public sealed class OutputTests(GuardedHouse house) : IClassFixture<GuardedHouse>
{
    private static readonly string Plain = string.Concat(Enumerable.Repeat("plain words, and more of them. ", 60));

    public static TheoryData<string, bool> Callers
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var caller in GuardedHouse.Callers)
            {
                data.Add(caller, true);
                data.Add(caller, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Answer_ThatIsBlockedBeforeAnythingWasSent_IsAnErrorInTheCallersDialect(string caller, bool stream)
    {
        foreach (var provider in new[] { Own(caller), "anthropic" })
        {
            house.Upstream.Enqueue(GuardedHouse.Say(provider, stream ? 5 : null, new TextPart("Write to ann@example.com now.")));
            var heard = await house.AskAsync("blocked", caller, provider, "Hello", stream);
            Assert.Equal(403, heard.Told.Status);
            Assert.DoesNotContain("ann@", heard.Told.Text, StringComparison.Ordinal);
            var row = await house.Gateway.RowAsync(heard.Told.Id);
            Assert.Equal("answer_blocked", row.Error);
            Assert.Equal(1, Guardrail(row.Decision!).GetProperty("found").GetProperty("email").GetInt32());
            Assert.True(Guardrail(row.Decision!).GetProperty("blocked").GetBoolean());
        }
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Answer_ThatIsClean_PassesAsItsBytes(string caller, bool stream)
    {
        var (path, body) = GuardedHouse.Question(caller, Own(caller), "Hello", stream, more: stream && caller is "openai-chat" ? ""","stream_options":{"include_usage":true}""" : "");
        var answer = GuardedHouse.Say(caller == "gemini-array" ? caller : Own(caller), stream ? 3 : null, new TextPart(Plain));
        string[] keys = ["blocked", "redacted", "flagged", "linked"];
        if (caller is "openai-completions" or "ollama-generate")
        {
            return;    // no provider of this house speaks it
        }

        foreach (var key in keys)
        {
            house.Upstream.Enqueue(answer);
            var told = await house.PostAsync(key, path, body, caller);
            Assert.Equal(Encoding.UTF8.GetString([.. answer.Body.SelectMany(chunk => chunk.ToArray())]), told.Text);
        }
    }

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("anthropic")]
    [InlineData("openai-responses")]
    [InlineData("gemini")]
    [InlineData("ollama")]
    public async Task Stream_ThatIsBlockedInItsMiddle_EndsWithAnErrorAndNothingOfTheWindow(string caller)
    {
        foreach (var provider in new[] { caller, caller == "anthropic" ? "openai-chat" : "anthropic" })
        {
            house.Upstream.Enqueue(GuardedHouse.Say(provider, 4, new TextPart(Plain + "Ask ann@example.com. " + Plain)));
            var heard = await house.AskAsync("blocked", caller, provider, "Hello", stream: true);
            Assert.Equal(200, heard.Told.Status);
            Assert.DoesNotContain("ann@", heard.Told.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("[DONE]", heard.Told.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("Ask", heard.Text, StringComparison.Ordinal);
            Assert.StartsWith(heard.Text, Plain, StringComparison.Ordinal);
            Assert.InRange(heard.Text.Length, Plain.Length - 600, Plain.Length);
            Assert.False(heard.Ended);
            Assert.Contains("leaks", heard.Told.Text, StringComparison.Ordinal);
            var row = await house.Gateway.RowAsync(heard.Told.Id);
            Assert.Equal("answer_blocked", row.Error);
            Assert.True(row.Usage!.Output > 0);
        }
    }

    [Fact]
    public async Task Arguments_ThatHoldWhatIsForbidden_AreBlocked()
    {
        foreach (var stream in new[] { true, false })
        {
            house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", stream ? 3 : null, new ToolCallPart("c", "send", """{"to":"ann\u0040example.com"}""")));
            var heard = await house.AskAsync("blocked", "openai-chat", "openai-chat", "Hello", stream, tools: true);
            Assert.Equal(403, heard.Told.Status);
        }
    }

    [Theory]
    [InlineData("Project bluebird is late.", 403)]
    [InlineData("Bluebirds sing.", 200)]
    public async Task Phrase_ThatIsBanned_IsBlocked(string answer, int status)
    {
        house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", 3, new TextPart(answer)));
        Assert.Equal(status, (await house.AskAsync("blocked", "openai-chat", "openai-chat", "Hello", stream: true)).Told.Status);
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Answer_WithWhatIsMasked_HasTheRest(string caller, bool stream)
    {
        foreach (var provider in new[] { Own(caller), "anthropic" })
        {
            house.Upstream.Enqueue(GuardedHouse.Say(caller == "gemini-array" && provider == "gemini" ? caller : provider, stream ? 3 : null, new TextPart(Plain + "Ask ann@example.com. " + Plain)));
            var heard = await house.AskAsync("redacted", caller, provider, "Hello", stream);
            Assert.True(Plain + "Ask [EMAIL]. " + Plain == heard.Text, heard.Told.Text[^Math.Min(1500, heard.Told.Text.Length)..]);
            Assert.True(heard.Ended);
        }
    }

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("anthropic")]
    [InlineData("openai-responses")]
    [InlineData("gemini")]
    [InlineData("ollama")]
    public async Task Stream_WithWhatIsMasked_PassesAsItsBytesUpToIt(string caller)
    {
        var answer = GuardedHouse.Say(caller, 3, new TextPart(Plain + Plain + "Ask ann@example.com. "), new ToolCallPart("call_1", "send", """{"to":"bob@example.com","n":1}"""));
        house.Upstream.Enqueue(answer);
        var heard = await house.AskAsync("redacted", caller, caller, "Hello", stream: true, tools: true);
        Assert.Equal(Plain + Plain + "Ask [EMAIL]. ", GuardedHouse.Words(heard));
        Assert.Equal(("[EMAIL]", 1), (JsonElement.Parse(GuardedHouse.Arguments(heard)).GetProperty("to").GetString(), JsonElement.Parse(GuardedHouse.Arguments(heard)).GetProperty("n").GetInt32()));
        Assert.True(heard.Ended);
        var bytes = Encoding.UTF8.GetString([.. answer.Body.SelectMany(chunk => chunk.ToArray())]);
        Assert.Equal(bytes[..(bytes.Length / 4)], heard.Told.Text[..(bytes.Length / 4)]);
    }

    [Fact]
    public async Task Rescue_OfAStreamUnderRules_GoesOnFromWhatTheCallerHas()
    {
        var (asked, begun) = (0, new TaskCompletionSource());
        house.Upstream.Handler = request =>
        {
            var said = asked++ == 0 ? Plain[..1500] : Plain[request.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!.Length..];
            var pieces = ScriptedAnswer.Sse([.. said.Chunk(5).Select(piece => Chunk("\"content\":" + JsonSerializer.Serialize(new string(piece)), "null"))]);
            return asked == 1 ? pieces.ThenHold(begun.Task).ThenAbort()    // a stream that broke before the caller had any of it would be asked anew
                 : pieces.Then(Chunk("", "\"stop\"")).Then("data: [DONE]\n\n");
        };
        try
        {
            foreach (var caller in new[] { "openai-chat", "anthropic" })
            {
                (asked, begun) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                var heard = await house.AskAsync("blocked", caller, "rescued", "Hello", stream: true, heard: bytes => _ = bytes.Length > 0 && begun.TrySetResult());
                Assert.Equal(Plain, heard.Text);
                Assert.True(heard.Ended);
                Assert.Equal(2, asked);
            }
        }
        finally
        {
            house.Upstream.Handler = null;
        }

        static string Chunk(string delta, string reason) => "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{" + delta + "},\"finish_reason\":" + reason + "}]}\n\n";
    }

    [Fact]
    public async Task Answer_ThatIsFlagged_PassesAsItsBytesAndIsNoted()
    {
        var answer = GuardedHouse.Say("openai-chat", null, new TextPart("Ask ann@example.com or bob@example.com."));
        house.Upstream.Enqueue(answer);
        var told = await house.PostAsync("flagged", "/v1/chat/completions", """{"model":"openai-chat","messages":[{"role":"user","content":"Hello"}]}""");
        Assert.Equal(Encoding.UTF8.GetString(answer.Body.Single().Span), told.Text);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(2, Guardrail(row.Decision!).GetProperty("found").GetProperty("email").GetInt32());
        Assert.DoesNotContain("example", row.Decision, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("See [the docs](https://docs.example.com/a).", 200)]
    [InlineData("![x](https://evil.example/p.png?q=secret)", 403)]
    public async Task Link_ToAHost_MustBeListed(string answer, int status)
    {
        foreach (var stream in new[] { true, false })
        {
            house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", stream ? 2 : null, new TextPart(answer)));
            Assert.Equal(status, (await house.AskAsync("linked", "anthropic", "openai-chat", "Hello", stream)).Told.Status);
        }
    }

    [Theory]
    [InlineData("""{"n":1}""", 200)]
    [InlineData("""{"n":"one"}""", 403)]
    [InlineData("no JSON", 403)]
    public async Task Answer_MustFitTheSchema(string answer, int status)
    {
        foreach (var stream in new[] { true, false })
        {
            house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", stream ? 2 : null, new TextPart(answer)));
            var heard = await house.AskAsync("shaped", "openai-chat", "openai-chat", "Hello", stream);
            Assert.Equal(status, heard.Told.Status);
            Assert.Equal(status == 200 ? answer : "", heard.Text);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Judge_Elsewhere_DecidesOnTheWholeAnswer(bool stream)
    {
        foreach (var flagged in new[] { false, true })
        {
            house.Upstream.Enqueue(
                GuardedHouse.Say("openai-chat", stream ? 2 : null, new TextPart(Plain)),
                ScriptedAnswer.Json($$$"""{"id":"m","model":"judge","results":[{"flagged":{{{(flagged ? "true" : "false")}}},"categories":{"violence":{{{(flagged ? "true" : "false")}}}}}]}"""));
            var heard = await house.AskAsync("judged", "openai-chat", "openai-chat", "Hello", stream);
            Assert.Equal(flagged ? 403 : 200, heard.Told.Status);
            Assert.Equal(flagged ? "" : Plain, heard.Text);
            Assert.Contains("plain words", house.Upstream.Seen[^1].Text, StringComparison.Ordinal);
            Assert.EndsWith("/moderations", house.Upstream.Seen[^1].Target, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Judge_ThatPolicyForbids_Blocks()
    {
        house.Upstream.Enqueue(GuardedHouse.Say("ollama", null, new TextPart(Plain)));
        var (path, body) = GuardedHouse.Question("openai-chat", "ollama", "Hello", stream: false);
        var before = house.Upstream.Seen.Count;
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("authorization", "Bearer sk-judged-0123456789abcdef");
        request.Headers.Add("x-bascule-data-class", "confidential");
        using var response = await house.Gateway.Client.SendAsync(request);
        Assert.Equal(403, (int)response.StatusCode);
        Assert.Equal(before + 1, house.Upstream.Seen.Count);
    }

    [Theory]
    [InlineData("logprobs")]
    public async Task LogProbabilities_WhereARuleMasks_AreNeitherAskedForNorTold(string member)
    {
        const string Said = """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Ask ann@example.com."},"logprobs":{"content":[{"token":"ann@","logprob":-0.1},{"token":"example.com","logprob":-0.1}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}""";
        house.Upstream.Enqueue(ScriptedAnswer.Json(Said));
        var told = await house.PostAsync("redacted", "/v1/chat/completions", $$"""{"model":"openai-chat","messages":[{"role":"user","content":"Hello"}],"{{member}}":true,"top_logprobs":2}""");
        Assert.Equal((200, "logprobs"), (told.Status, told.Header("x-bascule-dropped")));
        Assert.Contains("[EMAIL]", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@", told.Text, StringComparison.Ordinal);
        Assert.False(house.Upstream.Seen[^1].Json.TryGetProperty("logprobs", out _));
        Assert.False(house.Upstream.Seen[^1].Json.TryGetProperty("top_logprobs", out _));
    }

    [Fact]
    public async Task LogProbabilities_ThatComeUnasked_AreNotStreamedWhereARuleMasks()
    {
        const string Head = """data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":""";
        house.Upstream.Enqueue(ScriptedAnswer.Sse(
            Head + """{"role":"assistant","content":"Ask ann@"},"logprobs":{"content":[{"token":"ann@","logprob":-0.1}]},"finish_reason":null}]}""" + "\n\n",
            Head + """{"content":"example.com."},"logprobs":{"content":[{"token":"example.com","logprob":-0.1}]},"finish_reason":null}]}""" + "\n\n",
            Head + """{},"finish_reason":"stop"}]}""" + "\n\n",
            "data: [DONE]\n\n"));
        var heard = await house.AskAsync("redacted", "openai-chat", "openai-chat", "Hello", stream: true);
        Assert.Equal("Ask [EMAIL].", heard.Text);
        Assert.DoesNotContain("ann@", heard.Told.Text, StringComparison.Ordinal);
        Assert.True(heard.Ended);
    }

    [Theory]
    [InlineData("blocked", "application/json", """{"text":"Write to ann@example.com."}""", 403)]
    [InlineData("blocked", "text/plain", "Write to ann@example.com.", 403)]
    [InlineData("blocked", "text/event-stream", "data: {\"type\":\"transcript.text.delta\",\"delta\":\"ann@exa\"}\n\ndata: {\"delta\":\"mple.com\"}\n\n", 403)]
    [InlineData("redacted", "application/json", """{"text":"Write to ann@example.com."}""", 403)]
    [InlineData("flagged", "application/json", """{"text":"Write to ann@example.com."}""", 200)]
    [InlineData("shaped", "application/json", """{"text":"Hello."}""", 200)]
    [InlineData("blocked", "application/json", """{"text":"Hello."}""", 200)]
    [InlineData("blocked", "text/plain", "Hello.", 200)]
    public async Task Transcript_IsReadByTheRules(string key, string type, string answer, int status)
    {
        house.Upstream.Enqueue(ScriptedAnswer.Stream(type).Then(Encoding.UTF8.GetBytes(answer)));
        using var form = new MultipartFormDataContent { { new StringContent("openai-chat"), "model" }, { new ByteArrayContent([1, 2, 3]), "file", "a.wav" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/transcriptions") { Content = form };
        request.Headers.Add("authorization", $"Bearer sk-{key}-0123456789abcdef");
        using var response = await house.Gateway.Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, text);
        Assert.Equal(status == 200, text == answer);
        Assert.Equal(status == 403, text.Contains("answer_blocked", StringComparison.Ordinal));
    }

    private static string Own(string caller) => caller switch
    {
        "gemini-array" => "gemini",
        "ollama-generate" => "ollama",
        "openai-completions" => "openai-chat",
        _ => caller,
    };

    private static JsonElement Guardrail(string decision) => JsonElement.Parse(decision).GetProperty("guardrails").EnumerateArray().Single(one => one.GetProperty("name").GetString() is "leaks" or "flagged");
}
