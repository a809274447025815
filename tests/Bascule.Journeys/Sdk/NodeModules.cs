using System.Diagnostics;

namespace Bascule.Journeys.Sdk;

/// <summary>The official JavaScript SDKs, as <c>./test</c> installs them beside the scripts that use them.</summary>
internal static class NodeModules
{
    /// <summary>What the packages ask for.</summary>
    private const int LeastVersion = 20;

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Bascule.Journeys", "Sdk", "node");

    /// <summary>Why they can't be used; null: they can.</summary>
    public static string? Missing { get; } = Look();

    /// <summary>Runs a script of the folder.</summary>
    /// <param name="script">Its name.</param>
    /// <param name="environment">Variables it reads.</param>
    public static async Task<(int Exit, string Output, string Trouble)> RunAsync(string script, IEnumerable<KeyValuePair<string, string>> environment, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("node", [script]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        start.Environment["NO_PROXY"] = start.Environment["no_proxy"] = "*";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var node = Process.Start(start)!;
        var (output, trouble) = (node.StandardOutput.ReadToEndAsync(cancel), node.StandardError.ReadToEndAsync(cancel));
        try
        {
            await node.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            throw;
        }

        return (node.ExitCode, await output, await trouble);
    }

    private static string? Look()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            var version = node.StandardOutput.ReadToEnd().Trim();
            node.WaitForExit();
            if (!int.TryParse(version.TrimStart('v').Split('.')[0], out var major) || major < LeastVersion)
            {
                return $"the JavaScript SDKs need Node {LeastVersion} or newer, this is {version}";
            }
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return $"Node {LeastVersion} or newer is not installed";
        }

        return Directory.Exists(Path.Combine(Folder, "node_modules")) ? null : "the JavaScript SDKs are not installed: ./test installs them, or 'npm ci' in tests/Bascule.Journeys/Sdk/node";
    }
}
