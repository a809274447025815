using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Callers;

/// <summary>Clients of the old text completions over real sockets.</summary>
public sealed class TextCompletionTests
{
    private const string Path = "/v1/completions";

    [Fact]
    public async Task Whole_BeforeAnEngine_PassesThroughWithAllItsPrompts()
    {
        await using var house = await OllamaHouse.StartAsync();
        const string answer = """{"id":"cmpl-1","object":"text_completion","created":1,"model":"up","choices":[{"text":"a","index":0,"logprobs":null,"finish_reason":"stop"},{"text":"b","index":1,"logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}}""";
        house.Upstream.Enqueue(ScriptedAnswer.Json(answer));
        var told = await house.PostAsync(Path, """{"model":"engine/up","prompt":["x","y"],"echo":true}""");

        Assert.Equal(answer, told.Text);
        var seen = Assert.Single(house.Upstream.Seen);
        Assert.Equal(("/v1/completions", """{"model":"up","prompt":["x","y"],"echo":true}"""), (seen.Target, seen.Text));
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(("openai-completions", 4L, 2L), (row.DialectOut, row.Usage!.Input, row.Usage.Output));
    }

    [Fact]
    public async Task Stream_BeforeAnEngine_IsAskedForItsUsageAndSwallowsIt()
    {
        await using var house = await OllamaHouse.StartAsync();
        const string text = """data: {"id":"c","object":"text_completion","created":1,"model":"up","choices":[{"text":"42","index":0,"logprobs":null,"finish_reason":"stop"}]}""" + "\n\n";
        const string usage = """data: {"id":"c","object":"text_completion","created":1,"model":"up","choices":[],"usage":{"prompt_tokens":4,"completion_tokens":2,"total_tokens":6}}""" + "\n\n";
        house.Upstream.Enqueue(ScriptedAnswer.Sse(text, usage, "data: [DONE]\n\n"));
        var told = await house.PostAsync(Path, """{"model":"engine/up","prompt":"x","stream":true}""");

        Assert.Equal(text + "data: [DONE]\n\n", told.Text);
        Assert.True(Assert.Single(house.Upstream.Seen).Json.GetProperty("stream_options").GetProperty("include_usage").GetBoolean());
        Assert.Equal(4L, (await house.Gateway.RowAsync(told.Id)).Usage!.Input);
    }

    [Fact]
    public async Task Whole_BeforeAChatOnlyProvider_IsAskedAsOneTurn()
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.Anthropic)));
        var told = await house.PostAsync(Path, """{"model":"messages/up","prompt":["What is 17 + 25?"],"suffix":".","max_tokens":9}""");

        Assert.Equal(("text_completion", "42"), (told.Json.GetProperty("object").GetString(), told.Json.GetProperty("choices")[0].GetProperty("text").GetString()));
        Assert.Equal("suffix", told.Header("x-bascule-dropped"));
        Assert.Equal("""[{"role":"user","content":"What is 17 + 25?"}]""", Assert.Single(house.Upstream.Seen).Json.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task Stream_BeforeAChatOnlyProvider_EndsWithDone()
    {
        await using var house = await OllamaHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "42"), Wire.Finish(Ask.OpenAi), Wire.End(Ask.OpenAi)));
        var told = await house.PostAsync(Path, """{"model":"chat/up","prompt":"What is 17 + 25?","stream":true}""");

        Assert.True(told.Ended);
        Assert.Contains("\"text\":\"42\"", told.Text, StringComparison.Ordinal);
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "42")));
        var cut = await house.PostAsync(Path, """{"model":"chat/up","prompt":"What is 17 + 25?","stream":true}""");
        Assert.False(cut.Ended);
        Assert.NotNull(cut.StreamError);
    }

    [Theory]
    [InlineData("""["x","y"]""", "several prompts")]
    [InlineData("[1,2,3]", "tokens")]
    public async Task Prompts_ThatAChatCannotTake_AreA400(string prompt, string word)
    {
        await using var house = await OllamaHouse.StartAsync();
        var told = await house.PostAsync(Path, $$"""{"model":"chat/up","prompt":{{prompt}}}""");

        Assert.Equal(400, told.Status);
        Assert.Contains(word, told.Error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("prompt", told.Error.GetProperty("param").GetString());
        Assert.Empty(house.Upstream.Seen);
    }

    [Fact]
    public async Task Request_WithoutAPrompt_IsA400()
    {
        await using var house = await OllamaHouse.StartAsync();
        Assert.Equal("prompt", (await house.PostAsync(Path, """{"model":"chat/up"}""")).Error.GetProperty("param").GetString());
    }
}
