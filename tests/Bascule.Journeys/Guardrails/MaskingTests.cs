using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Guardrails;

/// <summary>The upstream sees placeholders, the caller his own values: every caller's dialect before five wire formats, whole and streamed, cut at every letter.</summary>
public sealed class MaskingTests(GuardedHouse house) : IClassFixture<GuardedHouse>
{
    private const string Text = "Write to ann@example.com and bob@example.org about <EMAIL_1>.";

    private const string Masked = "Write to <EMAIL_1> and <EMAIL_2> about <LITERAL_1>.";

    private const string Answer = "To <EMAIL_2>, then <EMAIL_1><EMAIL_1>: not <EMAIL_9>, of <LITERAL_1> and a < b.";

    private const string Restored = "To bob@example.org, then ann@example.comann@example.com: not <EMAIL_9>, of <EMAIL_1> and a < b.";

    public static TheoryData<string, string, bool> Cases
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var caller in GuardedHouse.Callers)
            {
                foreach (var provider in GuardedHouse.Providers)
                {
                    data.Add(caller, provider, true);
                    data.Add(caller, provider, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Answer_ToAMaskedRequest_HasTheCallersValues(string caller, string provider, bool stream)
    {
        var tools = caller is not ("openai-completions" or "ollama-generate");
        Part[] said = tools ? [new TextPart(Answer), new ToolCallPart("call_1", "send", """{"to":"<EMAIL_1>","of":"\u003cEMAIL_2\u003e"}""")] : [new TextPart(Answer)];
        house.Upstream.Enqueue(GuardedHouse.Say(provider, stream ? 1 : null, said));

        var heard = await house.AskAsync("masked", caller, provider, Text, stream, tools);

        Assert.Equal(200, heard.Told.Status);
        Assert.Equal(Restored, GuardedHouse.Words(heard));
        if (tools)
        {
            var arguments = JsonElement.Parse(GuardedHouse.Arguments(heard));
            Assert.Equal(("ann@example.com", "bob@example.org"), (arguments.GetProperty("to").GetString(), arguments.GetProperty("of").GetString()));
        }

        var seen = house.Upstream.Seen[^1].Text;
        Assert.DoesNotContain("example.", seen, StringComparison.Ordinal);
        Assert.Contains(Masked, seen, StringComparison.Ordinal);
        var row = await house.Gateway.RowAsync(heard.Told.Id);
        var decision = JsonElement.Parse(row.Decision!);
        Assert.Contains("masked", decision.GetProperty("edits").EnumerateArray().Select(edit => edit.GetString()));
        Assert.DoesNotContain("example", row.Decision, StringComparison.Ordinal);
        Assert.Equal(2, decision.GetProperty("guardrails")[0].GetProperty("found").GetProperty("email").GetInt32());
        Assert.Equal((10, 20), (row.Usage!.Input, row.Usage.Output));
    }

    [Fact]
    public async Task Request_WithNothingToMask_PassesAsItsBytes()
    {
        const string Body = """{"model":"openai-chat", "messages":[{"role":"user","content":"Hello"}],  "odd":1.50}""";
        house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", null, new TextPart("Hi <EMAIL_1>")));
        var told = await house.PostAsync("masked", "/v1/chat/completions", Body);
        Assert.Equal("Hi <EMAIL_1>", told.Said);
        Assert.Equal(Body.Replace("openai-chat", "m", StringComparison.Ordinal), house.Upstream.Seen[^1].Text);
    }

    [Fact]
    public async Task Request_ThatIsMasked_IsOtherwiseItsOwnBytes()
    {
        const string Body = """{"model":"openai-chat", "messages":[{"role":"user","content":"I am ann@example.com \u00e9"}],  "odd":1.50, "user":"u1"}""";
        house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", null, new TextPart("Hi")));
        await house.PostAsync("masked", "/v1/chat/completions", Body);
        Assert.Equal("""{"model":"m", "messages":[{"role":"user","content":"I am <EMAIL_1> \u00e9"}],  "odd":1.50, "user":"u1"}""", house.Upstream.Seen[^1].Text);
    }

    [Fact]
    public async Task History_ThatGrowsOverThirtyTurns_KeepsItsBeginningAtTheUpstream()
    {
        var history = new List<string>();
        var before = "";
        for (var turn = 0; turn < 30; turn++)
        {
            history.Add($$"""{"role":"user","content":"turn {{turn}}: ask p{{turn}}@example.com and p{{turn / 2}}@example.com"}""");
            house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", turn % 2 == 0 ? 3 : null, new TextPart($"I asked <EMAIL_{turn + 1}> of <EMAIL_{turn + 2}> and <LITERAL_1>.")));
            var told = await house.PostAsync("masked", "/v1/chat/completions", $$"""{"messages":[{{string.Join(',', history)}}],"model":"openai-chat","stream":{{(turn % 2 == 0 ? "true" : "false")}}}""");
            Assert.Contains($"I asked p{turn}@example.com of ", told.Said, StringComparison.Ordinal);
            history.Add($$"""{"role":"assistant","content":{{JsonSerializer.Serialize(told.Said)}}}""");
            var seen = house.Upstream.Seen[^1].Text;
            Assert.DoesNotContain("@example", seen, StringComparison.Ordinal);
            seen = seen[seen.IndexOf("\"messages\"", StringComparison.Ordinal)..];    // before it stands what we ask of a stream
            Assert.StartsWith(before, seen, StringComparison.Ordinal);
            before = seen[..seen.LastIndexOf("],\"model\"", StringComparison.Ordinal)];
        }
    }

    [Fact]
    public async Task Fallback_ToTheSecond_MasksAndRestores()
    {
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"error":{"message":"down <EMAIL_1>"}}""", 500), GuardedHouse.Say("openai-chat", 2, new TextPart(Answer)));
        var heard = await house.AskAsync("masked", "anthropic", "fallback", Text, stream: true);
        Assert.Equal(Restored, heard.Text);
        Assert.All(house.Upstream.Seen.TakeLast(2), seen => Assert.DoesNotContain("example.", seen.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("anthropic")]
    public async Task Rescue_WithinAPlaceholder_GoesOnInIt(string caller)
    {
        foreach (var cut in new[] { 4, 6, 9, 11, 12, 20 })
        {
            var first = Answer[..cut];
            house.Upstream.Enqueue(Piece(first).ThenAbort(), Piece(Answer[cut..]).Then("""data: {"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n"));
            var heard = await house.AskAsync("masked", caller, "rescued", Text, stream: true);
            Assert.Equal(Restored, heard.Text);
            Assert.True(heard.Ended, heard.Told.Text);
            var asked = house.Upstream.Seen[^1];
            Assert.DoesNotContain("example.", asked.Text, StringComparison.Ordinal);
            Assert.Equal(first.TrimEnd(), asked.Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString());
        }

        static ScriptedAnswer Piece(string text) =>
            ScriptedAnswer.Sse($$$"""data: {"id":"c","model":"m","choices":[{"index":0,"delta":{"content":{{{JsonSerializer.Serialize(text)}}}}}]}""" + "\n\n");
    }

    [Fact]
    public async Task Hedge_WhoeverAnswers_IsMaskedAndRestored()
    {
        house.Upstream.Enqueue(ScriptedAnswer.Never(), GuardedHouse.Say("openai-chat", 1, new TextPart(Answer)));
        var heard = await house.AskAsync("masked", "openai-chat", "hedged", Text, stream: true);
        Assert.Equal(Restored, heard.Text);
        Assert.All(house.Upstream.Seen.TakeLast(2), seen => Assert.DoesNotContain("example.", seen.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Hold_OfTheWholeAnswer_RestoresIt()
    {
        house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", 1, new TextPart(Answer)));
        Assert.Equal(Restored, (await house.AskAsync("masked", "gemini", "held", Text, stream: true)).Text);
    }

    [Fact]
    public async Task Shadow_OfAMaskedRequest_SeesPlaceholders()
    {
        house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", null, new TextPart(Answer)), GuardedHouse.Say("openai-chat", null, new TextPart(Answer)));
        var before = house.Upstream.Seen.Count;
        var heard = await house.AskAsync("masked", "openai-chat", "shadowed", Text, stream: false);
        Assert.Equal(Restored, heard.Text);
        while (house.Upstream.Seen.Count < before + 2)
        {
            await house.Gateway.RowsAsync();
        }

        Assert.All(house.Upstream.Seen.Skip(before), seen => Assert.DoesNotContain("example.", seen.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Embedding_OfMaskedText_SeesPlaceholders()
    {
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"object":"list","model":"m","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"usage":{"prompt_tokens":3,"total_tokens":3}}"""));
        var told = await house.PostAsync("masked", "/v1/embeddings", """{"model":"vectors","input":["ann@example.com"]}""");
        Assert.Equal(200, told.Status);
        Assert.Equal("""{"model":"m","input":["<EMAIL_1>"]}""", house.Upstream.Seen[^1].Text);
    }

    [Fact]
    public async Task KeptTurns_OfAMaskedConversation_KeepTheirMaskedBeginning()
    {
        house.Upstream.Enqueue(GuardedHouse.Say("openai-responses", null, new TextPart("Noted, <EMAIL_1>.")), GuardedHouse.Say("openai-responses", null, new TextPart("<EMAIL_2> it is.")));
        var first = await house.PostAsync("masked", "/v1/responses", """{"model":"kept","input":"I am ann@example.com"}""");
        Assert.Contains("Noted, ann@example.com.", first.Text, StringComparison.Ordinal);
        var id = first.Json.GetProperty("id").GetString();
        var second = await house.PostAsync("masked", "/v1/responses", $$"""{"model":"kept","input":"Now bob@example.org","previous_response_id":"{{id}}"}""");
        Assert.Contains("bob@example.org it is.", second.Text, StringComparison.Ordinal);
        var seen = house.Upstream.Seen[^1].Text;
        Assert.DoesNotContain("example.", seen, StringComparison.Ordinal);
        Assert.Contains("I am <EMAIL_1>", seen, StringComparison.Ordinal);
        Assert.Contains("Noted, <EMAIL_1>.", seen, StringComparison.Ordinal);
        Assert.Contains("Now <EMAIL_2>", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Conversation_ThatStandsWithItsProvider_IsRefused()
    {
        house.Upstream.Enqueue(GuardedHouse.Say("openai-responses", null, new TextPart("Hello")));
        var first = await house.PostAsync("masked", "/v1/responses", """{"model":"openai-responses","input":"Hello"}""");
        var told = await house.PostAsync("masked", "/v1/responses", $$"""{"model":"openai-responses","input":"I am ann@example.com","previous_response_id":"{{first.Json.GetProperty("id").GetString()}}"}""");
        Assert.Equal((403, "masking_impossible"), (told.Status, told.Error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Reasoning_ThatWouldBeSigned_IsNotAskedForNorSentBack()
    {
        house.Upstream.Enqueue(GuardedHouse.Say("anthropic", null, new TextPart("Hi <EMAIL_1>")));
        var told = await house.PostAsync("masked", "/v1/messages", """
            {"model":"thinker","max_tokens":4096,"thinking":{"type":"enabled","budget_tokens":2048},"messages":[{"role":"user","content":"I am ann@example.com"},
            {"role":"assistant","content":[{"type":"thinking","thinking":"ann@example.com, hm","signature":"c2lnbmVkIGJ5IGFudGhyb3BpYyBhbmQgbG9uZyBlbm91Z2ggdG8gYmUgYSBzaWduYXR1cmUgb2YgaXQ="},{"type":"text","text":"Yes"}]},
            {"role":"user","content":"And now?"}]}
            """, "anthropic");
        Assert.Equal(200, told.Status);
        Assert.Contains("Hi ann@example.com", told.Text, StringComparison.Ordinal);
        Assert.Equal("thinking", told.Header("x-bascule-dropped"));
        var seen = house.Upstream.Seen[^1].Text;
        Assert.DoesNotContain("thinking", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("example.", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasoning_ThatIsEncrypted_IsNotAskedForNorSentBack()
    {
        house.Upstream.Enqueue(GuardedHouse.Say("openai-responses", null, new TextPart("Hi <EMAIL_1>")));
        var told = await house.PostAsync("masked", "/v1/responses", """
            {"model":"openai-responses","store":false,"include":["reasoning.encrypted_content"],"reasoning":{"effort":"high"},"input":[{"role":"user","content":"I am ann@example.com"},
            {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"Z0FBQUFBQmxvbmcgZW5vdWdoIHRvIGxvb2sgbGlrZSBlbmNyeXB0ZWQgdGhvdWdodHMgb2YgYSBtb2RlbCBpbiBiYXNlNjQ="},{"role":"user","content":"And now?"}]}
            """);
        Assert.Contains("Hi ann@example.com", told.Text, StringComparison.Ordinal);
        Assert.Contains("reasoning.encrypted_content", told.Header("x-bascule-dropped"), StringComparison.Ordinal);
        var seen = house.Upstream.Seen[^1];
        Assert.DoesNotContain("encrypted_content", seen.Text, StringComparison.Ordinal);
        Assert.Equal("high", seen.Json.GetProperty("reasoning").GetProperty("effort").GetString());
    }

    [Fact]
    public async Task ToolLoop_OfAMaskedConversation_KeepsItsBytesAndItsPlaceholders()
    {
        const string Head = """{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[""";
        const string History = """
            {"role":"user","content":"Mail ann@example.com"},{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"send","arguments":"{\"to\": \"ann@example.com\"}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":"{\"sent\": \"ann@example.com\", \"cc\": \"bob@example.org\"}"}
            """;
        house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", 1, new ToolCallPart("call_2", "send", """{"to":"<EMAIL_2>"}""")));
        var told = await house.PostAsync("masked", "/v1/chat/completions", Head.Replace("\"m\"", "\"openai-chat\"", StringComparison.Ordinal) + History + "]}");
        var masked = History.Replace("ann@example.com", "<EMAIL_1>", StringComparison.Ordinal).Replace("bob@example.org", "<EMAIL_2>", StringComparison.Ordinal);
        Assert.Equal(Head + masked + "]}", house.Upstream.Seen[^1].Text);
        Assert.Equal("""{"to":"bob@example.org"}""", GuardedHouse.Arguments(Rescue.RescueHouse.Read("openai-chat", told)));
    }

    [Fact]
    public async Task EndUser_WhoseIdIsMasked_IsStillHimself()
    {
        house.Upstream.Enqueue(GuardedHouse.Say("openai-chat", null, new TextPart("Hi")), GuardedHouse.Say("openai-chat", null, new TextPart("Hi")));
        var one = await house.PostAsync("masked", "/v1/chat/completions", """{"model":"openai-chat","messages":[{"role":"user","content":"x"}],"user":"ann@example.com"}""");
        var two = await house.PostAsync("masked", "/v1/chat/completions", """{"model":"openai-chat","messages":[{"role":"user","content":"x"}],"user":"bob@example.org"}""");
        Assert.Contains("\"user\":\"<EMAIL_1>\"", house.Upstream.Seen[^1].Text, StringComparison.Ordinal);
        Assert.NotEqual((await house.Gateway.RowAsync(one.Id)).User, (await house.Gateway.RowAsync(two.Id)).User);
    }
}
