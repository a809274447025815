using System.Threading.Channels;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Ledger.Content;

/// <summary>Keeps the words of exchanges beside the ledger, where the operator wants that: soon after the answer, on nobody's way. What it has no room for is not kept, and counted; the row and the answer never wait for it.</summary>
/// <remarks>What is erased was written before, or is never written: both go the same way, in order.</remarks>
public sealed partial class ContentKeeper : IAsyncDisposable
{
    /// <summary>Exchanges that may wait for the store.</summary>
    public const int MaxWaiting = 1_000;

    /// <summary>Bytes of words that may wait.</summary>
    public const long MaxBytesWaiting = 64 * 1024 * 1024;

    /// <summary>Bytes of one request that are kept.</summary>
    public const int MaxRequest = 1 << 20;

    /// <summary>How long an operator waits for what stands before his question; the store is away if it takes longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const int BatchSize = 50;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<Wish> _waiting = Channel.CreateBounded<Wish>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly ContentOptions _options;
    private readonly IContentStore _store;
    private readonly Func<ContentDraft, KeptContent> _redact;
    private readonly GatewayMeters _meters;
    private readonly TimeProvider _time;
    private readonly ILogger<ContentKeeper> _logger;
    private readonly ITimer _clock;
    private readonly Task _loop;
    private long _bytesWaiting;
    private long _dropped;
    private bool _toldDropping;

    /// <param name="redact">Makes of words what may be kept of them.</param>
    public ContentKeeper(ContentOptions options, IContentStore store, Func<ContentDraft, KeptContent> redact, GatewayMeters meters, TimeProvider time, ILogger<ContentKeeper> logger)
    {
        (_options, _store, _redact, _meters, _time, _logger) = (options, store, redact, meters, time, logger);
        _loop = RunAsync();
        // What was kept under an earlier config ends in time too, whatever is kept now.
        _clock = time.CreateTimer(static state => ((ContentKeeper)state!)._waiting.Writer.TryWrite(new Wish()), this, TimeSpan.Zero, SweepEvery);
    }

    /// <summary>Words are kept at all.</summary>
    public bool Keeps => _options.Mode != ContentMode.None;

    /// <summary>Exchanges whose words found no room.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Begins to remember: the request's hash, its words where they are kept as they came, and what the answer's bytes will be.</summary>
    /// <param name="body">Null: a form, which flows on unread.</param>
    public RequestTrace Trace(AnswerWriter answer, ReadOnlyMemory<byte>? body, bool hashes)
    {
        if (!hashes && !Keeps)
        {
            return default;
        }

        answer.Trace = new AnswerTrace(hashes, Keeps);
        return new RequestTrace(
            hashes && body is { } asked ? Digest.Of(asked.Span) : null,
            _options.Mode == ContentMode.Full && body is { } words ? words[..Math.Min(words.Length, MaxRequest + 1)].ToArray() : null);    // one more, which tells that it was cut
    }

    /// <summary>Takes the words of one exchange; never waits.</summary>
    /// <param name="request">As it came, or as guardrails left it.</param>
    public void Keep(Guid id, DateTimeOffset at, WordOwner owner, ICallerDialect dialect, ReadOnlyMemory<byte> request, bool isStream, AnswerTrace answer) =>
        Keep(new ContentDraft(id, at, owner, dialect, isStream ? answer.ContentType : null)
        {
            Request = request[..Math.Min(request.Length, MaxRequest)].ToArray(),
            RequestCut = request.Length > MaxRequest,
            Answer = answer.Kept.ToArray(),
            AnswerCut = answer.Cut,
        });

    /// <summary>Takes a draft; never waits.</summary>
    public void Keep(ContentDraft draft)
    {
        if (Interlocked.Add(ref _bytesWaiting, draft.Bytes) > MaxBytesWaiting || !_waiting.Writer.TryWrite(new Wish { Draft = draft }))
        {
            Interlocked.Add(ref _bytesWaiting, -draft.Bytes);
            Interlocked.Increment(ref _dropped);
            _meters.ContentDropped.Add(1);
            if (!Volatile.Read(ref _toldDropping))
            {
                Volatile.Write(ref _toldDropping, true);
                Log.Dropping(_logger);
            }
        }
    }

    /// <summary>The words of a request, those that wait included; null: none are kept. Throws TimeoutException while the store is away.</summary>
    public async Task<KeptContent?> FindAsync(Guid id, CancellationToken cancel)
    {
        await AskAsync(null, cancel);
        return await _store.FindAsync(id, _time.GetUtcNow(), cancel);
    }

    /// <summary>Erases what is covered, and says how many exchanges that were. Throws TimeoutException while the store is away; it is then erased when the store is back.</summary>
    public Task<int> EraseAsync(Erasure what, CancellationToken cancel) => AskAsync(what, cancel);

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

    private async Task<int> AskAsync(Erasure? erasure, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var patience = new CancellationTokenSource(Patience, _time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
        try
        {
            await _waiting.Writer.WriteAsync(new Wish { Erasure = erasure, Done = done }, enough.Token);
            return await done.Task.WaitAsync(enough.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException("The store of kept words is away.");
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var batch = new List<KeptContent>(BatchSize);
        Wish? other = null;
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(_stop.Token))
            {
                long bytes = 0;
                other = null;
                while (batch.Count < BatchSize && other is null && _waiting.Reader.TryRead(out var wish))
                {
                    if (wish.Draft is { } draft)
                    {
                        bytes += draft.Bytes;
                        Add(batch, draft);
                    }
                    else
                    {
                        other = wish;
                    }
                }

                await UntilDoneAsync(() => batch.Count == 0 ? Task.CompletedTask : _store.WriteAsync(batch, _stop.Token));
                batch.Clear();
                Interlocked.Add(ref _bytesWaiting, -bytes);
                Volatile.Write(ref _toldDropping, false);
                await DoAsync(other);
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

    private void Add(List<KeptContent> batch, ContentDraft draft)
    {
        try
        {
            var kept = _options.Mode == ContentMode.Full
                ? new KeptContent(draft.Id, draft.At, default, draft.Owner, IsFull: true) { Request = draft.Request, RequestCut = draft.RequestCut, Answer = draft.Answer, AnswerCut = draft.AnswerCut }
                : _redact(draft);
            batch.Add(kept with { Until = draft.At + _options.Life });
        }
        catch (Exception bug)
        {
            // Words that can't be redacted are not kept. The message is not logged, it may hold some of them.
            Interlocked.Increment(ref _dropped);
            _meters.ContentDropped.Add(1);
            Log.Unredacted(_logger, draft.Id, bug.GetType().Name, bug.StackTrace ?? "");
        }
    }

    private async Task DoAsync(Wish? wish)
    {
        switch (wish)
        {
            case null:
                break;
            case { Erasure: { } erasure, Done: { } done }:
                try
                {
                    done.TrySetResult(await _store.EraseAsync(erasure, _stop.Token));
                }
                catch (Exception trouble) when (trouble is not OperationCanceledException)
                {
                    done.TrySetException(trouble);    // told to the operator who asked
                }

                break;
            case { Done: { } asked }:
                asked.TrySetResult(0);
                break;
            default:
                await UntilDoneAsync(() => _store.SweepAsync(_time.GetUtcNow(), _stop.Token));
                break;
        }
    }

    private async Task UntilDoneAsync(Func<Task> work)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                await work();
                return;
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                if (!told)
                {
                    Log.StoreAway(_logger, trouble.GetType().Name);
                }

                await Task.Delay(Pause, _time, _stop.Token);
            }
        }
    }

    /// <summary>Words to keep, an erasure, a question whether all before it is done, or (nothing set) a sweep.</summary>
    private sealed record Wish
    {
        public ContentDraft? Draft { get; init; }

        public Erasure? Erasure { get; init; }

        public TaskCompletionSource<int>? Done { get; init; }
    }

    private static partial class Log
    {
        [LoggerMessage(51, LogLevel.Warning, "Kept words can't be written now ({Trouble}): they wait in memory, and what finds no room there is not kept")]
        public static partial void StoreAway(ILogger logger, string trouble);

        [LoggerMessage(52, LogLevel.Warning, "The words of some requests are not kept: too much waits to be written. Their rows and answers are whole; bascule_content_dropped_total counts")]
        public static partial void Dropping(ILogger logger);

        [LoggerMessage(53, LogLevel.Error, "The words of request {Id} are not kept: a bug, {Type} at {Stack}")]
        public static partial void Unredacted(ILogger logger, Guid id, string type, string stack);
    }
}
