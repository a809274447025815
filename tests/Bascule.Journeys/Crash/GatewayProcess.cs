using System.Diagnostics;
using System.Globalization;
using Bascule.Servers;

namespace Bascule.Journeys.Crash;

/// <summary>The built gateway as a process of its own, which a test may stop, kill or keep from the disk.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    /// <summary>A process starts slowly where several do, and others build besides.</summary>
    private static readonly TimeSpan StartBound = 3 * Gateway.Bound;

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly Guard _guard;

    private GatewayProcess(Process process, Task<string> errors, Uri address)
    {
        (_process, _errors, Address) = (process, errors, address);
        _guard = new Guard("", process.Id);
    }

    public Uri Address { get; }

    public static Task<GatewayProcess> StartAsync(string configFile) => StartAsync(configFile, Path.GetDirectoryName(configFile)!, "http://127.0.0.1:0");

    /// <param name="config">The file, or the address of the database that holds it.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="listen">Where it listens.</param>
    /// <param name="environment">Variables besides this process's own.</param>
    public static async Task<GatewayProcess> StartAsync(string config, string folder, string listen, params IEnumerable<(string Name, string Value)> environment)
    {
        // A write past a limit of the file's size is then an error, as on a full disk, and not the process's end.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "trap '' XFSZ; exec dotnet \"$@\"", "sh", Path.Combine(AppContext.BaseDirectory, "bascule.dll"), "serve", "--config", config, "--listen", listen])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var bound = new CancellationTokenSource(StartBound);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(bound.Token) is { } line)
            {
                if (line.StartsWith("listening on ", StringComparison.Ordinal))
                {
                    return new GatewayProcess(process, errors, new Uri(line["listening on ".Length..]));
                }
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();    // it would outlive the test that waits for it no longer
            throw;
        }

        throw new InvalidOperationException($"The gateway ended before it listened: {await errors}");
    }

    /// <summary>A client with sockets of its own that keeps its connections.</summary>
    public HttpClient NewClient(string? key = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address, Timeout = Gateway.Bound };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("x-api-key", key);
        }

        return client;
    }

    /// <summary>SIGSTOP: its sockets stay open, and it does nothing until <see cref="ResumeAsync"/>.</summary>
    public Task PauseAsync() => RunAsync("kill", "-STOP", Id);

    public Task ResumeAsync() => RunAsync("kill", "-CONT", Id);

    /// <summary>SIGTERM.</summary>
    public Task TerminateAsync() => RunAsync("kill", "-TERM", Id);

    /// <summary>Bounds the size of every file that it writes; null: no more.</summary>
    public Task BoundFilesAsync(int? bytes) => RunAsync("prlimit", "--pid", Id, $"--fsize={bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited"}:unlimited");

    /// <summary>Its exit code, and what it logged.</summary>
    public async Task<(int Code, string Log)> EndAsync()
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        await _process.WaitForExitAsync(bound.Token);
        return (_process.ExitCode, await _errors);
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        using var bound = new CancellationTokenSource(Gateway.Bound);
        await _process.WaitForExitAsync(bound.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _guard.Dispose();
        _process.Dispose();
    }

    /// <summary>How many of its threads have this name.</summary>
    public int ThreadsNamed(string name) => Directory.GetDirectories($"/proc/{Id}/task").Count(thread => File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd() == name);

    private string Id => _process.Id.ToString(CultureInfo.InvariantCulture);

    private static async Task RunAsync(string file, params string[] args)
    {
        using var run = Process.Start(file, args);
        await run.WaitForExitAsync();
        Assert.Equal(0, run.ExitCode);
    }
}
