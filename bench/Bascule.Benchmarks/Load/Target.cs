using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bascule.Benchmarks.Load;

/// <summary>One thing that callers may ask: an address and the process behind it (null: no gateway in between).</summary>
internal sealed record Target(string Name, int Port, Proc? Process) : IDisposable
{
    private const string Serve = """case "$0" in *.dll) exec dotnet "$0" serve --config "$1" >"$2" 2>&1 ;; *) exec "$0" serve --config "$1" >"$2" 2>&1 ;; esac""";

    private static readonly TimeSpan Once = TimeSpan.FromSeconds(15);

    /// <summary>The same over TLS; 0: it has none.</summary>
    public int TlsPort { get; private init; }

    /// <summary>Where its metrics are; 0: nowhere.</summary>
    public int MetricsPort { get; private init; }

    /// <summary>The file it logs to; empty: to this terminal.</summary>
    public string Log { get; private init; } = "";

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
        var (port, tls) = (FreePort(), FreePort());
        House.WriteCertificate(folder);
        var conf = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "nginx.conf"))
            .Replace("@FOLDER@", folder, StringComparison.Ordinal)
            .Replace("@LISTEN@", $"127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("@TLS@", $"127.0.0.1:{tls}", StringComparison.Ordinal)
            .Replace("@UPSTREAM@", $"127.0.0.1:{upstream}", StringComparison.Ordinal);
        var file = Path.Combine(folder, "nginx.conf");
        File.WriteAllText(file, conf);
        return new("nginx", port, Proc.Start("nginx", "-c", file, "-p", folder)) { TlsPort = tls };
    }

    public static Target StartYarp(int upstream, string folder)
    {
        var (port, tls) = (FreePort(), FreePort());
        House.WriteCertificate(folder);
        return new("yarp", port, Proc.StartSelf("yarp", "--port", Text(port), "--to", $"http://127.0.0.1:{upstream}", "--tls", Text(tls), "--folder", folder)) { TlsPort = tls };
    }

    /// <summary>The executable as it was built, as a user starts it.</summary>
    /// <param name="executable">A <c>bascule.dll</c> or a published <c>bascule</c>.</param>
    /// <param name="profile">A <c>server.profile</c>; empty: none is named.</param>
    public static Target StartServed(int upstream, string folder, string executable, string profile = "")
    {
        var (port, tls, metrics) = (FreePort(), FreePort(), FreePort());
        House.WriteCertificate(folder);
        var (file, log) = (Path.Combine(folder, "bascule.yaml"), Path.Combine(folder, "log"));
        File.WriteAllText(file, House.Config((port, tls, metrics), $"http://127.0.0.1:{upstream}", folder, profile));
        return new(profile.Length > 0 ? profile : "bascule", port, Proc.Start("/bin/sh", "-c", Serve, executable, file, log)) { TlsPort = tls, MetricsPort = metrics, Log = log };
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
    public Task ReadyAsync(TimeSpan patience) => TryAsync(patience, async (caller, cancel) => await caller.AskAsync(Caller.Request(stream: false), cancel: cancel));

    /// <summary>Completes when <c>/readyz</c> says so.</summary>
    public Task ReportedReadyAsync(TimeSpan patience)
    {
        var request = Encoding.ASCII.GetBytes("GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        return TryAsync(patience, async (caller, cancel) =>
        {
            try
            {
                await caller.OpenAsync(request, cancel);
            }
            catch (InvalidOperationException)
            {
                throw new SocketException((int)SocketError.TryAgain);    // a 503: not yet
            }
        });
    }

    public void Dispose() => Process?.Dispose();

    /// <summary>Each try has a connection and a time of its own: on a crowded machine one may be stuck where the next is not.</summary>
    private async Task TryAsync(TimeSpan patience, Func<Caller, CancellationToken, Task> ask)
    {
        using var bound = new CancellationTokenSource(patience);
        while (!bound.IsCancellationRequested)
        {
            using var once = CancellationTokenSource.CreateLinkedTokenSource(bound.Token);
            once.CancelAfter(Once);
            try
            {
                using var caller = new Caller();
                await caller.ConnectAsync(Port, once.Token);
                await ask(caller, once.Token);
                return;
            }
            catch (SocketException) when (Process?.HasExited != true)
            {
                await Task.Delay(2);
            }
            catch (SocketException)
            {
                break;
            }
            catch (OperationCanceledException)
            {
                // Once more, while there is patience.
            }
        }

        var said = Log.Length > 0 ? File.ReadAllLines(Log) : [];
        var errors = said.Where(line => line.Contains(": error: ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf(": error: ", StringComparison.Ordinal) + 9)..]).ToArray();
        throw new InvalidOperationException($"{Name} does not answer on port {Port}: {string.Join('\n', errors.Length > 0 ? errors : said)}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
