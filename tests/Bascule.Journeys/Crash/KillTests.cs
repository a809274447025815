using System.Collections.Concurrent;
using Bascule.Sandbox;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Crash;

/// <summary>SIGKILL in the middle of load: whoever saw the end of his answer has a row, and nobody's request is lost without a trace.</summary>
public sealed class KillTests
{
    private const int Callers = 16;
    private const int Enough = 300;
    private const string Secret = "bk-caller-0123456789abcdef";

    [Fact]
    public async Task Killed_UnderLoad_EveryAnsweredRequestHasItsRow()
    {
        using var folder = new TemporaryFolder();
        await using var sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
        await using var silent = await ScriptedUpstream.StartAsync(static _ => ScriptedAnswer.Never());
        var file = folder.File("bascule.yaml");
        await File.WriteAllTextAsync(file, Gateway.Whole(Config(sandbox, silent), folder.Path, "drain: 1s, admin_key: admin-key-0123456789abcdef"));
        var answered = new ConcurrentDictionary<string, int>();
        Task[] callers;
        Task<HttpResponseMessage> begun;
        using var unanswered = new HttpClient();
        await using (var first = await GatewayProcess.StartAsync(file))
        {
            using var request = Ask.Request(Ask.OpenAi, Ask.Body(Ask.OpenAi, "silent"), ("x-api-key", Secret), ("x-request-id", "the-begun-one"));
            request.RequestUri = new Uri(first.Address, "/v1/chat/completions");
            begun = unanswered.SendAsync(request);
            await silent.NextAsync();
            var enough = new TaskCompletionSource();
            callers = [.. Enumerable.Range(0, Callers).Select(number => CallAsync(first.Address, number, answered, enough))];
            await enough.Task.WaitAsync(Gateway.Bound);
            await first.KillAsync();
        }

        await Task.WhenAll(callers).WaitAsync(Gateway.Bound);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => begun);

        await using var second = await GatewayProcess.StartAsync(file);
        using var client = new HttpClient { BaseAddress = second.Address, Timeout = Gateway.Bound };
        client.DefaultRequestHeaders.Add("x-api-key", Secret);
        foreach (var (id, status) in answered)
        {
            Assert.Equal(status, await StatusAsync(client, id));
        }

        Assert.True(answered.Count >= Enough);
        Assert.Contains("interrupted", await RowsAsync(client));
    }

    /// <summary>Asks again and again until the gateway is gone, and remembers the answers that came whole.</summary>
    private static async Task CallAsync(Uri gateway, int number, ConcurrentDictionary<string, int> answered, TaskCompletionSource enough)
    {
        using var client = new HttpClient { BaseAddress = gateway, Timeout = Gateway.Bound };
        var (dialect, stream) = (number % 2 == 0 ? Ask.OpenAi : Ask.Anthropic, number % 4 < 2);
        while (true)
        {
            Told told;
            try
            {
                told = await client.AskAsync(dialect, Ask.Body(dialect, "assistant", stream), ("x-api-key", Secret));
            }
            catch (HttpRequestException)
            {
                return;
            }

            if (told.Broke || (stream && !told.Ended))
            {
                return;
            }

            answered.TryAdd(told.Id, told.Status);
            if (answered.Count >= Enough)
            {
                enough.TrySetResult();
            }
        }
    }

    /// <summary>The status in a request's row. The start moves the journal to the store behind its back: a busy machine needs a moment.</summary>
    private static async Task<int> StatusAsync(HttpClient client, string id)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (true)
        {
            using var found = await client.GetAsync($"/v1/requests/{id}");
            var row = await Told.ReadAsync(Ask.OpenAi, found);
            if (row.Status == 200)
            {
                return row.Json.GetProperty("status").GetInt32();
            }

            Assert.False(bound.IsCancellationRequested, $"The answered request {id} has no row.");
        }
    }

    private static async Task<string> RowsAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/bascule/v1/requests?limit=1000&status=error");
        request.Headers.Add("authorization", "Bearer admin-key-0123456789abcdef");
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    private static string Config(SandboxServer sandbox, ScriptedUpstream silent) => $$"""
        providers:
          openai-chat: { dialect: openai-chat, base_url: "{{sandbox.Address.GetLeftPart(UriPartial.Authority)}}/v1", api_key: sk-upstream-0123456789abcdef }
          silent: { dialect: openai-chat, base_url: "{{silent.Address.GetLeftPart(UriPartial.Authority)}}/v1", api_key: sk-upstream-0123456789abcdef }
        routes: { assistant: [openai-chat/sandbox-frontier], silent: [silent/m] }
        keys: [{ name: load, key: {{Secret}} }]
        """;
}
