using System.Collections.Concurrent;
using Bascule.Sandbox;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Crash;

/// <summary>SIGKILL in the middle of load, again and again: whoever saw the end of his answer has a row, and nobody's request is lost without a trace.</summary>
public sealed class KillTests
{
    private const int Callers = 40;
    private const int Kills = 3;
    private const int Least = 60;
    private const string Secret = "bk-caller-0123456789abcdef";

    [Fact]
    public async Task Killed_UnderLoadAtRandomMoments_EveryAnsweredRequestHasItsRow()
    {
        using var folder = new TemporaryFolder();
        await using var sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
        await using var silent = await ScriptedUpstream.StartAsync(static _ => ScriptedAnswer.Never());
        var file = folder.File("bascule.yaml");
        await File.WriteAllTextAsync(file, Gateway.Whole(Config(sandbox, silent), folder.Path, "drain: 1s, admin_key: admin-key-0123456789abcdef"));
        var answered = new ConcurrentDictionary<string, int>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var gateway = await GatewayProcess.StartAsync(file);
            using var unanswered = gateway.NewClient(Secret);
            var begun = unanswered.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "silent"), ("x-request-id", $"begun-{kill}"));
            await silent.NextAsync();
            var enough = answered.Count + Least + Random.Shared.Next(300);
            var callers = Enumerable.Range(0, Callers).Select(number => CallAsync(gateway, number, answered)).ToArray();
            while (answered.Count < enough)
            {
                await Task.Yield();
            }

            await gateway.KillAsync();
            await Task.WhenAll(callers).WaitAsync(Gateway.Bound);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => begun);
        }

        await using var last = await GatewayProcess.StartAsync(file);
        using var client = last.NewClient();
        await ReadyAsync(client);
        var rows = await LedgerFile.RowsAsync(folder.File("bascule.db"));
        Assert.All(answered, answer => Assert.Equal(answer.Value, rows.TryGetValue(answer.Key, out var row) ? row.Status : -1));
        var interrupted = rows.Values.Where(row => row.Error == "interrupted").ToArray();
        Assert.Equal(Enumerable.Range(0, Kills).Select(kill => $"begun-{kill}"), interrupted.Select(row => row.CallerRequestId).OfType<string>().Order());
        // Each caller was in the middle of one request at most.
        Assert.InRange(interrupted.Length, Kills, Kills * (Callers + 1));
        Assert.All(interrupted, row => Assert.True(row is { Status: 0, CostNano: null, CostUnknown: true }));
    }

    /// <summary>Asks again and again until the gateway is gone, and remembers the answers that came whole.</summary>
    private static async Task CallAsync(GatewayProcess gateway, int number, ConcurrentDictionary<string, int> answered)
    {
        using var client = gateway.NewClient(Secret);
        var (dialect, stream) = (number % 2 == 0 ? Ask.OpenAi : Ask.Anthropic, number % 4 < 2);
        var route = number % 8 == 7 ? "fails" : "assistant";
        while (true)
        {
            Told told;
            try
            {
                told = await client.AskAsync(dialect, Ask.Body(dialect, route, stream));
            }
            catch (HttpRequestException)
            {
                return;
            }

            if (told.Broke || (stream && told.Status == 200 && !told.Ended))
            {
                return;
            }

            answered.TryAdd(told.Id, told.Status);
        }
    }

    /// <summary>Ready is said when all that the killed ones left is in the store.</summary>
    private static async Task ReadyAsync(HttpClient client)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        while (true)
        {
            using var ready = await client.GetAsync("/readyz", bound.Token);
            if (ready.IsSuccessStatusCode)
            {
                return;
            }
        }
    }

    private static string Config(SandboxServer sandbox, ScriptedUpstream silent) => $$"""
        providers:
          openai-chat: { dialect: openai-chat, base_url: "{{sandbox.Address.GetLeftPart(UriPartial.Authority)}}/v1", api_key: sk-upstream-0123456789abcdef }
          silent: { dialect: openai-chat, base_url: "{{silent.Address.GetLeftPart(UriPartial.Authority)}}/v1", api_key: sk-upstream-0123456789abcdef }
        routes: { assistant: [openai-chat/sandbox-frontier], fails: [openai-chat/sandbox-frontier+503], silent: [silent/m] }
        keys: [{ name: load, key: {{Secret}} }]
        """;
}
