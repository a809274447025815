using System.Threading.Channels;
using Bascule.Engine.Conversation;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Caching.Durable;

/// <summary>Writes answers behind the requests that made them, and looks for what memory does not have. No request waits for a write, and for a look only a moment.</summary>
public sealed partial class DurableAnswers : IAsyncDisposable
{
    /// <summary>How long a request may wait for a look: less than the first token of the fastest model.</summary>
    public static readonly TimeSpan MaxLook = TimeSpan.FromMilliseconds(25);

    /// <summary>Entries that may wait to be written. Past it an answer stays in memory alone.</summary>
    private const int MaxWaiting = 2_000;

    /// <summary>Bytes of them.</summary>
    private const long MaxBytesWaiting = 64L * 1024 * 1024;

    /// <summary>Looks under way at once: past it the answer counts as not there.</summary>
    private const int MaxLooks = 16;

    private const int BatchSize = 100;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>After a look that took too long or failed, nobody looks for so long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(2);

    private readonly Channel<Change> _waiting = Channel.CreateBounded<Change>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly IAnswerStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _clock;
    private readonly Task _loop;
    private Predicate<StoredAnswer> _isForgotten = static _ => false;
    private long _bytesWaiting;
    private long _restsUntil;
    private int _looks;

    public DurableAnswers(IAnswerStore store, TimeProvider time, ILogger logger)
    {
        (_store, _time, _logger) = (store, time, logger);
        _loop = WriteBehindAsync();
        _clock = time.CreateTimer(static state => ((DurableAnswers)state!)._waiting.Writer.TryWrite(default), this, TimeSpan.Zero, SweepEvery);    // nothing need be written for it
    }

    /// <summary>From now on what is forgotten by the time it would be written is not.</summary>
    public void Forgets(Predicate<StoredAnswer> isForgotten) => _isForgotten = isForgotten;

    /// <summary>Writes it soon; where too much waits, never.</summary>
    public void Later(StoredAnswer answer)
    {
        if (Interlocked.Add(ref _bytesWaiting, answer.Content.Length) > MaxBytesWaiting || !_waiting.Writer.TryWrite(new Change(answer, null, null)))
        {
            Interlocked.Add(ref _bytesWaiting, -answer.Content.Length);
        }
    }

    /// <summary>The content of an entry, or null: there is none, or nobody knows in time.</summary>
    public async ValueTask<byte[]?> FindAsync(CacheKey key, CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        if (Volatile.Read(ref _restsUntil) > now.UtcTicks)
        {
            return null;
        }

        try
        {
            if (Interlocked.Increment(ref _looks) > MaxLooks)
            {
                return null;
            }

            return await _store.FindAsync(key, now, cancel).WaitAsync(MaxLook, _time, cancel);
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            Volatile.Write(ref _restsUntil, (now + Rest).UtcTicks);
            Log.Away(_logger, trouble.GetType().Name);
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _looks);
        }
    }

    /// <summary>Erases what is covered, behind what waits to be written.</summary>
    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => BehindAsync(stop => _store.EraseAsync(what, stop), cancel);

    /// <summary>Removes a route's entries or all, behind what waits to be written.</summary>
    public Task<int> ClearAsync(string? route, CancellationToken cancel) => BehindAsync(stop => _store.ClearAsync(route, stop), cancel);

    public async ValueTask DisposeAsync()
    {
        await _clock.DisposeAsync();
        if (_waiting.Writer.TryComplete())
        {
            _stop.CancelAfter(Pause);    // what still waits is written, unless the store is away
            await _loop;
            _stop.Dispose();
        }
    }

    private async Task<int> BehindAsync(Func<CancellationToken, Task<int>> act, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync(new Change(null, act, done), cancel);
        return await done.Task.WaitAsync(cancel);
    }

    private async Task WriteBehindAsync()
    {
        var batch = new List<StoredAnswer>(BatchSize);
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (_waiting.Reader.TryRead(out var change))
            {
                if (change.Saved is { } answer)
                {
                    batch.Add(answer);
                    if (batch.Count < BatchSize)
                    {
                        continue;
                    }
                }

                await WriteAsync(batch);
                if (change.Act is { } act)
                {
                    await ActAsync(act, change.Done!);
                }
                else if (change.Saved is null)
                {
                    await TryAsync(stop => _store.SweepAsync(_time.GetUtcNow(), stop));
                }
            }

            await WriteAsync(batch);
        }
    }

    private async Task WriteAsync(List<StoredAnswer> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var bytes = batch.Sum(static answer => (long)answer.Content.Length);
        batch.RemoveAll(_isForgotten);
        if (batch.Count > 0)
        {
            await TryAsync(stop => _store.WriteAsync(batch, stop));
        }

        Interlocked.Add(ref _bytesWaiting, -bytes);
        batch.Clear();
    }

    private async Task ActAsync(Func<CancellationToken, Task<int>> act, TaskCompletionSource<int> done)
    {
        try
        {
            done.TrySetResult(await act(_stop.Token));
        }
        catch (Exception trouble)
        {
            done.TrySetException(trouble);    // whoever asked learns that it was not done
        }
    }

    /// <summary>An answer that is not written is asked for again some day: nothing is tried twice.</summary>
    private async Task TryAsync(Func<CancellationToken, Task> act)
    {
        try
        {
            await act(_stop.Token);
        }
        catch (Exception trouble)
        {
            Log.Away(_logger, trouble.GetType().Name);
        }
    }

    /// <summary>An entry to write, something to do, or (nothing set) a sweep.</summary>
    private readonly record struct Change(StoredAnswer? Saved, Func<CancellationToken, Task<int>>? Act, TaskCompletionSource<int>? Done);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Cached answers can't be read or written durably now ({Trouble}); those in memory are served all the same.")]
        public static partial void Away(ILogger logger, string trouble);
    }
}
