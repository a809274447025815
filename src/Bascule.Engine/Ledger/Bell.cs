namespace Bascule.Engine.Ledger;

/// <summary>A wake-up that many may ring and one waits for.</summary>
internal sealed class Bell
{
    private TaskCompletionSource _ring = New();

    public Task Rung => Volatile.Read(ref _ring).Task;

    public void Ring() => Volatile.Read(ref _ring).TrySetResult();

    /// <summary>Called by the one who waits, before it looks for work: what rings later is heard.</summary>
    public void Reset() => Volatile.Write(ref _ring, New());

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
