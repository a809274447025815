using System.Diagnostics;
using Bascule.Sandbox;

namespace Bascule.Journeys.Documents;

/// <summary>The commands that pages show do what the pages say, against a gateway as <c>./run</c> starts it without a file.</summary>
public sealed class CommandTests(CommandTests.Started started) : IClassFixture<CommandTests.Started>
{
    private const string Shown = "http://127.0.0.1:4100";
    private const string ShownSandbox = "http://127.0.0.1:4101";

    public static TheoryData<string> Curls =>
        [.. Page.All.SelectMany(page => page.Blocks).Where(block => block.Language == "bash" && block.Text.Contains("curl ", StringComparison.Ordinal)).Select(block => block.At)];

    [Theory]
    [MemberData(nameof(Curls))]
    public async Task Curl_OfAPage_PrintsWhatThePageSays(string at)
    {
        var block = Block.Of(at);
        Assert.True(block.Prints.Length > 0, $"{at} shows a command and does not say what it prints: <!-- prints: word --> on the line before");
        var (exit, output, trouble) = await RunAsync(block.Text.Replace(Shown, started.Address, StringComparison.Ordinal).Replace(ShownSandbox, started.SandboxAddress, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.True(exit == 0, $"{at} ended with {exit}\n{trouble}\n{output}");
        Assert.All(block.Prints, word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public void Readme_Curls_AreSeen() => Assert.True(Curls.Count(row => row.Data.StartsWith("README.md", StringComparison.Ordinal)) >= 4, "README shows fewer than four commands");

    private async Task<(int Exit, string Output, string Trouble)> RunAsync(string script, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = started.Folder,
        };
        start.Environment["no_proxy"] = start.Environment["NO_PROXY"] = "*";
        using var bash = Process.Start(start)!;
        var (output, trouble) = (bash.StandardOutput.ReadToEndAsync(cancel), bash.StandardError.ReadToEndAsync(cancel));
        await bash.WaitForExitAsync(cancel);
        return (bash.ExitCode, await output, await trouble);
    }

    /// <summary>One gateway and one sandbox by itself for all commands.</summary>
    public sealed class Started : IAsyncLifetime
    {
        private OpenGateway _gateway = null!;
        private SandboxServer _sandbox = null!;

        public string Folder => _gateway.Folder;

        public string Address => _gateway.Host.Addresses[0].GetLeftPart(UriPartial.Authority);

        public string SandboxAddress => _sandbox.Address.GetLeftPart(UriPartial.Authority);

        public async ValueTask InitializeAsync()
        {
            _gateway = await OpenGateway.StartAsync();
            _sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
        }

        public async ValueTask DisposeAsync()
        {
            await _sandbox.DisposeAsync();
            await _gateway.DisposeAsync();
        }
    }
}
