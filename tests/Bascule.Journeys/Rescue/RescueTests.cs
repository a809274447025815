using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Rescue;

/// <summary>A stream that breaks after its first words is carried on elsewhere, and its caller has the whole text once; or he is told.</summary>
public sealed class RescueTests(RescueHouse house) : IClassFixture<RescueHouse>
{
    private static readonly string[] Callers = ["openai-chat", "openai-completions", "openai-responses", "anthropic", "gemini", "gemini-array", "ollama", "ollama-generate"];

    private static readonly string Fortieth = "The answer is " + string.Join(' ', Enumerable.Range(1, 40).Select(i => $"word{i}"));

    private static readonly string Rest = RescueHouse.Whole[Fortieth.Length..];

    /// <summary>Every caller before the upstream of his own dialect and before another's, carried on by each kind of who can.</summary>
    public static TheoryData<string, string, string> Cases
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var caller in Callers)
            {
                var own = caller switch
                {
                    "openai-responses" => "openai-responses",
                    "openai-completions" => "completions",
                    "anthropic" => "claude",
                    "gemini" or "gemini-array" => "gemini",
                    "ollama" or "ollama-generate" => "ollama",
                    _ => "sandbox",
                };
                foreach (var first in new[] { own, "sandbox", "claude" }.Distinct())
                {
                    data.Add(caller, first, "sandbox/sandbox-open");
                    data.Add(caller, first, "claude-open");
                    data.Add(caller, first, "mistral/sandbox-open");
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Stream_BreaksMidway_IsCarriedOnToItsEnd(string caller, string first, string second)
    {
        var heard = await house.AskAsync(caller, RescueHouse.Route(first, second));

        Assert.True(heard.Text == RescueHouse.Whole, heard.Told.Text);
        Assert.True(heard.Ended, heard.Told.Text);
        Assert.False(heard.Told.Broke);
        Assert.Equal(heard.Told.Header("content-type")!.StartsWith("text/event-stream", StringComparison.Ordinal), heard.Told.Text.Contains($"\n: continued on {second}\n\n", StringComparison.Ordinal));
        var row = await house.Gateway.RowAsync(heard.Told.Id);
        Assert.Equal((200, null, $"{first}/{RescueHouse.Broken}"), (row.Status, row.Error, row.Deployment));
        Assert.Equal(["first", "rescue"], row.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal(("rescue", second), (row.Attempts[0].Then, row.Attempts[1].Deployment));
        Assert.NotNull(row.Attempts[0].Error);
        Assert.Null(row.Attempts[1].Error);
        Assert.Equal([second], Decision(row.Decision).GetProperty("rescued").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Stream_CutAfter40Of60Words_AsksForTheRestWithWhatWasSaid()
    {
        house.Scripted.Enqueue(Said(Fortieth).ThenAbort(), Said(Rest, ends: true));
        var heard = await house.AskAsync("openai-chat", "two", ""","stream_options":{"include_usage":true}""");

        Assert.Equal(RescueHouse.Whole, heard.Text);
        Assert.True(heard.Ended);
        Assert.Single(heard.Told.Events, said => said.Contains("\"finish_reason\":\"stop\"", StringComparison.Ordinal));
        Assert.All(heard.Told.Events.SkipLast(1), said => Assert.Contains("\"id\":\"c1\"", said, StringComparison.Ordinal));
        var asked = house.Scripted.Seen[^1].Json;
        Assert.True(asked.GetProperty("continue_final_message").GetBoolean());
        Assert.False(asked.GetProperty("add_generation_prompt").GetBoolean());
        Assert.Equal(Fortieth, asked.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString());
        Assert.InRange(asked.GetProperty("max_tokens").GetInt32(), 800, 999);
        var row = await house.Gateway.RowAsync(heard.Told.Id);
        Assert.Equal((row.Usage!.Input, row.Usage.Output), (heard.Usage!.Value.Input!.Value, heard.Usage.Value.Output!.Value));
        Assert.True(row.Usage.Estimated);
        Assert.True(row.Usage.Input > Fortieth.Length / 4, "what was said is read by whoever carries on");
        Assert.Equal(row.CostNano, row.Attempts.Sum(attempt => attempt.CostNano));
        Assert.All(row.Attempts, attempt => Assert.True(attempt.CostNano > 0));
    }

    [Fact]
    public async Task Stream_CutBehindItsLastWord_EndsThoughNothingIsAdded()
    {
        house.Scripted.Enqueue(Said(RescueHouse.Whole).ThenAbort(), Said("", ends: true));
        var heard = await house.AskAsync("openai-chat", "two");

        Assert.Equal(RescueHouse.Whole, heard.Text);
        Assert.True(heard.Ended);
        Assert.Null((await house.Gateway.RowAsync(heard.Told.Id)).Error);
    }

    [Fact]
    public async Task Stream_OfAnthropicCutAfter40Of60Words_KeepsItsMessageAndBlock()
    {
        var begun = ScriptedAnswer.Sse(Wire.Begin(Ask.Anthropic), Wire.Text(Ask.Anthropic, Fortieth[..50]), Wire.Text(Ask.Anthropic, Fortieth[50..] + " "));
        house.Scripted.Enqueue(begun.ThenAbort(), ScriptedAnswer.Sse(Wire.Begin(Ask.Anthropic, "other"), Wire.Text(Ask.Anthropic, Rest), Wire.Finish(Ask.Anthropic), Wire.End(Ask.Anthropic)));
        var heard = await house.AskAsync("anthropic", "claudes");

        Assert.Equal(RescueHouse.Whole, heard.Text);    // the white space at the break is neither lost nor doubled
        Assert.True(heard.Ended);
        Assert.Single(heard.Told.Events, said => said.Contains("message_start", StringComparison.Ordinal));
        Assert.Single(heard.Told.Events, said => said.Contains("content_block_start", StringComparison.Ordinal));
        Assert.Single(heard.Told.Events, said => said.Contains("message_delta", StringComparison.Ordinal));
        Assert.Equal(11 + 11, heard.Usage!.Value.Input);
        var asked = house.Scripted.Seen[^1].Json;
        Assert.Equal(("claude-haiku-4-5", Fortieth), (asked.GetProperty("model").GetString(), asked.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()));
    }

    [Fact]
    public async Task Fallback_ThatRefusesTheBeginning_IsPassedOver()
    {
        var heard = await house.AskAsync("openai-chat", "refused");

        Assert.Equal(RescueHouse.Whole, heard.Text);
        Assert.True(heard.Ended);
        var row = await house.Gateway.RowAsync(heard.Told.Id);
        Assert.Equal(["sandbox/" + RescueHouse.Broken, "claude-closed", "sandbox/sandbox-open"], row.Attempts.Select(attempt => attempt.Deployment));
        Assert.Equal((400, 0L), (row.Attempts[1].Status, row.Attempts[1].CostNano));
    }

    [Theory]
    [InlineData("all-refuse")]    // it is asked, and refuses
    [InlineData("nobody")]    // it is known not to go on, so nobody asks
    public async Task Fallback_ThatCannotGoOn_IsAnErrorEvent(string route)
    {
        foreach (var caller in new[] { Ask.OpenAi, Ask.Anthropic })
        {
            var heard = await house.AskAsync(caller, route);

            Assert.NotNull(heard.Told.StreamError);
            Assert.False(heard.Told.Ended);
            Assert.DoesNotContain("continued on", heard.Told.Text, StringComparison.Ordinal);
            var row = await house.Gateway.RowAsync(heard.Told.Id);
            Assert.Equal("upstream_unreachable", row.Error);    // what went wrong first
            Assert.Equal(route == "nobody" ? 1 : 2, row.Attempts.Count);
            Assert.Equal("nobody is left who can go on", Decision(row.Decision).GetProperty("not_rescued").GetString());
        }
    }

    [Fact]
    public async Task Stream_ThatBreaksAgain_IsCarriedOnAgain()
    {
        house.Scripted.Enqueue(Said("The answer is").ThenAbort(), Said(Fortieth["The answer is".Length..]).ThenAbort(), Said(Rest, ends: true));
        var heard = await house.AskAsync("openai-chat", "three");

        Assert.Equal(RescueHouse.Whole, heard.Text);
        Assert.True(heard.Ended);
        Assert.Equal(Fortieth, house.Scripted.Seen[^1].Json.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString());
        var row = await house.Gateway.RowAsync(heard.Told.Id);
        Assert.Equal(["first", "rescue", "rescue"], row.Attempts.Select(attempt => attempt.Kind));
        Assert.Equal(["b", "c"], Decision(row.Decision).GetProperty("rescued").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Rescue_ThatFailsBeforeAWord_LeavesTheStreamToTheNext()
    {
        house.Scripted.Enqueue(Said(Fortieth).ThenAbort(), ScriptedAnswer.Json("""{"error":{"message":"down"}}""", 503), Said(Rest, ends: true));
        var heard = await house.AskAsync("anthropic", "three");

        Assert.Equal(RescueHouse.Whole, heard.Text);
        Assert.Contains(": continued on c", heard.Told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(": continued on b", heard.Told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_WithNobodyElse_IsCarriedOnOnceByTheSame()
    {
        house.Scripted.Enqueue(Said(Fortieth).ThenAbort(), Said(Rest, ends: true));
        Assert.Equal(RescueHouse.Whole, (await house.AskAsync("openai-chat", "alone")).Text);

        house.Scripted.Enqueue(Said(Fortieth).ThenAbort(), Said(" more").ThenAbort());
        var heard = await house.AskAsync("openai-chat", "alone");
        Assert.Equal(Fortieth + " more", heard.Text);
        Assert.NotNull(heard.Told.StreamError);
        Assert.Equal(2, (await house.Gateway.RowAsync(heard.Told.Id)).Attempts.Count);
    }

    [Fact]
    public async Task Stream_ThatFallsSilent_IsCarriedOn()
    {
        house.Scripted.Enqueue(Said(Fortieth).ThenSilence(), Said(Rest, ends: true));
        var heard = await house.AskAsync("openai-chat", "silent");

        Assert.Equal(RescueHouse.Whole, heard.Text);
        Assert.Equal("upstream_timeout", (await house.Gateway.RowAsync(heard.Told.Id)).Attempts[0].Error);
    }

    [Theory]
    [InlineData("data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"code\":null,\"param\":null}}\n\n")]
    [InlineData("data: {\"choices\":[{\"del\n\n")]
    [InlineData("")]    // ends cleanly, but too early
    public async Task Stream_ThatGoesWrongWithoutBreaking_IsCarriedOn(string wrong)
    {
        var heard = new TaskCompletionSource();
        house.Scripted.Enqueue(Said(Fortieth).ThenHold(heard.Task).Then(wrong), Said(Rest, ends: true));
        house.Forward();
        using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "two", stream: true, RescueHouse.Question));
        using var response = await house.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        heard.SetResult();    // the headers came with the first words
        var told = await Told.ReadAsync(Ask.OpenAi, response);

        Assert.Equal(RescueHouse.Whole, RescueHouse.Read(Ask.OpenAi, told).Text);
        Assert.True(told.Ended);
        Assert.Null(told.StreamError);
    }

    [Fact]
    public async Task Stream_WhoseRivalLost_IsCarriedOnByIt()
    {
        var (hedged, heard) = (new TaskCompletionSource(), new TaskCompletionSource());
        var seen = house.Scripted.Seen.Count;
        house.Scripted.Handler = request =>
        {
            if (request.Text.Contains("continue_final_message", StringComparison.Ordinal))
            {
                return Said(Rest, ends: true);
            }

            if (house.Scripted.Seen.Count == seen + 1)
            {
                return ScriptedAnswer.Sse("").ThenHold(hedged.Task).Then(Wire.Begin(Ask.OpenAi) + Wire.Text(Ask.OpenAi, Fortieth)).ThenHold(heard.Task).ThenAbort();
            }

            hedged.SetResult();
            return ScriptedAnswer.Never();
        };
        house.Forward();
        using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "hedged", stream: true, RescueHouse.Question));
        using var response = await house.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        heard.SetResult();
        var told = await Told.ReadAsync(Ask.OpenAi, response);
        house.Scripted.Handler = null;

        Assert.Equal(RescueHouse.Whole, RescueHouse.Read(Ask.OpenAi, told).Text);
        Assert.Equal([("a", "first"), ("b", "hedge"), ("b", "rescue")], (await house.Gateway.RowAsync(told.Id)).Attempts.Select(attempt => (attempt.Deployment, attempt.Kind)));
    }

    [Fact]
    public async Task Stream_OfReasoningAlone_IsAskedAnew()
    {
        house.Scripted.Enqueue(
            ScriptedAnswer.Sse(Chunk("""{"role":"assistant","reasoning_content":"Let me"}""")).ThenAbort(),
            ScriptedAnswer.Sse(Chunk("""{"role":"assistant","reasoning_content":"I see."}"""), Chunk($$"""{"content":"{{RescueHouse.Whole}}"}"""), Wire.Finish(Ask.OpenAi), Wire.End(Ask.OpenAi)));
        var heard = await house.AskAsync("anthropic", "two");

        Assert.True(heard.Ended);
        Assert.Equal("Let meI see." + RescueHouse.Whole, heard.Text);
        Assert.Equal("user", house.Scripted.Seen[^1].Json.GetProperty("messages").EnumerateArray().Last().GetProperty("role").GetString());
    }

    [Theory]
    [InlineData("a tool call had begun", """{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"look","arguments":"{"}}]}""", "")]
    [InlineData("what is asked is not carried on: several choices, a form of the answer, or a conversation that its provider keeps", """{"content":"{"}""", ""","response_format":{"type":"json_object"}""")]
    [InlineData("what is asked is not carried on: several choices, a form of the answer, or a conversation that its provider keeps", """{"content":"a"}""", ""","n":2""")]
    public async Task Stream_OfWhatCannotBeSpliced_IsAnErrorEvent(string why, string delta, string more)
    {
        var seen = house.Scripted.Seen.Count;
        house.Scripted.Enqueue(ScriptedAnswer.Sse(Chunk("""{"role":"assistant","content":""}"""), Chunk(delta)).ThenAbort());
        var heard = await house.AskAsync("openai-chat", "two", more);

        Assert.NotNull(heard.Told.StreamError);
        Assert.Equal(seen + 1, house.Scripted.Seen.Count);
        Assert.Equal(why, Decision((await house.Gateway.RowAsync(heard.Told.Id)).Decision).GetProperty("not_rescued").GetString());
    }

    [Fact]
    public async Task Stream_OfARouteWithoutRescue_IsAnErrorEvent()
    {
        var seen = house.Scripted.Seen.Count;
        house.Scripted.Enqueue(Said(Fortieth).ThenAbort());
        var heard = await house.AskAsync("openai-chat", "off");

        Assert.NotNull(heard.Told.StreamError);
        Assert.Equal(seen + 1, house.Scripted.Seen.Count);
        Assert.False(Decision((await house.Gateway.RowAsync(heard.Told.Id)).Decision).TryGetProperty("not_rescued", out _));
    }

    [Fact]
    public async Task Caller_WhoLeavesDuringARescue_EndsIt()
    {
        house.Scripted.Enqueue(Said(Fortieth).ThenAbort(), Said(Rest[..10]).ThenSilence());
        var seen = house.Scripted.Seen.Count;
        using (var leaving = new CancellationTokenSource())
        {
            house.Forward();
        using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "two", stream: true, RescueHouse.Question));
            using var response = await house.Gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
            await using var body = await response.Content.ReadAsStreamAsync(leaving.Token);
            using var reader = new StreamReader(body);
            while (await reader.ReadLineAsync(leaving.Token) is { } line && !line.StartsWith(": continued", StringComparison.Ordinal))
            {
            }
        }

        await house.Scripted.Seen[seen + 1].ClientLeft.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static JsonElement Decision(string json) => JsonElement.Parse(json);

    private static string Chunk(string delta) =>
        $$$"""data: {"id":"c1","object":"chat.completion.chunk","created":1750000000,"model":"up-model-2026","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":null}]}""" + "\n\n";

    /// <summary>A chat stream that says this in pieces.</summary>
    private static ScriptedAnswer Said(string text, bool ends = false)
    {
        var answer = ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi));
        for (var at = 0; at < text.Length; at += 20)
        {
            answer = answer.Then(Wire.Text(Ask.OpenAi, text.Substring(at, Math.Min(20, text.Length - at))));
        }

        return ends ? answer.Then(Wire.Finish(Ask.OpenAi)).Then(Wire.End(Ask.OpenAi)) : answer;
    }
}
