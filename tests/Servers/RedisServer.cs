using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bascule.Servers;

/// <summary>A Redis of a test's own, empty, on a port that it keeps. What it held is gone when it ends.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly ServerFolder _folder;
    private readonly string[] _settings;
    private ServerProcess? _process;

    private RedisServer(ServerFolder folder, int port, string[] settings) => (_folder, Port, _settings) = (folder, port, settings);

    public int Port { get; }

    /// <summary>As <c>storage.shared</c> takes it.</summary>
    public string Url => $"redis://127.0.0.1:{Port}";

    /// <summary>Its process: /proc tells what it costs.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Where it is missing the test is skipped.</summary>
    /// <param name="settings">Further ones, as <c>"--appendonly", "yes"</c>.</param>
    public static async Task<RedisServer> StartAsync(params string[] settings)
    {
        _ = Program;
        var folder = new ServerFolder();
        var server = new RedisServer(folder, FreePort.Next(), settings);
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>After <see cref="StopAsync"/> or <see cref="KillAsync"/>: empty, on the same port.</summary>
    public async Task StartAgainAsync() =>
        _process = await ServerProcess.StartAsync(
            _folder.Path, "Ready to accept connections", Program,
            ["--bind", "127.0.0.1", "--port", $"{Port}", "--save", "", "--appendonly", "no", "--dir", _folder.Path, .. _settings]);

    public Task StopAsync() => Take().StopAsync("-TERM");

    /// <summary>SIGKILL.</summary>
    public ValueTask KillAsync() => Take().DisposeAsync();

    /// <summary>Connections stay open and nobody answers, until <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync() => _process!.PauseAsync();

    public Task ResumeAsync() => _process!.ResumeAsync();

    /// <summary>Says a command over a connection of its own; what is answered, as it comes over the wire.</summary>
    public async Task<string> SayAsync(string command)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Port));
        await socket.SendAsync(Encoding.ASCII.GetBytes(command + "\r\n"));
        var answer = new byte[16 * 1024];
        return Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer));
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        _folder.Dispose();
    }

    private static string Program => ServerProgram.Find("redis-server", "redis-server");

    private ServerProcess Take()
    {
        var process = _process ?? throw new InvalidOperationException("It does not run.");
        _process = null;
        return process;
    }
}
