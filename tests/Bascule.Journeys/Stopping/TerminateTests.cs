using Bascule.Journeys.Crash;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Stopping;

/// <summary>SIGTERM to a real process with streams under way: they finish, newcomers are told, the rows are there, the exit is clean.</summary>
public sealed class TerminateTests
{
    private const int Streams = 20;

    [Fact]
    public async Task Terminated_With20Streams_AllCompleteAndNewcomersAreTold()
    {
        using var folder = new TemporaryFolder();
        var release = new TaskCompletionSource();
        await using var upstream = await ScriptedUpstream.StartAsync(request => Held(DialectOf(request), release.Task));
        await using var gateway = await StartAsync(folder, upstream, "drain: 1h");
        var told = Enumerable.Range(0, Streams).Select(number => OpenAsync(gateway, number % 2 == 0 ? Ask.OpenAi : Ask.Anthropic)).ToArray();
        var open = await Task.WhenAll(told).WaitAsync(Gateway.Bound);
        using var kept = gateway.NewClient();
        Assert.Equal("ready\n", await kept.GetStringAsync("/readyz"));

        await gateway.TerminateAsync();
        await DrainingAsync(kept);
        foreach (var dialect in new[] { Ask.OpenAi, Ask.Anthropic })
        {
            // The connection that was kept, and one that comes only now.
            await RefusedAsync(kept, dialect);
            using var fresh = gateway.NewClient();
            await RefusedAsync(fresh, dialect);
        }

        Assert.Equal("ok\n", await kept.GetStringAsync("/healthz"));
        release.SetResult();
        var whole = await Task.WhenAll(open.Select(stream => Told.ReadAsync(stream.Dialect, stream.Response))).WaitAsync(Gateway.Bound);
        var (code, log) = await gateway.EndAsync();

        Assert.All(whole, one => Assert.True(one.Ended && !one.Broke && one.StreamError is null, one.Text));
        Assert.Equal(0, code);
        Assert.DoesNotContain("\"LogLevel\":\"Error\"", log);
        var rows = await LedgerFile.RowsAsync(folder.File("bascule.db"));
        Assert.Equal(Streams, rows.Count);
        Assert.All(whole, one => Assert.Equal((200, null), (rows[one.Id].Status, rows[one.Id].Error)));
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.Path, "data", "journal")));
    }

    [Fact]
    public async Task Terminated_TimeUp_StreamsEndWithAnErrorEventAndWholeOnesWithA503()
    {
        using var folder = new TemporaryFolder();
        await using var upstream = await ScriptedUpstream.StartAsync(request => request.Json.TryGetProperty("stream", out _) ? Held(DialectOf(request), new TaskCompletionSource().Task) : ScriptedAnswer.Never());
        await using var gateway = await StartAsync(folder, upstream, "drain: 100ms");
        var streams = await Task.WhenAll(OpenAsync(gateway, Ask.OpenAi), OpenAsync(gateway, Ask.Anthropic)).WaitAsync(Gateway.Bound);
        using var client = gateway.NewClient();
        var waiting = client.AskAsync(Ask.Anthropic, Ask.Body(Ask.Anthropic, "anthropic/m"));
        for (var asked = 0; asked < 3; asked++)
        {
            await upstream.NextAsync().WaitAsync(Gateway.Bound);
        }

        await gateway.TerminateAsync();
        var ends = await Task.WhenAll(streams.Select(stream => Told.ReadAsync(stream.Dialect, stream.Response))).WaitAsync(Gateway.Bound);
        var refused = await waiting;
        var (code, _) = await gateway.EndAsync();

        Assert.All(ends, one => Assert.True(one is { Ended: false, Broke: false, StreamError: not null }, one.Text));
        Assert.Equal((503, "1"), (refused.Status, refused.Header("retry-after")));
        Assert.Equal(0, code);
        var rows = await LedgerFile.RowsAsync(folder.File("bascule.db"));
        Assert.All([.. ends, refused], one => Assert.Equal("draining", rows[one.Id].Error));
    }

    [Fact]
    public async Task Terminated_WithACallerWhoReadsNothing_StillEndsInOrder()
    {
        using var folder = new TemporaryFolder();
        var flood = Wire.Text(Ask.OpenAi, new string('x', 64 * 1024));
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Sse([Wire.Begin(Ask.OpenAi), .. Enumerable.Repeat(flood, 400)]).ThenSilence());
        await using var gateway = await StartAsync(folder, upstream, "drain: 100ms");
        using var stream = (await OpenAsync(gateway, Ask.OpenAi)).Response;

        await gateway.TerminateAsync();
        var (code, _) = await gateway.EndAsync();

        Assert.Equal(0, code);
        Assert.Single(await LedgerFile.RowsAsync(folder.File("bascule.db")));
    }

    private static string DialectOf(ScriptedRequest request) => request.Target.Contains("messages", StringComparison.Ordinal) ? Ask.Anthropic : Ask.OpenAi;

    private static ScriptedAnswer Held(string dialect, Task released) =>
        ScriptedAnswer.Sse(Wire.Begin(dialect), Wire.Text(dialect, "first")).ThenHold(released).Then(Wire.Text(dialect, "last")).Then(Wire.Finish(dialect)).Then(Wire.End(dialect));

    private static async Task<GatewayProcess> StartAsync(TemporaryFolder folder, ScriptedUpstream upstream, string server)
    {
        var file = folder.File("bascule.yaml");
        await File.WriteAllTextAsync(file, Gateway.Whole(ScriptedHouse.Config(upstream), folder.Path, server));
        return await GatewayProcess.StartAsync(file);
    }

    /// <summary>A stream whose first text is with the caller.</summary>
    private static async Task<(string Dialect, HttpResponseMessage Response)> OpenAsync(GatewayProcess gateway, string dialect)
    {
        var client = gateway.NewClient();
        var response = await client.SendAsync(Ask.Request(dialect, Ask.Body(dialect, $"{dialect}/m", stream: true)), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(200, (int)response.StatusCode);
        return (dialect, response);
    }

    private static async Task DrainingAsync(HttpClient client)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (true)
        {
            using var ready = await client.GetAsync("/readyz", bound.Token);
            if ((int)ready.StatusCode == 503)
            {
                Assert.Equal("draining\n", await ready.Content.ReadAsStringAsync());
                return;
            }
        }
    }

    private static async Task RefusedAsync(HttpClient client, string dialect)
    {
        // Larger than what a socket takes unread: the words must not be lost to a reset.
        var told = await client.AskAsync(dialect, Ask.Body(dialect, $"{dialect}/m", question: new string('x', 1 << 20)));
        Assert.Equal((503, "1", "close"), (told.Status, told.Header("retry-after"), told.Header("connection")));
        Assert.Contains("shutting down", told.Error.GetProperty("message").GetString());
    }
}
