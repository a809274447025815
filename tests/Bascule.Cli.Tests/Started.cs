using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Bascule.Cli.Tests;

/// <summary>The built program as a child process, its output read as it comes.</summary>
internal sealed class Started : IAsyncDisposable
{
    /// <summary>Longer than anything here takes on a busy machine: past it a test says what it waited for in vain.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _awaited = new();
    private readonly Task _read;

    private Started(Process process)
    {
        _process = process;
        _read = Task.WhenAll(ReadAsync(process.StandardOutput, _output), ReadAsync(process.StandardError, _errors));
    }

    public string Output => Told(_output);

    public string Errors => Told(_errors);

    public int Id => _process.Id;

    /// <summary>Starts <c>bascule</c> in a folder, with an environment that holds nothing of this machine's keys.</summary>
    public static Started Run(Folder folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder.Path, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Folder.Program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("BASCULE_", StringComparison.Ordinal) || name.EndsWith("_API_KEY", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in folder.Environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return new Started(process);
    }

    /// <summary>Runs it to its end; its exit code.</summary>
    public static async Task<(int Code, string Output, string Errors)> ToEndAsync(Folder folder, params IEnumerable<string> arguments)
    {
        await using var started = Run(folder, arguments);
        return (await started.EndAsync(), started.Output, started.Errors);
    }

    /// <summary>A gateway or sandbox that is ready, and where it listens.</summary>
    public static async Task<(Started Process, Uri Address)> ReadyAsync(Folder folder, params IEnumerable<string> arguments)
    {
        var started = Run(folder, arguments);
        var line = await started.LineAsync("listening on ");
        return (started, new Uri(line["listening on ".Length..]));
    }

    /// <summary>The first line, of either output, that begins so.</summary>
    public async Task<string> LineAsync(string beginning)
    {
        var awaited = _awaited.GetOrAdd(beginning, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        Search(beginning, awaited);
        var ended = await Task.WhenAny(awaited.Task, _read).WaitAsync(Bound);
        Assert.True(ended == awaited.Task || awaited.Task.IsCompleted, $"It ended without '{beginning}': {Output}{Errors}");
        return await awaited.Task;
    }

    /// <summary>Waits for its end; its exit code.</summary>
    public async Task<int> EndAsync()
    {
        using var bound = new CancellationTokenSource(Bound);
        await _process.WaitForExitAsync(bound.Token);
        await _read;
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString()]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _read;
        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader, StringBuilder told)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (told)
            {
                told.Append(line).Append('\n');
            }

            foreach (var (beginning, awaited) in _awaited)
            {
                Search(beginning, awaited);
            }
        }
    }

    private void Search(string beginning, TaskCompletionSource<string> awaited)
    {
        if ((Output + Errors).Split('\n').FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal)) is { } found)
        {
            awaited.TrySetResult(found);
        }
    }

    private static string Told(StringBuilder told)
    {
        lock (told)
        {
            return told.ToString();
        }
    }
}
