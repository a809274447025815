using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bascule.Servers;

/// <summary>A server's process: heard until it says that it is ready, signalled, and never left behind.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>For anything that a server does: generous, since machines that run tests are busy.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    private const int LinesKept = 40;

    private readonly Process _process;
    private readonly Guard _guard;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, string folder, string ready)
    {
        _process = process;
        _guard = new Guard(folder, process.Id);
        process.OutputDataReceived += (_, line) => Hear(line.Data, ready);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, ready);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Its process, to look at it from outside.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it and returns when it wrote the words that say it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string folder, string ready, string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
        var server = new ServerProcess(Process.Start(start)!, folder, ready);
        var ended = server._process.WaitForExitAsync();
        if (await Task.WhenAny(server._ready.Task, ended).WaitAsync(Bound) == ended && !server._ready.Task.IsCompleted)
        {
            var said = string.Join(" | ", server._lines);
            await server.DisposeAsync();
            throw new InvalidOperationException($"{Path.GetFileName(program)} ended before it was ready: {said}");
        }

        return server;
    }

    /// <summary>A program that ends by itself; what it wrote where it failed is in the exception.</summary>
    public static async Task RunAsync(string program, params IEnumerable<string> arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        var (output, errors) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        try
        {
            await run.WaitForExitAsync().WaitAsync(3 * Bound);    // a new cluster costs seconds of CPU, and others may want it too
        }
        catch (TimeoutException)
        {
            run.Kill(entireProcessTree: true);
            throw;
        }

        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{Path.GetFileName(program)} failed: {await output} {await errors}");
        }
    }

    /// <summary>SIGSTOP to it and its children: sockets stay open, nobody answers.</summary>
    public async Task PauseAsync()
    {
        await RunAsync("/bin/kill", "-STOP", $"{Id}");
        await SignalChildrenAsync("-STOP");
    }

    /// <summary>SIGCONT.</summary>
    public async Task ResumeAsync()
    {
        await SignalChildrenAsync("-CONT");
        await RunAsync("/bin/kill", "-CONT", $"{Id}");
    }

    /// <summary>Asks it to end and waits until it did.</summary>
    public async Task StopAsync(string signal)
    {
        if (!_process.HasExited)
        {
            await RunAsync("/bin/kill", signal, $"{Id}");
        }

        await _process.WaitForExitAsync().WaitAsync(Bound);
        _guard.Dispose();
        _process.Dispose();
    }

    /// <summary>SIGKILL to it and its children: nothing is flushed, nobody is told.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(Bound);
        _guard.Dispose();
        _process.Dispose();
    }

    private async Task SignalChildrenAsync(string signal)
    {
        var children = (await File.ReadAllTextAsync($"/proc/{Id}/task/{Id}/children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (children.Length > 0)
        {
            await RunAsync("/bin/kill", [signal, .. children]);
        }
    }

    private void Hear(string? line, string ready)
    {
        if (line is null)
        {
            return;
        }

        _lines.Enqueue(line);
        if (_lines.Count > LinesKept)
        {
            _lines.TryDequeue(out _);
        }

        if (line.Contains(ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }
}
