namespace Bascule.Benchmarks.Load;

/// <summary>Many streams open at once, whose callers leave together at the end.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int Openers = 32;
    private const int Buffer = 4096;

    /// <summary>A process that uses less than this in a quarter of a second has nothing left to do.</summary>
    private const double QuietMicroseconds = 25_000;

    private readonly Target _target;
    private readonly List<Caller> _callers = [];
    private readonly List<Task> _asking = [];
    private readonly CancellationTokenSource _over = new();

    private Crowd(Target target) => _target = target;

    /// <summary>Chunks that came in so far, over all streams.</summary>
    public long Words => _callers.Sum(caller => caller.Words);

    /// <summary>
    /// Callers that ask for one paced stream after the other. They begin one by one over a pace's time, else all chunks would come at once, and their first streams are 1 to <paramref name="chunks"/>
    /// chunks long, so that from the beginning some end while others are in their middle. Returns when every one has had a chunk.
    /// </summary>
    public static async Task<Crowd> PacedAsync(Target target, int streams, int chunks, int pace)
    {
        var crowd = new Crowd(target);
        var request = Caller.Request(stream: true, $"?chunks={chunks}&pace={pace}");
        for (var i = 0; i < streams; i++)
        {
            var caller = new Caller(Buffer);
            crowd._callers.Add(caller);
            await caller.ConnectAsync(target.Port);
            crowd._asking.Add(AskAsync(caller, Caller.Request(stream: true, $"?chunks={1 + i % chunks}&pace={pace}"), request, crowd._over.Token));
            if (i % Math.Max(1, streams / pace) == 0)
            {
                await Task.Delay(1);
            }
        }

        while (crowd._callers.Any(caller => caller.Words == 0) && !crowd._asking.Any(asking => asking.IsFaulted))
        {
            await Task.Delay(20);
        }

        return crowd;
    }

    public static Crowd Empty(Target target) => new(target);

    /// <summary>Opens further streams in which a chunk comes now and then, up to so many, and waits for the first chunk of each. Nobody reads what follows: it fits the sockets.</summary>
    public async Task IdleAsync(int streams, int pace)
    {
        var request = Caller.Request(stream: true, $"?chunks=100000&pace={pace}");
        var missing = streams - _callers.Count;
        await Task.WhenAll(Enumerable.Range(0, Openers).Select(async opener =>
        {
            for (var i = opener; i < missing; i += Openers)
            {
                var caller = new Caller(Buffer);
                lock (_callers)
                {
                    _callers.Add(caller);
                }

                await caller.ConnectAsync(_target.Port);
                if (await caller.OpenAsync(request) is { Kept: 0 })
                {
                    await caller.MoreAsync();
                }
            }
        }));
    }

    /// <summary>All leave; completes when the gateway has noticed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAll(_asking).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _callers.ForEach(caller => caller.Dispose());
        var failed = _asking.FirstOrDefault(asking => asking.IsFaulted)?.Exception;
        _over.Dispose();
        for (var tries = 0; tries < 20; tries++)
        {
            var before = _target.Process!.CpuMicroseconds;
            await Task.Delay(250);
            if (_target.Process.CpuMicroseconds - before < QuietMicroseconds)
            {
                break;
            }
        }

        if (failed is not null)
        {
            throw failed;
        }
    }

    private static async Task AskAsync(Caller caller, byte[] first, byte[] then, CancellationToken over)
    {
        try
        {
            await caller.AskAsync(first, cancel: over);
            while (true)
            {
                await caller.AskAsync(then, cancel: over);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The end.
        }
    }
}
