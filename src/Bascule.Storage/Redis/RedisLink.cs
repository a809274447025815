using System.Buffers;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Bascule.Storage.Redis;

/// <summary>
/// One connection to Redis that all requests share: commands go out one behind the other, and their replies come back in this order. Whoever asks waits some milliseconds at most; from then on nobody
/// waits at all, until a probe in the background is answered in time again.
/// </summary>
public sealed class RedisLink : IAsyncDisposable
{
    /// <summary>Who asks is looked after so often. A pause of this process is one look only: what came meanwhile is read before anybody is given up.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(4);

    /// <summary>Looks after which a reply is too late: 8 to 12 ms.</summary>
    public const int PatientLooks = 3;

    /// <summary>A connection that says nothing for so long while it is asked is closed.</summary>
    private static readonly TimeSpan Deaf = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostPause = TimeSpan.FromSeconds(1);

    /// <summary>Commands on their way; more than a second of the fastest Redis answers is no queue but a fault.</summary>
    private const int MaxWaiting = 16_384;

    /// <summary>Bytes that wait to be sent: some great values of the cache.</summary>
    private const int MaxUnsent = 32 << 20;

    /// <summary>A buffer that grew beyond it for one great value is let go.</summary>
    private const int MostKept = 1 << 20;

    private readonly Lock _gate = new();    // held for a copy and some additions
    private readonly Queue<PendingReply> _waiting = new();    // bounded by MaxWaiting
    private readonly RedisAddress _address;
    private readonly string _name;
    private readonly int _patience;
    private readonly TimeProvider _time;
    private readonly LinkNews _news;
    private readonly CancellationTokenSource _end = new();
    private readonly ITimer _looks;
    private readonly Task _running;
    private ArrayBufferWriter<byte> _unsent = new(4096);    // bounded by MaxUnsent
    private ArrayBufferWriter<byte>? _spare;
    private TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RedisWire? _wire;
    private bool _isSending, _isLooking;
    private int _tick;
    private volatile bool _up;
    private int _disposed;

    /// <param name="name">What it is for, as Redis's CLIENT LIST shows it.</param>
    /// <param name="patience">How long a reply may take, in looks of 4 ms.</param>
    public RedisLink(RedisAddress address, string name, TimeProvider time, ILogger logger, int patience = PatientLooks)
    {
        (_address, _name, _time, _patience) = (address, name, time, patience);
        _news = new LinkNews(name, address, time, logger);
        _looks = time.CreateTimer(static link => ((RedisLink)link!).LookAfter(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _running = RunAsync();
    }

    /// <summary>Redis answers in time.</summary>
    public bool IsUp => _up;

    /// <summary>Why it is away, in Redis's words or the network's; null: nothing is known.</summary>
    public string? Trouble => _news.Trouble;

    /// <summary>What keys and channels begin with.</summary>
    public string Prefix => _address.Prefix;

    /// <summary>Redis answers again, or for the first time. Called on the link's own thread: it must be quick.</summary>
    public event Action? CameUp;

    /// <summary>Waits until Redis answers.</summary>
    /// <returns>False: it did not within this time.</returns>
    public async Task<bool> WaitUpAsync(TimeSpan longest, CancellationToken cancel)
    {
        var came = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Came() => came.TrySetResult();
        CameUp += Came;
        try
        {
            if (!_up)
            {
                await came.Task.WaitAsync(longest, _time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return _up;
        }
        finally
        {
            CameUp -= Came;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _looks.DisposeAsync();
        await _news.DisposeAsync();
        _end.Dispose();
    }

    /// <summary>Asks, and waits as long as patience lasts.</summary>
    /// <returns>The reply, an error of Redis among them; lost, where none came in time or Redis is not there.</returns>
    internal async ValueTask<RespValue> AskAsync(RedisCommand command)
    {
        if (Send(command) is not { } pending)
        {
            return RespValue.Lost;
        }

        var reply = await pending.InTime;
        return command.Script is not null && reply.IsError("NOSCRIPT") ? await (Send(command, withText: true)?.InTime ?? Task.FromResult(RespValue.Lost)) : reply;
    }

    /// <summary>Sends a command. Null: Redis is not there. A script that Redis does not know ends with the error NOSCRIPT, and is to be sent with its text.</summary>
    internal PendingReply? Send(RedisCommand command, bool withText = false)
    {
        var pending = Enqueue(command, withText);
        Flush();
        return pending;
    }

    /// <summary>As <see cref="Send"/>, but what is sent goes out with <see cref="Flush"/>: for whoever holds a lock while the order is at stake.</summary>
    internal PendingReply? Enqueue(RedisCommand command, bool withText = false) => _up ? EnqueueAnyhow(command, withText) : null;

    /// <summary>Sends what waits to be sent, unless somebody does already.</summary>
    internal void Flush()
    {
        RedisWire wire;
        lock (_gate)
        {
            if (_wire is null || _isSending || _unsent.WrittenCount == 0)
            {
                return;
            }

            (wire, _isSending) = (_wire, true);
        }

        _ = SendAllAsync(wire);    // ends by itself, and throws nothing
    }

    private PendingReply? EnqueueAnyhow(RedisCommand command, bool withText = false)
    {
        lock (_gate)
        {
            if (_wire is null || _waiting.Count >= MaxWaiting || _unsent.WrittenCount + command.Length > MaxUnsent)
            {
                return null;
            }

            var pending = new PendingReply(_tick);
            command.WriteTo(_unsent, withText);
            _waiting.Enqueue(pending);
            if (!_isLooking)
            {
                _isLooking = true;
                _looks.Change(Look, Timeout.InfiniteTimeSpan);
            }

            return pending;
        }
    }

    /// <summary>Whoever asks while another sends is sent with the next piece.</summary>
    private async Task SendAllAsync(RedisWire wire)
    {
        try
        {
            ArrayBufferWriter<byte>? sent = null;
            while (true)
            {
                lock (_gate)
                {
                    if (_wire != wire)
                    {
                        return;
                    }

                    if (sent is { Capacity: <= MostKept })
                    {
                        sent.ResetWrittenCount();
                        _spare = sent;
                    }

                    if (_unsent.WrittenCount == 0)
                    {
                        _isSending = false;
                        return;
                    }

                    (sent, _unsent, _spare) = (_unsent, _spare ?? new(4096), null);
                }

                await wire.SendAsync(sent.WrittenMemory, _end.Token);
            }
        }
        catch (Exception trouble) when (trouble is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            wire.Dispose();    // its reader ends, and cleans up
        }
    }

    /// <summary>Gives up those who have waited too long.</summary>
    private void LookAfter()
    {
        PendingReply[]? late = null;
        RedisWire? deaf = null;
        lock (_gate)
        {
            _tick++;
            if (_waiting.TryPeek(out var oldest))
            {
                var age = _tick - oldest.Tick;
                if (age >= _patience)
                {
                    late = [.. _waiting];
                    Lose_NeedsLock();
                }

                deaf = age * Look >= Deaf ? _wire : null;
            }

            _isLooking = _waiting.Count > 0;
            if (_isLooking)
            {
                _looks.Change(Look, Timeout.InfiniteTimeSpan);
            }
        }

        foreach (var one in late ?? [])
        {
            one.GiveUp();
        }

        deaf?.Dispose();
    }

    private void Lose_NeedsLock()
    {
        _up = false;
        _lost.TrySetResult();
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);    // whoever makes a link does not connect it
        var pause = LeastPause;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var wire = await ConnectAsync();
                pause = LeastPause;
                await UseAsync(wire);
            }
            catch (Exception trouble) when (!_end.IsCancellationRequested)
            {
                _news.Away(trouble);    // whatever it is: a link that ends for good would never find Redis again
            }

            await Task.Delay(pause, _time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < MostPause ? pause * 2 : MostPause;
        }
    }

    private async Task<RedisWire> ConnectAsync()
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        enough.CancelAfter(ConnectTime);
        return await RedisWire.ConnectAsync(_address, _name, enough.Token);
    }

    /// <summary>Uses a connection until it is over.</summary>
    private async Task UseAsync(RedisWire wire)
    {
        lock (_gate)
        {
            _wire = wire;
            _unsent.ResetWrittenCount();
            _isSending = false;
        }

        var reading = ReadAllAsync(wire);
        try
        {
            while (!reading.IsCompleted)
            {
                if (!await ProbeAsync())
                {
                    await Task.WhenAny(reading, Task.Delay(LeastPause, _time, _end.Token));
                    continue;
                }

                Task lost;
                lock (_gate)
                {
                    _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    lost = _lost.Task;
                    _up = true;
                }

                _news.Back();
                CameUp?.Invoke();
                await Task.WhenAny(reading, lost);
                if (!reading.IsCompleted)
                {
                    _news.Away(null);
                }
            }

            await reading;
        }
        finally
        {
            Close(wire);
        }
    }

    /// <summary>Whether Redis answers in time, and has answered whatever it was asked before.</summary>
    private async Task<bool> ProbeAsync()
    {
        var probe = EnqueueAnyhow(new RedisCommand("PING"));
        Flush();
        return probe is not null && (await probe.InTime).Kind == RespKind.Status;
    }

    private async Task ReadAllAsync(RedisWire wire)
    {
        while (true)
        {
            await wire.ReceiveAsync(_end.Token);
            while (wire.TryRead(out var value))
            {
                PendingReply? pending;
                lock (_gate)
                {
                    if (!_waiting.TryDequeue(out pending))
                    {
                        throw new InvalidDataException("A reply that nobody asked for.");
                    }

                    if (value.IsError("READONLY"))
                    {
                        Lose_NeedsLock();    // it became a replica: the name may lead elsewhere by now
                    }
                }

                pending.End(value);
                if (value.IsError("READONLY"))
                {
                    throw new IOException(value.Text);
                }
            }
        }
    }

    private void Close(RedisWire wire)
    {
        wire.Dispose();
        PendingReply[] left;
        lock (_gate)
        {
            Lose_NeedsLock();
            _wire = null;
            left = [.. _waiting];
            _waiting.Clear();
        }

        foreach (var one in left)
        {
            one.GiveUp();    // so that it counts as late for whoever wants to know what became of it
            one.End(RespValue.Lost);
        }
    }
}
