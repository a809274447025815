using System.Collections.Concurrent;
using Bascule.Engine.Caching.Semantic.Guards;
using Bascule.Engine.Caching.Semantic.Index;
using Bascule.Engine.Caching.Semantic.Keeping;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Engine.Conversation;
using Bascule.Engine.Routing;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Caching.Semantic;

/// <summary>
/// The questions that were answered, found again by what they mean. In memory at once; a moment later in the store, from which a restart and the other replicas have them. The answers themselves are the exact
/// cache's: here are only vectors, and where their answers are.
/// </summary>
public sealed partial class SemanticCache : IAsyncDisposable
{
    /// <summary>Vectors and removals that wait for the store. Past it they stay in memory alone.</summary>
    public const int MaxWaiting = 10_000;

    /// <summary>Similar questions that are looked at for one whose marks agree.</summary>
    private const int Nearest = 8;

    private const int PageSize = 1_000;

    /// <summary>How soon the store, and other replicas through it, hear of what is new.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Route, Digest Terms), SemanticRoute> _routes = new();
    private readonly Lock _gate = new();    // held for a list's growth
    private readonly SemaphoreSlim _writing = new(1, 1);    // the clock's write and an erasure take turns; no request waits for it
    private readonly ISemanticStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<SemanticCache> _logger;
    private readonly ITimer _clock;
    private readonly Guid _writer;
    private List<StoredVector> _added = [];
    private List<Digest> _removed = [];
    private readonly List<Erasure> _heard = [];    // that cover what was given to the store last; no more than its owners have names
    private List<WordOwner> _given = [];    // whose words the store was given last
    private SemanticBatch? _unsure;
    private long _number;
    private Task _round = Task.CompletedTask;
    private long _place;
    private long _swept;
    private bool _used;
    private bool _away;
    private volatile bool _disposed;

    /// <param name="answers">Hears what other replicas erase; null: there are none.</param>
    public SemanticCache(ISemanticStore store, TimeProvider time, ILogger<SemanticCache> logger, AnswerCache? answers = null)
    {
        (_store, _time, _logger, _swept, _writer) = (store, time, logger, time.GetTimestamp(), Guid.CreateVersion7(time.GetUtcNow()));
        answers?.ErasedElsewhere += EraseHere;
        _clock = time.CreateTimer(static state => ((SemanticCache)state!).Tick(), this, Every, Every);
    }

    public VectorIndex Index { get; } = new();

    /// <summary>The routes that were asked since the start, under their present terms and those before.</summary>
    public IEnumerable<SemanticRoute> Routes => _routes.Values;

    /// <summary>What is known of a route under these terms. There are as many as configs had.</summary>
    public SemanticRoute Of(string route, SemanticOptions options)
    {
        var key = (route, SemanticRoute.TermsOf(options));
        if (_routes.TryGetValue(key, out var known) && known.Options == options)
        {
            return known;
        }

        lock (_gate)
        {
            if (_routes.TryGetValue(key, out known) && known.Options == options)
            {
                return known;
            }

            _used = true;
            return _routes[key] = known?.With(options) ?? new SemanticRoute(route, options, _time);
        }
    }

    /// <summary>The most similar question whose marks agree.</summary>
    /// <param name="but">Not this one: it is itself.</param>
    /// <param name="differs">Where only guards kept it from one: what differs, in a word.</param>
    public Neighbour? Find(Digest scope, ReadOnlySpan<float> vector, in PromptMarks marks, Digest but, out string? differs)
    {
        var best = new Neighbour[Nearest];
        var found = Index.Find(scope, vector, SimilarityBands.Lowest, best);
        differs = null;
        var now = _time.GetUtcNow();
        foreach (var near in best.AsSpan(0, found))
        {
            if (near.Entry.Until <= now || near.Entry.Key == but)
            {
                continue;
            }

            if (near.Entry.Marks.Differs(marks) is not { } why)
            {
                differs = null;
                return near;
            }

            differs ??= why;
        }

        return null;
    }

    /// <summary>Keeps a question that has an answer now.</summary>
    public void Keep(SemanticEntry entry, float[] vector)
    {
        if (Index.Add(entry, vector))
        {
            Later(() => _added.Add(new StoredVector(entry, vector)));
        }
    }

    /// <summary>Forgets a question whose answer is gone.</summary>
    public void Forget(Digest key)
    {
        Index.Remove(key);
        Later(() => _removed.Add(key));
    }

    /// <summary>Erases what is covered, in memory at once and in the store; says how many the store had.</summary>
    public async Task<int> EraseAsync(Erasure what, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            EraseHere(what);
            return await _store.EraseAsync(what, cancel);
        }
        finally
        {
            _writing.Release();
        }
    }

    private void EraseHere(Erasure what)
    {
        Index.RemoveWhere(entry => what.Covers(entry.Owner));
        lock (_gate)
        {
            _added.RemoveAll(one => what.Covers(one.Entry.Owner));
            if (_unsure is not null)
            {
                _unsure = _unsure with { Added = [.. _unsure.Added.Where(one => !what.Covers(one.Entry.Owner))] };
            }

            if (_given.Exists(what.Covers) && !_heard.Contains(what))
            {
                _heard.Add(what);
            }
        }
    }

    /// <summary>Writes what waits and reads what others wrote, now.</summary>
    public async Task RoundAsync(CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel);
        try
        {
            await WriteAsync(cancel);
            await ReadAsync(cancel);
            _away = false;
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            if (!_away)
            {
                Log.StoreAway(_logger, trouble.GetType().Name);
            }

            _away = true;    // said once, not every second
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _clock.DisposeAsync();
        await _round;
        if (_used)
        {
            await RoundAsync(CancellationToken.None);
        }

        _writing.Dispose();
    }

    /// <summary>A gateway without such a route asks the store nothing.</summary>
    private void Tick()
    {
        if (_used && !_disposed && _round.IsCompleted)
        {
            _round = RoundAsync(CancellationToken.None);
        }
    }

    private void Later(Action put)
    {
        lock (_gate)
        {
            if (_added.Count + _removed.Count + Waiting(_unsure) < MaxWaiting)
            {
                put();
            }
        }
    }

    private static int Waiting(SemanticBatch? unsure) => unsure is null ? 0 : unsure.Added.Count + unsure.Removed.Count;

    /// <summary>One whose answer was lost may have been written: it is given again under its number, before anything else, so that nothing is counted twice or not at all.</summary>
    private async Task WriteAsync(CancellationToken cancel)
    {
        var again = await GiveAsync(cancel);
        SemanticCount[] counts = [.. _routes.Values.SelectMany(static route => route.TakePending())];
        lock (_gate)
        {
            _given = [.. again ? _given : [], .. _added.Select(static one => one.Entry.Owner)];
            if (_added.Count + _removed.Count + counts.Length > 0)
            {
                _unsure = new SemanticBatch(_writer, ++_number, _time.GetUtcNow(), _added, _removed, counts);
                (_added, _removed) = ([], []);
            }
        }

        await GiveAsync(cancel);
        await EraseHeardAsync(cancel);
    }

    /// <returns>False: there was nothing to give.</returns>
    private async Task<bool> GiveAsync(CancellationToken cancel)
    {
        SemanticBatch? batch;
        lock (_gate)
        {
            batch = _unsure;
        }

        if (batch is null)
        {
            return false;
        }

        await _store.WriteAsync(batch, cancel);
        lock (_gate)
        {
            _unsure = null;
        }

        return true;
    }

    /// <summary>Another replica erased in the store before it told of it: what this one wrote meanwhile came behind that, and is erased once more.</summary>
    private async Task EraseHeardAsync(CancellationToken cancel)
    {
        while (true)
        {
            Erasure what;
            lock (_gate)
            {
                if (_heard.Count == 0)
                {
                    return;
                }

                what = _heard[0];
            }

            await _store.EraseAsync(what, cancel);
            lock (_gate)
            {
                _heard.Remove(what);
            }
        }
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        IReadOnlyList<StoredVector> page;
        do
        {
            page = await _store.ReadAsync(_place, PageSize, now, cancel);
            foreach (var stored in page)
            {
                if (stored.Vector is null)
                {
                    Index.Remove(stored.Entry.Key);
                }
                else if (!Index.Has(stored.Entry.Key, stored.Entry.Until))    // mostly its own, from a moment ago
                {
                    Index.Add(stored.Entry, stored.Vector);
                }

                _place = stored.Place;    // in their order; after a database was put back they begin anew
            }
        }
        while (page.Count == PageSize);
        var counts = (await _store.ReadCountsAsync(cancel)).ToLookup(count => (count.Route, count.Terms));
        foreach (var route in _routes.Values)
        {
            var change = route.Learn([.. counts[(route.Name, route.Terms)]]);
            if (change == ProofChange.BeganAnew)
            {
                Log.BeganAnew(_logger, route.Name, route.Text);
            }
        }

        if (_time.GetElapsedTime(_swept) >= SweepEvery)
        {
            _swept = _time.GetTimestamp();
            Index.RemoveWhere(entry => entry.Until <= now);
            await _store.SweepAsync(now, cancel);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Vectors of similar questions can't be read or written now ({Trouble}); they stay in memory until then.")]
        public static partial void StoreAway(ILogger logger, string trouble);

        [LoggerMessage(2, LogLevel.Information, "Route {Route}: similar questions, the checks of all replicas together began anew: {State}")]
        public static partial void BeganAnew(ILogger logger, string route, string state);
    }
}
