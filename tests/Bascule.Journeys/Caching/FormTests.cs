using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Caching;

/// <summary>An answer that one got as a stream and another wants whole, and the reverse.</summary>
public sealed class FormTests
{
    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Form_Other_TheAnswerIsWrittenAnew(string caller, string upstream)
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(CacheHouse.Stream(upstream, "forty", "-two"), ScriptedAnswer.Json(Wire.Answer(upstream, "seven")));
        await house.AskAsync(caller, upstream, stream: true);
        var whole = await house.AskAsync(caller, upstream);
        await house.AskAsync(caller, upstream, question: "And?");
        var stream = await house.AskAsync(caller, upstream, stream: true, question: "And?");

        Assert.Equal(("hit", "forty-two"), (whole.Header("x-bascule-cache"), whole.Said));
        Assert.Equal("application/json", whole.Header("content-type"));
        Assert.Equal(("hit", "seven"), (stream.Header("x-bascule-cache"), stream.Said));
        Assert.True(stream.Ended);
        Assert.Equal(2, house.Upstream.Seen.Count);
    }

    [Fact]
    public async Task Stream_UsageAskedOnlyTheSecondTime_IsToldThen()
    {
        await using var house = await CacheHouse.StartAsync();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(
            Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "42"), Wire.Finish(Ask.OpenAi),
            """data: {"id":"c1","object":"chat.completion.chunk","created":1750000000,"model":"m","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}}""" + "\n\n", Wire.End(Ask.OpenAi)));
        var without = await house.AskAsync(Ask.OpenAi, "openai-chat", stream: true);
        using var request = Ask.Request(
            Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat", stream: true).Replace("\"stream\":true", "\"stream\":true,\"stream_options\":{\"include_usage\":true}", StringComparison.Ordinal), ("authorization", $"Bearer {CacheHouse.Key("a")}"));
        var with = await house.Client.AskAsync(Ask.OpenAi, request);

        Assert.Equal("hit", with.Header("x-bascule-cache"));
        Assert.DoesNotContain("prompt_tokens", without.Text, StringComparison.Ordinal);
        Assert.Contains("\"prompt_tokens\":11", with.Text, StringComparison.Ordinal);
        Assert.True(with.Ended);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Form_Other_IsJoinedToo(bool leaderStreams)
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(leaderStreams
            ? ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, "forty")).ThenHold(release.Task).Then(Wire.Text(Ask.OpenAi, "-two") + Wire.Finish(Ask.OpenAi) + Wire.End(Ask.OpenAi))
            : CacheHouse.Held(Ask.OpenAi, release.Task, "forty-two"));
        var leading = house.AskAsync(Ask.OpenAi, "openai-chat", leaderStreams);
        await house.Upstream.NextAsync();
        var joining = house.AskAsync(Ask.OpenAi, "openai-chat", !leaderStreams);
        await house.JoinedAsync(1);
        release.SetResult();
        var (led, joined) = (await leading, await joining);

        Assert.Equal(("miss", "joined"), (led.Header("x-bascule-cache"), joined.Header("x-bascule-cache")));
        Assert.Equal(("forty-two", "forty-two"), (led.Said, joined.Said));
        Assert.Single(house.Upstream.Seen);
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Whole_JoinedOnAStreamThatBreaks_IsAnErrorInHisDialect(string caller, string upstream)
    {
        await using var house = await CacheHouse.StartAsync();
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "forty")).ThenHold(release.Task).ThenAbort());
        using var first = await Reading.StartAsync(house, caller, upstream);
        await first.UntilAsync("forty");
        var whole = house.AskAsync(caller, upstream);
        await house.JoinedAsync(1);
        release.SetResult();
        var told = await whole;

        Assert.Equal(502, told.Status);
        Assert.False(string.IsNullOrEmpty(told.Error.GetProperty("message").GetString()));
        Assert.Single(house.Upstream.Seen);
    }
}
