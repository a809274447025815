using System.Runtime.InteropServices;

namespace Bascule.Cli.Terminal;

/// <summary>SIGTERM and SIGINT ask to stop; a second one ends the process at once.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public Signals() => _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Hear), PosixSignalRegistration.Create(PosixSignal.SIGINT, Hear)];

    /// <summary>Cancelled by the first.</summary>
    public CancellationToken Asked => _asked.Token;

    /// <summary>Completes with the first.</summary>
    public async Task WaitAsync()
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = Asked.Register(heard.SetResult);
        await heard.Task;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _asked.Dispose();
    }

    private void Hear(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
        {
            Environment.Exit(130);
        }

        _asked.Cancel();
    }
}
