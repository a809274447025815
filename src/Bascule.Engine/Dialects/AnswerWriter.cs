using System.Buffers;
using System.IO.Pipelines;
using Bascule.Engine.Dialects.Taping;

namespace Bascule.Engine.Dialects;

/// <summary>
/// The caller's end of one answer. Attempts do not write to it until one of them has claimed it: the claim is the commit point, after which nobody may change his mind.
/// While nobody has, a stream may be opened early with a comment, and an open stream gets a comment in every long silence.
/// </summary>
public sealed class AnswerWriter : IAsyncDisposable
{
    /// <summary>Below the idle limit of every common proxy.</summary>
    public static readonly TimeSpan SilenceBound = TimeSpan.FromSeconds(15);

    private readonly PipeWriter _body;
    private readonly Action<AnswerHead> _open;
    private readonly Action _abort;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _turn = new(1, 1);    // the heartbeat and the answer take turns; nobody else is here
    private readonly Lock _decision = new();             // early opening and claim exclude each other; held for two field writes
    private ITimer? _heartbeat;
    private AnswerTape? _tape;
    private OwnPace? _pace;
    private AnswerHead? _earlyHead;
    private long _lastWrite;
    private volatile bool _opened;
    private volatile bool _claimed;
    private bool _spoke;
    private bool _ended;

    /// <param name="body">Where the bytes go.</param>
    /// <param name="open">Sends status and headers; called once, before the first byte.</param>
    /// <param name="abort">Breaks the connection, so that the caller cannot take a cut answer for a whole one.</param>
    /// <param name="time">The clock.</param>
    public AnswerWriter(PipeWriter body, Action<AnswerHead> open, Action abort, TimeProvider time) =>
        (_body, _open, _abort, _time) = (body, open, abort, time);

    /// <summary>Status and headers are out.</summary>
    public bool Opened => _opened;

    /// <summary>One attempt owns the answer.</summary>
    public bool Committed => _claimed;

    /// <summary>Sees the answer's bytes; null: nobody does. Disposed with this.</summary>
    public AnswerTrace? Trace { get; set; }

    /// <summary>Lets a stream be opened with a comment after <paramref name="after"/> (null: never) and keeps an open one alive.</summary>
    public void KeepAlive(AnswerHead early, TimeSpan? after)
    {
        if (_heartbeat is not null)
        {
            return;
        }

        _earlyHead = after is null ? null : early;
        _heartbeat = _time.CreateTimer(static state => _ = ((AnswerWriter)state!).BeatAsync(), this, after ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Others read this answer too, from a tape. From now on they do not wait for this caller.</summary>
    /// <param name="left">Cancelled when this caller leaves.</param>
    public void Record(AnswerTape tape, CancellationToken left) => (_tape, _pace) = (tape, new OwnPace(tape, SendAsync, left));

    /// <summary>Nothing more goes on the tape; waits until the caller has what is meant for him.</summary>
    public Task StopRecordingAsync()
    {
        var pace = _pace;
        (_tape, _pace) = (null, null);
        return pace?.CatchUpAsync() ?? Task.CompletedTask;
    }

    /// <summary>Takes the last bytes of an answer that is proved to be whole; they are written once its row is.</summary>
    /// <param name="contentType">Of an answer that is not opened yet.</param>
    public void Foresee(ReadOnlySpan<byte> bytes, string? contentType = null)
    {
        Trace?.Foresee(bytes);
        if (contentType is not null)
        {
            _tape?.Open(contentType);
        }

        _tape?.Foresee(bytes);
    }

    /// <summary>The claim: true for exactly one attempt, ever. From then on nothing is opened early.</summary>
    public bool TryClaim()
    {
        lock (_decision)
        {
            return !_claimed && (_claimed = true);
        }
    }

    /// <summary>Sends the head, unless it is out already.</summary>
    public void Open(AnswerHead head)
    {
        if (!Opened)
        {
            if (Trace is { } trace)
            {
                trace.ContentType = head.ContentType;
            }

            _tape?.Open(head.ContentType);
            _open(head);
            _lastWrite = _time.GetTimestamp();
            _opened = true;    // last: until then nobody else may write
            _heartbeat?.Change(SilenceBound, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Sends bytes. Waits while the caller reads slower than we write.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) => _pace is { } pace ? pace.WriteAsync(bytes, cancel) : SendAsync(bytes, cancel);

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            Trace?.Take(bytes.Span);
            _body.Write(bytes.Span);
            _spoke = true;
            _lastWrite = _time.GetTimestamp();
            await _body.FlushAsync(cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Breaks the connection.</summary>
    public void Abort() => _abort();

    public async ValueTask DisposeAsync()
    {
        if (_heartbeat is not null)
        {
            await _heartbeat.DisposeAsync();
        }

        await _turn.WaitAsync();
        _ended = true;
        _turn.Release();
        Trace?.Dispose();
    }

    private bool TryOpenEarly()
    {
        lock (_decision)
        {
            if (!Opened && !_claimed && _earlyHead is not null)
            {
                Open(_earlyHead);
            }

            return Opened;
        }
    }

    private async Task BeatAsync()
    {
        var next = SilenceBound;
        if (_turn.Wait(0, CancellationToken.None))    // taken: somebody is writing, so it is not silent
        {
            try
            {
                next = await BeatInTurnAsync();
            }
            catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
            {
                // The caller left; whoever owns the answer learns it from its own write.
            }
            finally
            {
                _turn.Release();
            }
        }

        _heartbeat!.Change(next, Timeout.InfiniteTimeSpan);    // a disposed timer takes no change, and says so by its result
    }

    /// <summary>Writes a comment if it has been silent long enough; says when to look again.</summary>
    private async Task<TimeSpan> BeatInTurnAsync()
    {
        if (_ended)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (!TryOpenEarly())
        {
            return SilenceBound;    // an attempt is just opening it
        }

        var silent = _spoke ? _time.GetElapsedTime(_lastWrite) : SilenceBound;
        if (silent < SilenceBound)
        {
            return SilenceBound - silent;
        }

        _body.Write(": waiting\n\n"u8);
        _lastWrite = _time.GetTimestamp();
        await _body.FlushAsync();
        return SilenceBound;
    }
}

/// <summary>Status and headers of an answer.</summary>
public sealed record AnswerHead(int Status, string ContentType)
{
    /// <summary>Further headers, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body's length where it is known.</summary>
    public long? Length { get; init; }
}
