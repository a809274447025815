using System.Globalization;
using System.Text;
using Bascule.Journeys.Corpus;
using Bascule.Journeys.Corpus.Formats;
using Bascule.Journeys.Scenarios;
using Bascule.Journeys.Scenarios.Writers;
using Bascule.Sandbox.Scripted;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Journeys.Faults;

/// <summary>Answers with status 200 that are none: before anything was sent the next candidate is asked, after it the caller is told.</summary>
public sealed class InBandTests
{
    private const string Right = "42";

    private static readonly string[] Providers = ["openai-chat", "anthropic", "gemini", "openai-responses"];

    /// <summary>By dialect and streaming: an answer that is none.</summary>
    private static readonly Dictionary<string, Func<Format, bool, ScriptedAnswer>> Troubles = new()
    {
        ["nothing said"] = (format, stream) => format.Canned("", stream),
        ["a page of HTML"] = (_, _) => ScriptedAnswer.Whole("<!DOCTYPE html><html><body>Welcome</body></html>"u8.ToArray(), "text/html"),
        ["a page of HTML by another name"] = (format, stream) => Whole(format, stream, "<!DOCTYPE html><html><body>Welcome</body></html>"),
        ["no byte"] = (format, stream) => Whole(format, stream, ""),
        ["another shape"] = (format, stream) => Whole(format, stream, """{"ok":true}"""),
        ["JSON for a stream"] = (_, _) => ScriptedAnswer.Json("""{"ok":true}"""),
        ["no choices"] = (format, stream) => Whole(format, stream, Framed(stream, """{"id":"x","object":"chat.completion","choices":[],"candidates":[],"usage":{"prompt_tokens":1,"completion_tokens":0,"total_tokens":1}}""")),
        ["an error object"] = (format, stream) => Whole(format, stream, Framed(stream, """{"type":"error","error":{"type":"api_error","code":500,"status":"INTERNAL","message":"it broke"}}""")),
    };

    public static TheoryData<string> Kinds => [.. Troubles.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Answer_ThatIsNone_IsAnsweredByTheNext(string kind)
    {
        await using var bad = await ScriptedUpstream.StartAsync(request => Troubles[kind](FormatOf(request), IsStream(request)));
        await using var good = await ScriptedUpstream.StartAsync(request => FormatOf(request).Canned(Right, IsStream(request)));
        Format[] formats = [.. Providers.Select(FormatSet.Of)];
        // A deployment for each case: one that failed often would stand last.
        var routes = from first in formats
                     from second in formats
                     from way in new[] { "whole", "stream" }
                     select $"  {first.Name}-{second.Name}-{way}: {{ candidates: [bad-{first.Name}/{second.Name}-{way}, good-{second.Name}/m], retries: 0 }}";
        await using var gateway = await Gateway.StartAsync($$"""
            providers:
            {{string.Join('\n', formats.Select(one => $"  bad-{one.Name}: {{ {one.Provider(bad.Address)} }}\n  good-{one.Name}: {{ {one.Provider(good.Address)} }}"))}}
            routes:
            {{string.Join('\n', routes)}}
            """);
        var wrong = new List<string>();
        foreach (var caller in formats)
        {
            foreach (var first in formats)
            {
                foreach (var stream in new[] { false, true })
                {
                    var name = $"{first.Name}-{caller.Name}-{(stream ? "stream" : "whole")}";
                    using var response = await gateway.Client.SendAsync(Request(caller, name, stream), HttpCompletionOption.ResponseHeadersRead);
                    using var told = new MemoryStream();
                    await response.Content.CopyToAsync(told);
                    var heard = new Heard(caller, stream, (int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "", told.ToArray(), "", null, null);
                    var attempts = response.Headers.TryGetValues("x-bascule-attempts", out var values) ? values.Single() : "?";
                    var reply = new Reply(heard, RetryAfter: false, Broke: false);
                    if (heard.Status != 200 || !reply.Said.IsSound || reply.Said.Text != Right || attempts != "2")
                    {
                        wrong.Add($"{name}: {attempts} attempts, {heard.Status} {heard.Text}");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("""{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"done"}""", "")]
    [InlineData("""{"role":"assistant","content":"It is"}""", "")]
    [InlineData("""{"role":"user","content":"go on"}""", "\"stop\":[\"!\"],")]
    [InlineData("""{"role":"user","content":"go on"}""", "\"max_tokens\":1,")]
    public async Task NothingSaid_WhereNothingIsDue_IsAnAnswer(string turns, string members)
    {
        await using var house = await ScriptedHouse.StartAsync();
        foreach (var stream in new[] { false, true })
        {
            house.Upstream.Enqueue(Empty(stream, "stop"));
            var told = await house.Client.AskAsync(Ask.OpenAi, $$"""{"model":"openai-chat/m",{{members}}"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"hello"},{{turns}}]}""");

            Assert.Equal(200, told.Status);
            Assert.True(!stream || told.Ended);
        }
    }

    [Theory]
    [InlineData("length", "")]
    [InlineData("content_filter", "")]
    [InlineData("stop", ""","completion_tokens_details":{"reasoning_tokens":7}""")]
    public async Task NothingSaid_WithAReason_IsAnAnswer(string finish, string usage)
    {
        await using var house = await ScriptedHouse.StartAsync();
        foreach (var stream in new[] { false, true })
        {
            house.Upstream.Enqueue(Empty(stream, finish, usage));
            Assert.Equal(200, (await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "openai-chat/m", stream))).Status);
        }
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Loop_WithoutEnd_IsCutAndTold(string caller, string upstream)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-01T12:00:00Z", CultureInfo.InvariantCulture));
        await using var house = await ScriptedHouse.StartAsync(time: time);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var round = string.Concat(Enumerable.Repeat(Wire.Text(upstream, "I say it again. "), 1600));
        house.Upstream.Enqueue(ScriptedAnswer.Sse(Wire.Begin(upstream), round, Wire.Text(upstream, "I say it")).ThenHold(goOn.Task).Then(Wire.Text(upstream, " again. ")).ThenSilence());
        using var response = await house.Client.SendAsync(Ask.Request(caller, Ask.Body(caller, $"{upstream}/m", stream: true)), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        for (var said = 0; said < 1601;)
        {
            said += (await lines.ReadLineAsync())!.Contains("I say it", StringComparison.Ordinal) ? 1 : 0;
        }

        time.Advance(TimeSpan.FromSeconds(11));
        goOn.SetResult();
        var rest = await lines.ReadToEndAsync();

        Assert.Contains("went round in a loop", rest);
        await house.Upstream.Seen[0].ClientLeft.WaitAsync(Gateway.Bound);
        var row = await house.Gateway.OnlyRowAsync();
        Assert.Equal("upstream_unreachable", row.Error);
        Assert.True(row.Usage!.Estimated);
    }

    [Theory]
    [MemberData(nameof(Dialects.Pairs), MemberType = typeof(Dialects))]
    public async Task Loop_PastTheRoutesOwnBound_IsAFailureAndOffIsNone(string caller, string upstream)
    {
        await using var house = await ScriptedHouse.StartAsync($$"""
            routes:
              strict: { candidates: [{{upstream}}/m], max_repetition: 500, retries: 0 }
              patient: { candidates: [{{upstream}}/m], max_repetition: off }
              usual: { candidates: [{{upstream}}/m] }
            """);
        var words = string.Concat(Enumerable.Repeat("I say it again. ", 1200));
        foreach (var stream in new[] { false, true })
        {
            house.Upstream.Handler = _ => stream
                ? ScriptedAnswer.Sse([Wire.Begin(upstream), .. Enumerable.Repeat(Wire.Text(upstream, "I say it again. "), 1200), Wire.Finish(upstream), Wire.End(upstream)])
                : ScriptedAnswer.Json(Wire.Answer(upstream, words));
            var strict = await house.Client.AskAsync(caller, Ask.Body(caller, "strict", stream));
            Assert.Contains("went round in a loop", strict.Text);
            Assert.True(stream || strict.Status == 502);
            foreach (var route in new[] { "patient", "usual" })    // it ended of its own accord, and at once
            {
                var told = await house.Client.AskAsync(caller, Ask.Body(caller, route, stream));
                Assert.Equal(200, told.Status);
                Assert.True(stream ? told.Ended : told.Text.Contains(words, StringComparison.Ordinal));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Loop_EndedByTheLimitOfTokens_IsAFailure(bool stream)
    {
        await using var house = await ScriptedHouse.StartAsync("routes: { pair: { candidates: [openai-chat/first, openai-chat/second], hold: all, retries: 0 } }");
        var words = string.Concat(Enumerable.Repeat("I say it again. ", 1200));
        house.Upstream.Enqueue(
            stream
                ? ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, words), Wire.Finish(Ask.OpenAi).Replace("\"stop\"", "\"length\"", StringComparison.Ordinal), Wire.End(Ask.OpenAi))
                : ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi, words).Replace("\"stop\"", "\"length\"", StringComparison.Ordinal)),
            stream
                ? ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), Wire.Text(Ask.OpenAi, Right), Wire.Finish(Ask.OpenAi), Wire.End(Ask.OpenAi))
                : ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi)));
        var told = await house.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "pair", stream));

        Assert.Equal("openai-chat/second", told.Header("x-bascule-deployment"));
        Assert.Contains(Right, told.Text);
    }

    private static ScriptedAnswer Empty(bool stream, string finish, string details = "")
    {
        var usage = $$$"""{"prompt_tokens":11,"completion_tokens":9,"total_tokens":20{{{details}}}}""";
        return stream
            ? ScriptedAnswer.Sse(Wire.Begin(Ask.OpenAi), $$$"""data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{},"finish_reason":"{{{finish}}}"}],"usage":{{{usage}}}}""" + "\n\n", "data: [DONE]\n\n")
            : ScriptedAnswer.Json($$$"""{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"","refusal":null},"finish_reason":"{{{finish}}}"}],"usage":{{{usage}}}}""");
    }

    private static Format FormatOf(ScriptedRequest request)
    {
        var path = request.Target.Split('?')[0];
        return FormatSet.Of(path.EndsWith("/messages", StringComparison.Ordinal) ? "anthropic" : path.Contains("enerateContent", StringComparison.Ordinal) ? "gemini" : path.EndsWith("/responses", StringComparison.Ordinal) ? "openai-responses" : "openai-chat");
    }

    private static bool IsStream(ScriptedRequest request) => request.Target.Contains("streamGenerateContent", StringComparison.Ordinal) || request.Text.Contains("\"stream\":true", StringComparison.Ordinal);

    private static ScriptedAnswer Whole(Format format, bool stream, string body) =>
        ScriptedAnswer.Whole(Encoding.UTF8.GetBytes(body), format.Canned(Right, stream).Headers.First(header => header.Key == "content-type").Value);

    private static string Framed(bool stream, string json) => stream ? $"data: {json}\n\n" : json;

    private static HttpRequestMessage Request(Format caller, string model, bool stream)
    {
        var body = RequestWriter.All[caller.Name].Write(Wish.Of("What is 17 + 25?") with { Stream = stream }, model).ToJsonString();
        var request = new HttpRequestMessage(HttpMethod.Post, caller.CallerPath(model, stream) + (stream && caller is GeminiFormat ? "?alt=sse" : "")) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (header, value) in caller.CallerHeaders(null))
        {
            request.Headers.Add(header, value);
        }

        return request;
    }
}
