using System.Diagnostics;
using System.Runtime.Versioning;
using Bascule.Servers;

namespace Bascule.Journeys.Replicas;

/// <summary><c>samples/replicas/start</c>, run as it stands.</summary>
[SupportedOSPlatform("linux")]
public sealed class SampleTests
{
    private const string Secret = "bk-sample-0123456789abcdef";

    [Fact]
    public async Task Sample_Started_AnswersThroughItsThreeReplicasAndEndsWhole()
    {
        PostgresServer.Need();
        ServerProgram.Find("redis-server", "redis-server");
        ServerProgram.Find("nginx", "nginx");
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);    // PostgreSQL's user passes through
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "samples/replicas/start"), [folder.File("data")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["BASE"] = $"{FreePort.Next(7)}", ["WEB_KEY"] = Secret, ["BASCULE_ADMIN_KEY"] = ReplicaHouse.Admin, ["BASCULE"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "bascule.dll")}",
            },
        })!;
        try
        {
            await UseAsync(script);
        }
        finally
        {
            script.Kill(entireProcessTree: true);    // where it went wrong: its folder can't go while they run
        }
    }

    private static async Task UseAsync(Process script)
    {
        var errors = script.StandardError.ReadToEndAsync();
        using var bound = new CancellationTokenSource(3 * ReplicaHouse.Bound);
        string? line;
        while ((line = await script.StandardOutput.ReadLineAsync(bound.Token)) is not null && !line.StartsWith("listening on ", StringComparison.Ordinal))
        {
        }

        Assert.True(line is not null, line is null ? await errors : "");
        var rest = script.StandardOutput.ReadToEndAsync(bound.Token);
        using (var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(line!["listening on ".Length..]), Timeout = ReplicaHouse.Bound })
        {
            var hits = 0;
            for (var i = 0; i < 9; i++)
            {
                var told = await client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, "assistant"), ("authorization", "Bearer " + Secret));
                Assert.True(told.Status == 200 && told.Said.Contains("42", StringComparison.Ordinal), told.Text);
                hits += told.Header("x-bascule-cache") == "hit" ? 1 : 0;
            }

            Assert.InRange(hits, 6, 8);    // at the least those that come to a replica that has answered it

            // One ledger for all: each replica hands its rows in.
            client.DefaultRequestHeaders.Authorization = new("Bearer", ReplicaHouse.Admin);
            while (!(await client.GetStringAsync("/bascule/v1/usage", bound.Token)).Contains("\"requests\":9", StringComparison.Ordinal))
            {
            }
        }

        using (var kill = Process.Start("kill", ["-TERM", $"{script.Id}"]))
        {
            await kill.WaitForExitAsync(bound.Token);
        }

        await script.WaitForExitAsync(bound.Token);
        Assert.Equal((0, ""), (script.ExitCode, await errors));
        Assert.Contains("Ctrl-C ends all of it.", await rest);
    }
}
