using System.Globalization;
using System.Text;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Journeys.Faults;

/// <summary>Time limits that know tokens: what comes from upstream without saying anything is no answer, and what is asked for decides how long its beginning may take.</summary>
public sealed class TimeoutTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-11-01T12:00:00Z", CultureInfo.InvariantCulture));

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Stream_AByteNowAndThenThatMakesNoEvent_IsSilence(string caller, string upstream)
    {
        await using var house = await HouseAsync();
        var steps = Steps(6);
        var piece = Encoding.UTF8.GetBytes(Wire.Text(upstream, "never whole"));
        var answer = ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "hello"));
        house.Upstream.Enqueue(steps.Select((step, at) => (step, at)).Aggregate(answer, (said, next) => said.ThenHold(next.step.Task).Then([piece[next.at]])).ThenSilence());
        using var lines = await OpenAsync(house, caller, upstream);
        await UntilAsync(lines, "hello");
        foreach (var step in steps)
        {
            step.SetResult();
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Contains("'idle'", await RestAsync(lines));
        Assert.Equal("upstream_timeout", (await house.Gateway.OnlyRowAsync()).Error);
        await house.Upstream.Seen[0].ClientLeft.WaitAsync(Gateway.Bound);
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Stream_PingsThenWords_IsWaitedFor(string dialect)
    {
        await using var house = await HouseAsync();
        var steps = Steps(5);
        var answer = ScriptedAnswer.Sse(Wire.Begin(dialect), Wire.Text(dialect, "hello"));
        answer = steps.Select((step, at) => (step, at)).Aggregate(answer, (said, next) => said.ThenHold(next.step.Task).Then($": ping {next.at}\n\n"));
        var end = new TaskCompletionSource();
        house.Upstream.Enqueue(answer.ThenHold(end.Task).Then(Wire.Text(dialect, "42")).Then(Wire.Finish(dialect) + Wire.End(dialect)));
        using var lines = await OpenAsync(house, dialect, dialect);
        await UntilAsync(lines, "hello");
        await PingAsync(lines, steps);
        end.SetResult();

        Assert.Contains("42", await RestAsync(lines));
        Assert.Null((await house.Gateway.OnlyRowAsync()).Error);
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task Stream_PingsForEver_EndsAfterFiveMinutes(string dialect)
    {
        await using var house = await HouseAsync();
        var steps = Steps(5);
        var answer = ScriptedAnswer.Sse(Wire.Begin(dialect), Wire.Text(dialect, "hello"));
        house.Upstream.Enqueue(steps.Select((step, at) => (step, at)).Aggregate(answer, (said, next) => said.ThenHold(next.step.Task).Then($": ping {next.at}\n\n")).ThenSilence());
        using var lines = await OpenAsync(house, dialect, dialect);
        await UntilAsync(lines, "hello");
        await PingAsync(lines, steps);
        _time.Advance(TimeSpan.FromSeconds(25));
        _time.Advance(TimeSpan.FromSeconds(25));    // 300 seconds since the last word, 50 since the last ping

        Assert.Contains("'idle'", await RestAsync(lines));
        Assert.Equal("upstream_timeout", (await house.Gateway.OnlyRowAsync()).Error);
    }

    [Theory]
    [InlineData(Ask.OpenAi, "\"reasoning_effort\":\"high\",", true)]
    [InlineData(Ask.OpenAi, "", false)]
    [InlineData(Ask.Anthropic, "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024},", true)]
    [InlineData(Ask.Anthropic, "", false)]
    public async Task FirstToken_ReasoningIsAskedFor_MayTakeFiveTimesAsLong(string dialect, string member, bool answered)
    {
        await using var house = await HouseAsync("timeouts: { first_token: 10s }");
        var said = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(dialect)).ThenHold(said.Task).Then(Wire.Text(dialect, "42") + Wire.Finish(dialect) + Wire.End(dialect)));
        var body = Ask.Body(dialect, $"{dialect}/m", stream: true).Replace("{\"model\"", $"{{{member}\"model\"", StringComparison.Ordinal).Replace("\"max_tokens\":1000", "\"max_tokens\":4000", StringComparison.Ordinal);
        var asking = house.Client.AskAsync(dialect, body);
        await house.Upstream.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(49));
        said.SetResult();
        var told = await asking;

        Assert.Contains(answered ? "42" : "first_token", told.Text);    // it was opened early meanwhile
        Assert.Equal(answered ? null : "upstream_timeout", (await house.Gateway.RowAsync(told.Id)).Error);
    }

    [Theory]
    [InlineData("hosting: vendor", 169, true)]
    [InlineData("hosting: vendor", 171, false)]
    [InlineData("timeouts: { first_token: 120s }", 121, false)]
    public async Task FirstToken_OfAWholeAnswer_KnowsTheTokensUnlessItIsSet(string provider, int seconds, bool answered)
    {
        await using var house = await HouseAsync(provider);
        var said = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Stream("application/json").ThenHold(said.Task).Then(Wire.Answer(Ask.Anthropic)));
        var asking = house.Client.AskAsync(Ask.Anthropic, Ask.Body(Ask.Anthropic, "anthropic/m"));    // max_tokens 1000: 50 seconds at 20 a second
        await house.Upstream.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        said.SetResult();
        var told = await asking;

        Assert.Equal(answered ? 200 : 504, told.Status);
    }

    [Theory]
    [MemberData(nameof(Dialects.Each), MemberType = typeof(Dialects))]
    public async Task CallersLimit_SecondAttempt_IsToldWhatRemains(string dialect)
    {
        await using var house = await HouseAsync("timeouts: { first_token: 3s }, forward_headers: [x-bascule-timeout]", $"routes: {{ pair: [{dialect}/first, {dialect}/second] }}");
        house.Upstream.Enqueue(ScriptedAnswer.Never(), ScriptedAnswer.Json(Wire.Answer(dialect)));
        var asking = house.Client.AskAsync(dialect, Ask.Body(dialect, "pair"), ("x-bascule-timeout", "10"));
        var first = await house.Upstream.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(3));
        var told = await asking;
        var second = await house.Upstream.NextAsync();

        Assert.Equal(200, told.Status);
        Assert.Equal(("10", "7"), (first.Headers["x-bascule-timeout"], second.Headers["x-bascule-timeout"]));
    }

    [Fact]
    public async Task CallersLimit_NoneIsSet_NoneIsPassedOn()
    {
        await using var house = await HouseAsync("forward_headers: [x-bascule-timeout]");
        house.Upstream.Enqueue(ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m"));

        Assert.False((await house.Upstream.NextAsync()).Headers.ContainsKey("x-bascule-timeout"));
    }

    [Fact]
    public async Task Whole_TooLargeToHoldAndSlow_IsNotSilentWhileItFlows()
    {
        const int TooLarge = 17 * 1024 * 1024;
        await using var house = await HouseAsync();
        var steps = Steps(4);
        var answer = ScriptedAnswer.Stream("application/json").Then($"{{\"choices\":\"{new string('x', TooLarge)}\"");
        answer = steps.Select((step, at) => (step, at)).Aggregate(answer, (said, next) => said.ThenHold(next.step.Task).Then($",\n\"piece {next.at}\":\"{new string('x', 512)}\"\n"));
        house.Upstream.Enqueue(answer.Then("}"));
        using var response = await house.Client.SendAsync(Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m")), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var at = 0; at < steps.Length; at++)
        {
            _time.Advance(TimeSpan.FromSeconds(25));
            steps[at].SetResult();
            await UntilAsync(lines, $"piece {at}");
        }

        Assert.Equal("}", await RestAsync(lines));
        Assert.Null((await house.Gateway.OnlyRowAsync()).Error);
    }

    private Task<ScriptedHouse> HouseAsync(string provider = "hosting: vendor", string more = "") => ScriptedHouse.StartAsync(more, provider, time: _time);

    private static TaskCompletionSource[] Steps(int count) => [.. Enumerable.Range(0, count).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];

    private static async Task<StreamReader> OpenAsync(ScriptedHouse house, string caller, string upstream)
    {
        var response = await house.Client.SendAsync(Ask.Request(caller, Ask.Body(caller, $"{upstream}/m", stream: true)), HttpCompletionOption.ResponseHeadersRead);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>A ping every 50 seconds, each seen by the caller before the clock goes on.</summary>
    private async Task PingAsync(StreamReader lines, TaskCompletionSource[] steps)
    {
        for (var at = 0; at < steps.Length; at++)
        {
            _time.Advance(TimeSpan.FromSeconds(50));
            steps[at].SetResult();
            await UntilAsync(lines, $": ping {at}");
        }
    }

    private static async Task UntilAsync(StreamReader lines, string word)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (await lines.ReadLineAsync(bound.Token) is { } line)
        {
            if (line.Contains(word, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The stream ended without '{word}'.");
    }

    private static async Task<string> RestAsync(StreamReader lines)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        return await lines.ReadToEndAsync(bound.Token);
    }
}
