namespace Bascule.Storage;

/// <summary>Runs what waits for a disk without an async call, as SQLite does, on a thread of its own: a pool's thread would be missed by requests.</summary>
public static class OwnThread
{
    public static Task RunAsync(Action work, CancellationToken cancel) =>
        RunAsync(
            () =>
            {
                work();
                return true;
            },
            cancel);

    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancel) =>
        Task.Factory.StartNew(work, cancel, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
}
