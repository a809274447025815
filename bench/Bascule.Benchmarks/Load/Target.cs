using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Bascule.Benchmarks.Load;

/// <summary>One thing that callers may ask: an address and the process behind it (null: no gateway in between).</summary>
internal sealed record Target(string Name, int Port, Proc? Process) : IDisposable
{
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static Target StartUpstream()
    {
        var port = FreePort();
        return new("direct", port, Proc.StartSelf("upstream", "--port", Text(port)));
    }

    public static Target StartNginx(int upstream, string folder)
    {
        var port = FreePort();
        Directory.CreateDirectory(folder);
        var conf = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "nginx.conf"))
            .Replace("@FOLDER@", folder, StringComparison.Ordinal)
            .Replace("@LISTEN@", $"127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("@UPSTREAM@", $"127.0.0.1:{upstream}", StringComparison.Ordinal);
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, conf);
        return new("nginx", port, Proc.Start("nginx", "-c", file, "-p", folder));
    }

    public static Target StartYarp(int upstream)
    {
        var port = FreePort();
        return new("yarp", port, Proc.StartSelf("yarp", "--port", Text(port), "--to", $"http://127.0.0.1:{upstream}"));
    }

    public static Target StartBascule(int upstream, string folder, bool governed = false) => StartBascule(upstream, folder, governed ? Gateway.Governed : Gateway.Config);

    /// <param name="config">The config's text, from the port, the upstream's address and the data folder.</param>
    public static Target StartBascule(int upstream, string folder, Func<int, string, string, string> config)
    {
        var port = FreePort();
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "bascule.yaml");
        File.WriteAllText(file, config(port, $"http://127.0.0.1:{upstream}", folder));
        return new("bascule", port, Proc.StartSelf("gateway", "--config", file));
    }

    /// <summary>Completes with the first whole 200.</summary>
    public async Task ReadyAsync(TimeSpan patience)
    {
        using var bound = new CancellationTokenSource(patience);
        while (true)
        {
            try
            {
                using var caller = new Caller();
                await caller.ConnectAsync(Port, bound.Token);
                await caller.AskAsync(Caller.Request(stream: false), cancel: bound.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(5, bound.Token);
            }
        }
    }

    public void Dispose() => Process?.Dispose();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
