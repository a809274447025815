using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Faults;

/// <summary>A stream is a success only with its own terminal proof, and the row is there when the caller has the end.</summary>
public sealed class TerminalProofTests
{
    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Stream_EndsCleanlyWithoutFinish_IsAnErrorEvent(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync();
        var told = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "forty")).ThenHold(told.Task));
        using var response = await house.Client.SendAsync(Ask.Request(caller, Ask.Body(caller, $"{upstream}/m", stream: true)), HttpCompletionOption.ResponseHeadersRead);
        told.SetResult();
        var answer = await Told.ReadAsync(caller, response);

        Assert.Contains("forty", answer.Text);
        Assert.NotNull(answer.StreamError);
        Assert.False(answer.Ended);
        Assert.Equal("upstream_unreachable", (await house.Gateway.RowAsync(answer.Id)).Error);
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Stream_SameDialect_BytesAreUnchanged(string dialect)
    {
        await using var house = await ScriptedHouse.StartAsync();
        var said = Wire.Begin(dialect) + ": a comment of theirs\n\n" + Wire.Text(dialect, "42") + Wire.Finish(dialect) + Wire.End(dialect);
        house.Upstream.Enqueue(ScriptedAnswer.Sse(said).InChunksOf(7));
        var body = Ask.Body(dialect, $"{dialect}/m", stream: true);
        var told = await house.Client.AskAsync(dialect, body);

        Assert.Equal(said, told.Text);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal(("up-model-2026", 200), (row.Model, row.Status));
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Whole_SameDialect_BytesAreUnchanged(string dialect)
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(dialect)));
        var told = await house.Client.AskAsync(dialect, Ask.Body(dialect, $"{dialect}/m"));

        Assert.Equal(Wire.Answer(dialect), told.Text);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal((11L, 3L, false), (row.Usage!.Input, row.Usage.Output, row.Usage.Estimated));
    }

    [Fact]
    public async Task Whole_Over16MiB_IsCommittedAndStreamed()
    {
        await using var house = await ScriptedHouse.StartAsync();
        var large = Wire.Answer(Ask.OpenAi, new string('x', 17 << 20));
        house.Upstream.Enqueue(ScriptedAnswer.Json(large));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m"));

        Assert.Equal(200, told.Status);
        Assert.Equal(large.Length, told.Text.Length);
        Assert.False(told.Broke);
        Assert.Equal(200, (await house.Gateway.RowAsync(told.Id)).Status);
    }

    [Fact]
    public async Task Whole_CutPast16MiB_BreaksTheConnection()
    {
        await using var house = await ScriptedHouse.StartAsync();
        var cut = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Stream("application/json").With("content-length", $"{18 << 20}").Then(new byte[17 << 20]).ThenHold(cut.Task).ThenAbort());
        using var response = await house.Client.SendAsync(Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m")), HttpCompletionOption.ResponseHeadersRead);
        cut.SetResult();
        var told = await Told.ReadAsync(Ask.OpenAi, response);

        Assert.Equal(200, told.Status);
        Assert.True(told.Broke);
        Assert.Equal("upstream_unreachable", (await house.Gateway.RowAsync(told.Id)).Error);
    }

    [Fact]
    public async Task Whole_Over16MiBAcrossDialects_IsRefusedWhole()
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, new string('x', 17 << 20))));
        var told = await house.Client.AskAsync(Ask.Anthropic, Ask.Body(Ask.Anthropic, "openai-chat/m"));

        Assert.Equal(502, told.Status);
        Assert.Equal("api_error", told.Error.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("deployment", Ask.OpenAi, Ask.OpenAi, false, "named")]
    [InlineData("requested", Ask.OpenAi, Ask.OpenAi, false, "assistant")]
    [InlineData("deployment", Ask.Anthropic, Ask.OpenAi, false, "named")]
    [InlineData("requested", Ask.OpenAi, Ask.Anthropic, true, "assistant")]
    [InlineData("requested", Ask.Anthropic, Ask.Anthropic, true, "assistant")]
    [InlineData("deployment", Ask.OpenAi, Ask.OpenAi, true, "named")]
    [InlineData("upstream", Ask.Anthropic, Ask.OpenAi, true, "up-model-2026")]
    public async Task Answer_Model_SaysWhatTheRouteWants(string says, string caller, string upstream, bool stream, string expected)
    {
        await using var house = await ScriptedHouse.StartAsync($$"""
            deployments: { named: { provider: {{upstream}}, upstream: m } }
            routes: { assistant: { candidates: [named], answer_model: {{says}} } }
            """);
        house.Upstream.Enqueue(stream
            ? ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "42"), Wire.Finish(upstream), Wire.End(upstream))
            : ScriptedAnswer.Json(Wire.Answer(upstream)));
        var told = await house.Client.AskAsync(caller, Ask.Body(caller, "assistant", stream));

        Assert.Equal(200, told.Status);
        Assert.Contains($"\"model\":\"{expected}\"", told.Text);
        Assert.True(says == "upstream" || !told.Text.Contains("up-model-2026", StringComparison.Ordinal));
        Assert.Equal("up-model-2026", (await house.Gateway.RowAsync(told.Id)).Model);
    }

    [Theory]
    [InlineData(Ask.OpenAi, false)]
    [InlineData(Ask.Anthropic, false)]
    [InlineData(Ask.OpenAi, true)]
    public async Task Call_CallersOwnTimeLimit_Ends504(string dialect, bool stream)
    {
        await using var house = await ScriptedHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Never());
        var told = await house.Client.AskAsync(dialect, Ask.Body(dialect, $"{dialect}/m", stream), ("x-bascule-timeout", "0.2"));

        Assert.Equal(504, told.Status);
        Assert.Contains("x-bascule-timeout", told.Error.GetProperty("message").GetString());
        Assert.Equal("upstream_timeout", (await house.Gateway.RowAsync(told.Id)).Error);
    }
}
