using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Journeys.Faults;

/// <summary>A stream that waits long is opened with a comment, and fallback still works behind it.</summary>
public sealed class EarlyOpeningTests
{
    private const string Comment = ": waiting\n\n";

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Stream_OpenedEarly_StillFallsBack(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ patient: {{ candidates: [{upstream}/first, {upstream}/second], open_after: 50ms }} }}");
        var refuse = new TaskCompletionSource();
        house.Upstream.Enqueue(
            ScriptedAnswer.Stream("application/json", 500).ThenHold(refuse.Task).Then("{}"),
            ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "42"), Wire.Finish(upstream), Wire.End(upstream)));
        using var response = await house.Client.SendAsync(Ask.Request(caller, Ask.Body(caller, "patient", stream: true)), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var first = new byte[Comment.Length];
        await body.ReadExactlyAsync(first);
        refuse.SetResult();
        using var rest = new StreamReader(body);
        var text = await rest.ReadToEndAsync();

        Assert.Equal(Comment, System.Text.Encoding.UTF8.GetString(first));
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("no-cache", response.Headers.CacheControl!.ToString());
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.False(response.Headers.Contains("x-bascule-deployment"));
        Assert.False(response.Headers.Contains("x-bascule-attempts"));
        Assert.Contains("42", text);
        Assert.Contains(caller == Ask.Anthropic ? "message_stop" : "[DONE]", text);
        var row = await house.Gateway.RowAsync(response.Headers.GetValues("x-bascule-request-id").Single());
        Assert.Equal((200, null, 2), (row.Status, row.Error, row.Attempts.Count));
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Stream_OpenedEarlyAndNobodyAnswers_EndsWithAnErrorEvent(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ patient: {{ candidates: [{upstream}/first], open_after: 50ms }} }}");
        var refuse = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Stream("application/json", 500).ThenHold(refuse.Task).Then("{}"));
        using var response = await house.Client.SendAsync(Ask.Request(caller, Ask.Body(caller, "patient", stream: true)), HttpCompletionOption.ResponseHeadersRead);
        refuse.SetResult();
        var told = await Told.ReadAsync(caller, response);

        Assert.Equal(200, told.Status);
        Assert.StartsWith(Comment, told.Text);
        Assert.NotNull(told.StreamError);
        Assert.False(told.Ended);
        var row = await house.Gateway.RowAsync(told.Id);
        Assert.Equal("upstream_error", row.Error);
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Stream_SilentFor15Seconds_GetsAComment(string caller, string upstream)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-01T12:00:00Z"));
        await using var house = await ScriptedHouse.StartAsync($"routes: {{ assistant: {{ candidates: [{upstream}/m], open_after: never }} }}", time: time);
        var release = new TaskCompletionSource();
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(upstream), Wire.Text(upstream, "hello")).ThenHold(release.Task).Then(Wire.Finish(upstream)).Then(Wire.End(upstream)));
        using var response = await house.Client.SendAsync(Ask.Request(caller, Ask.Body(caller, "assistant", stream: true)), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        await UntilAsync(lines, line => line.Contains("hello", StringComparison.Ordinal));
        time.Advance(TimeSpan.FromSeconds(15));
        await UntilAsync(lines, line => line == ": waiting");
        release.SetResult();
        await UntilAsync(lines, line => line.Contains(caller == Ask.Anthropic ? "message_stop" : "[DONE]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whole_SlowAnswer_IsNeverOpenedEarly()
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { patient: { candidates: [openai-chat/m], open_after: 1ms } }");
        house.Upstream.Enqueue(ScriptedAnswer.Json("""{"error":{"message":"no","type":"server_error"}}""", 500));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "patient"));

        Assert.Equal(500, told.Status);
        Assert.Equal("server_error", told.Error.GetProperty("type").GetString());
    }

    private static async Task UntilAsync(StreamReader lines, Func<string, bool> found)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (await lines.ReadLineAsync(bound.Token) is { } line)
        {
            if (found(line))
            {
                return;
            }
        }

        Assert.Fail("The stream ended before what was waited for.");
    }
}
