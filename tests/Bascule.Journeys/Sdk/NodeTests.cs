using System.Diagnostics;
using Bascule.Engine.Dialects;

namespace Bascule.Journeys.Sdk;

/// <summary>The vendors' own clients for JavaScript, one script each in <c>node/</c>, before a gateway with the simulated vendors behind it.</summary>
public sealed class NodeTests(OfficialHouse house) : IClassFixture<OfficialHouse>
{
    private static readonly string[] Checks = ["text", "stream", "tools", "schema", "unauthorized", "unknown", "limited", "abort"];
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Bascule.Journeys", "Sdk", "node");

    /// <summary>Script, the dialect it speaks, and whom it asks.</summary>
    public static TheoryData<string, string, string> Clients()
    {
        var clients = new TheoryData<string, string, string>();
        foreach (var (script, dialect) in new[]
        {
            ("openai", "openai-chat"), ("responses", "openai-responses"), ("anthropic", "anthropic"), ("google", "gemini"), ("ollama", "ollama"),
            ("ai", "openai-chat"), ("ai", "openai-responses"), ("ai", "anthropic"), ("ai", "gemini"),
        })
        {
            clients.Add(script, dialect, "openai-chat");
            clients.Add(script, dialect, "anthropic");
        }

        return clients;
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Client_EveryCheck_Holds(string script, string dialect, string provider)
    {
        Assert.SkipWhen(DialectSet.FindCaller(dialect) is null, $"callers do not speak {dialect} yet");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules")), "the clients are not installed: ./test does it by 'npm ci' in tests/Bascule.Journeys/Sdk/node where Node is there and the registry is reached");
        using var bound = new CancellationTokenSource(Gateway.Bound * 2);
        var lines = await RunAsync(script, dialect, provider, bound.Token);
        Assert.DoesNotContain(lines, line => !line.StartsWith("ok ", StringComparison.Ordinal));
        Assert.Equal(Checks, lines.Select(line => line["ok ".Length..]));
    }

    private async Task<string[]> RunAsync(string script, string dialect, string provider, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("node", [$"{script}.mjs"])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["BASCULE_URL"] = house.Gateway.Address.GetLeftPart(UriPartial.Authority),
                ["BASCULE_KEY"] = OfficialHouse.Key,
                ["BASCULE_PROVIDER"] = provider,
                ["BASCULE_DIALECT"] = dialect,
            },
        };
        using var node = Process.Start(start)!;
        await using var killed = cancel.Register(() => node.Kill(entireProcessTree: true));
        var (told, noise) = (node.StandardOutput.ReadToEndAsync(CancellationToken.None), node.StandardError.ReadToEndAsync(CancellationToken.None));
        await node.WaitForExitAsync(CancellationToken.None);
        Assert.True(node.ExitCode == 0, $"{script} ended with {node.ExitCode}: {await noise}");
        return (await told).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
