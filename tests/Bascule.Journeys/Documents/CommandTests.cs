using System.Diagnostics;
using Bascule.Sandbox;
using Bascule.Server.Hosting;

namespace Bascule.Journeys.Documents;

/// <summary>The commands that pages show do what the pages say, against a gateway as <c>./run</c> starts it without a file.</summary>
public sealed class CommandTests(CommandTests.Started started) : IClassFixture<CommandTests.Started>
{
    private const string Shown = "http://127.0.0.1:4100";
    private const string ShownSandbox = "http://127.0.0.1:4101";
    private const string ShownDrills = "http://127.0.0.1:4102";

    public static TheoryData<string> Curls =>
        [.. Page.All.SelectMany(page => page.Blocks).Where(block => block.Language == "bash" && block.Text.Contains("curl ", StringComparison.Ordinal)).Select(block => block.At)];

    [Theory]
    [MemberData(nameof(Curls))]
    public async Task Curl_OfAPage_PrintsWhatThePageSays(string at)
    {
        var block = Block.Of(at);
        Assert.True(block.Prints.Length > 0, $"{at} shows a command and does not say what it prints: <!-- prints: word --> on the line before");
        var house = at.StartsWith("docs/keys.md", StringComparison.Ordinal) ? started.Keyed : started.Open;
        var script = block.Text.Replace(Shown, house.Host.Addresses[0].GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)
            .Replace(ShownSandbox, started.SandboxAddress, StringComparison.Ordinal)
            .Replace(ShownDrills, started.DrillsAddress, StringComparison.Ordinal);
        var (exit, output, trouble) = await RunAsync(script, house.Folder, TestContext.Current.CancellationToken);
        Assert.True(exit == 0, $"{at} ended with {exit}\n{trouble}\n{output}");
        Assert.All(block.Prints, word => Assert.Contains(word, output, StringComparison.Ordinal));
    }

    [Fact]
    public void Readme_Curls_AreSeen() => Assert.True(Curls.Count(row => row.Data.StartsWith("README.md", StringComparison.Ordinal)) >= 4, "README shows fewer than four commands");

    private async Task<(int Exit, string Output, string Trouble)> RunAsync(string script, string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        start.Environment["no_proxy"] = start.Environment["NO_PROXY"] = "*";
        using var bash = Process.Start(start)!;
        var (output, trouble) = (bash.StandardOutput.ReadToEndAsync(cancel), bash.StandardError.ReadToEndAsync(cancel));
        await bash.WaitForExitAsync(cancel);
        return (bash.ExitCode, await output, await trouble);
    }

    /// <summary>Two gateways, one sandbox by itself and one gateway with the config of the drills, for all commands.</summary>
    public sealed class Started : IAsyncLifetime
    {
        private SandboxServer _sandbox = null!;
        private GatewayHost _drills = null!;

        internal OpenGateway Open { get; private set; } = null!;

        /// <summary>One of its own for the page that makes keys: the first of them closes it to whoever has none.</summary>
        internal OpenGateway Keyed { get; private set; } = null!;

        public string SandboxAddress => _sandbox.Address.GetLeftPart(UriPartial.Authority);

        public string DrillsAddress => _drills.Addresses[0].GetLeftPart(UriPartial.Authority);

        public async ValueTask InitializeAsync()
        {
            Open = await OpenGateway.StartAsync();
            Keyed = await OpenGateway.StartAsync();
            _sandbox = await SandboxServer.StartAsync("http://127.0.0.1:0");
            var config = Path.Combine(Open.Folder, "drills.yaml");
            var shown = Page.At("docs/failure-drills.md").Blocks.Single(block => block.Language == "yaml").Text;
            await File.WriteAllTextAsync(config, shown.Replace(ShownSandbox, SandboxAddress, StringComparison.Ordinal));
            _drills = await GatewayHost.StartAsync(new HostSettings
            {
                ConfigFile = config,
                Folder = Open.Folder,
                CatalogFolder = Path.Combine(Repository.Root, "catalog"),
                Listen = "http://127.0.0.1:0",
                Environment = static _ => null,
                ProbeEngines = false,
            });
        }

        public async ValueTask DisposeAsync()
        {
            await _drills.DisposeAsync();
            await _sandbox.DisposeAsync();
            await Keyed.DisposeAsync();
            await Open.DisposeAsync();
        }
    }
}
