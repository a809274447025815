using System.Threading.Channels;
using Bascule.Engine.Conversation;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Keeping;

/// <summary>
/// Remembers responses: at once in memory, soon after in the store, so that no request waits for a disk to be remembered and a replica finds it there.
/// A tenant finds only his own. Where other gateways share the store, memory has only what the store has not yet.
/// </summary>
public sealed partial class ResponseMemory : IAsyncDisposable
{
    /// <summary>How long a response is remembered.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>Responses in memory; the oldest goes first.</summary>
    public const int MaxInMemory = 10_000;

    /// <summary>Bytes of content in memory.</summary>
    public const long MaxBytesInMemory = 64 * 1024 * 1024;

    /// <summary>Writes that may wait for the store. Past it a response is remembered in memory alone, and said so: requests do not wait.</summary>
    private const int MaxWaiting = 1_000;

    /// <summary>Bytes of content that may wait for the store: one turn may have 16 MiB.</summary>
    public const long MaxBytesWaiting = 64 * 1024 * 1024;

    private const int BatchSize = 100;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();    // held for a dictionary look-up
    private readonly Dictionary<(string Tenant, string Id), Known> _known = [];
    private readonly Queue<Known> _oldest = new();
    private readonly Channel<Change> _waiting = Channel.CreateBounded<Change>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly IResponseStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<ResponseMemory> _logger;
    private readonly Task _loop;
    private readonly ITimer _clock;
    private long _bytes;
    private long _bytesWaiting;

    public ResponseMemory(IResponseStore store, TimeProvider time, ILogger<ResponseMemory> logger)
    {
        (_store, _time, _logger) = (store, time, logger);
        _loop = WriteBehindAsync();
        _clock = time.CreateTimer(static state => ((ResponseMemory)state!)._waiting.Writer.TryWrite(default), this, TimeSpan.Zero, SweepEvery);    // nothing need be written for it
    }

    public void Remember(KeptResponse response)
    {
        Put((response.Tenant, response.Id), response);
        Later(new Change(response, default, null, null));
    }

    public void Forget(string tenant, string id)
    {
        Put((tenant, id), null);
        Later(new Change(null, (tenant, id), null, null));
    }

    /// <summary>The tenant's response, or null: there is none, or its time is over.</summary>
    public async ValueTask<KeptResponse?> FindAsync(string tenant, string id, CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            if (_known.TryGetValue((tenant, id), out var known))
            {
                return known.Response?.Until > now ? known.Response : null;
            }
        }

        try
        {
            return await _store.FindAsync(tenant, id, now, cancel);
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            Log.StoreAway(_logger, trouble.GetType().Name);
            return null;
        }
    }

    /// <summary>Erases what is covered, in memory at once and in the store behind what waits for it; says how many the store had.</summary>
    public async Task<int> EraseAsync(Erasure what, CancellationToken cancel)
    {
        lock (_gate)
        {
            var all = _oldest.ToArray();
            _oldest.Clear();
            foreach (var known in all)
            {
                if (known.Response is { } response && what.Covers(response.Owner))
                {
                    _bytes -= known.Bytes;
                    _known.Remove(known.Name);
                }
                else
                {
                    _oldest.Enqueue(known);
                }
            }
        }

        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _waiting.Writer.WriteAsync(new Change(null, default, what, done), cancel);
        return await done.Task.WaitAsync(cancel);
    }

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

    private void Put((string Tenant, string Id) name, KeptResponse? response)
    {
        var latest = new Known(name, response);
        lock (_gate)
        {
            _known[name] = latest;
            _oldest.Enqueue(latest);
            _bytes += latest.Bytes;
            while (_oldest.Count > MaxInMemory || _bytes > MaxBytesInMemory)
            {
                var first = _oldest.Dequeue();
                _bytes -= first.Bytes;
                if (_known.TryGetValue(first.Name, out var now) && ReferenceEquals(now, first))
                {
                    _known.Remove(first.Name);
                }
            }
        }
    }

    private void Later(Change change)
    {
        if (Interlocked.Add(ref _bytesWaiting, change.Bytes) > MaxBytesWaiting || !_waiting.Writer.TryWrite(change))
        {
            Interlocked.Add(ref _bytesWaiting, -change.Bytes);
            Log.Full(_logger);
        }
    }

    private async Task WriteBehindAsync()
    {
        await Task.Yield();
        var batch = new List<Change>(BatchSize);
        Change? other = null;
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                other = null;
                while (batch.Count < BatchSize && other is null && _waiting.Reader.TryRead(out var change))
                {
                    if (change.IsResponse)
                    {
                        batch.Add(change);
                    }
                    else
                    {
                        other = change;
                    }
                }

                await WriteAsync(batch);
                Interlocked.Add(ref _bytesWaiting, -batch.Sum(change => change.Bytes));
                batch.Clear();
                await (other switch
                {
                    null => Task.CompletedTask,
                    { Erasure: { } erasure, Done: { } done } => EraseAsync(erasure, done),
                    _ => SweepAsync(),
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The store stayed away to the end.
        }

        _waiting.Writer.TryComplete();
        other?.Done?.TrySetCanceled();    // whoever asked for what was cut short
        while (_waiting.Reader.TryRead(out var left))
        {
            left.Done?.TrySetCanceled();
        }
    }

    private async Task EraseAsync(Erasure what, TaskCompletionSource<int> done)
    {
        try
        {
            done.TrySetResult(await _store.EraseAsync(what, _stop.Token));
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            done.TrySetException(trouble);    // told to the operator who asked
        }
    }

    private async Task WriteAsync(List<Change> batch)
    {
        while (true)
        {
            try
            {
                // In order: a response may be written and deleted in one batch.
                foreach (var run in Runs(batch))
                {
                    await (run[0].Saved is null ? _store.DeleteAsync(run[0].Deleted.Tenant, run[0].Deleted.Id, _stop.Token) : _store.WriteAsync([.. run.Select(change => change.Saved!)], _stop.Token));
                    if (_store.IsShared)
                    {
                        LeaveToStore(run);
                    }
                }

                return;
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                Log.StoreAway(_logger, trouble.GetType().Name);
                await Task.Delay(Pause, _time, _stop.Token);
            }
        }
    }

    /// <summary>Drops what the store has now, and everything before it in the line that counts no more.</summary>
    private void LeaveToStore(List<Change> written)
    {
        lock (_gate)
        {
            foreach (var change in written)
            {
                var name = change.Saved is { } saved ? (saved.Tenant, saved.Id) : change.Deleted;
                if (_known.TryGetValue(name, out var known) && ReferenceEquals(known.Response, change.Saved))
                {
                    _known.Remove(name);
                }
            }

            while (_oldest.TryPeek(out var first) && !(_known.TryGetValue(first.Name, out var now) && ReferenceEquals(now, first)))
            {
                _bytes -= _oldest.Dequeue().Bytes;
            }
        }
    }

    private static IEnumerable<List<Change>> Runs(List<Change> batch)
    {
        if (batch.Count == 0)
        {
            yield break;
        }

        var run = new List<Change>();
        foreach (var change in batch)
        {
            if (run.Count > 0 && (change.Saved is null || run[0].Saved is null))
            {
                yield return run;
                run = [];
            }

            run.Add(change);
        }

        yield return run;
    }

    private async Task SweepAsync()
    {
        try
        {
            await _store.SweepAsync(_time.GetUtcNow(), _stop.Token);
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            Log.StoreAway(_logger, trouble.GetType().Name);
        }
    }

    /// <param name="Response">Null: it was deleted.</param>
    private sealed record Known((string Tenant, string Id) Name, KeptResponse? Response)
    {
        public long Bytes => Response?.Content.Length ?? 0;
    }

    /// <summary>A response to keep or to delete, an erasure, or (nothing set) a sweep.</summary>
    private readonly record struct Change(KeptResponse? Saved, (string Tenant, string Id) Deleted, Erasure? Erasure, TaskCompletionSource<int>? Done)
    {
        public bool IsResponse => Saved is not null || Deleted.Id is not null;

        public long Bytes => Saved?.Content.Length ?? 0;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Kept responses can't be read or written now ({Trouble}); they stay in memory until then.")]
        public static partial void StoreAway(ILogger logger, string trouble);

        [LoggerMessage(2, LogLevel.Warning, "Too much waits to be written: this response is remembered, or deleted, in memory alone.")]
        public static partial void Full(ILogger logger);
    }
}
