using System.Runtime.CompilerServices;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Resilience.Rescue;

namespace Bascule.Engine.Resilience;

/// <summary>
/// Relays one streamed answer: whole events only, kept back until the answer looks alive, its terminal event held until the row is written.
/// What an event becomes is the <see cref="IFrameRelay"/>'s business: its own bytes in the same dialect, the hub's events across.
/// </summary>
internal sealed class StreamRelay(Call call, CallReport report, AttemptReport made, AttemptClock clock, IDialect wire, ChatRequest? asked) : IDisposable
{
    /// <summary>How long the end of the body may follow the terminal event, so that the connection is used again and trailing bytes pass. The caller has the terminal event by then.</summary>
    private static readonly TimeSpan TailBound = TimeSpan.FromSeconds(1);

    private readonly AttemptWriter _writer = new(call.Caller);
    private readonly int _mostHeld = call.Hold == Call.HoldAll ? WholeRelay.MaxHeld : AttemptWriter.MaxHeld;
    private IFrameRelay _frames = null!;
    private int _terminalAt = -1;
    private bool _content;
    private Failure? _failure;

    /// <summary>So much was said that nobody else need be asked.</summary>
    private bool LooksAlive => _content && !_frames.IsSilent && (call.Hold == 0 || made.CarriesOn is not null || Estimates.Tokens(_frames.ContentBytes) >= call.Hold);

    public async Task<Failure?> RunAsync(FrameReader frames, HttpResponseMessage response, bool swallowUsage)
    {
        await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
        return await RunAsync(frames, body, Upstream.ContentType(response) ?? "text/event-stream", swallowUsage);
    }

    /// <param name="reader">Cuts them; disposed here.</param>
    /// <param name="body">The upstream's events.</param>
    /// <param name="contentType">What a caller of the same dialect is told they are.</param>
    /// <param name="swallowUsage">The caller did not ask for the usage chunk.</param>
    public async Task<Failure?> RunAsync(FrameReader reader, Stream body, string contentType, bool swallowUsage)
    {
        using var cutting = reader;
        _frames = NewFrames(swallowUsage);
        try
        {
            return await PumpAsync(reader, body, contentType);
        }
        finally
        {
            _frames.Account(whole: _terminalAt >= 0 && _failure is null);
        }
    }

    public void Dispose() => _writer.Dispose();

    private IFrameRelay NewFrames(bool swallowUsage)
    {
        if (made.CarriesOn is { } carries)
        {
            return new CrossFrames(call, made, asked!, wire, carries.Record.Writer, carries.Record, carries.Splice(Prefilling.Of(made.Target), call.Profile.EstimatedInputTokens));
        }

        var writer = asked is null ? null : call.Dialect.NewStreamWriter(asked);
        made.Record = Rescuer.NewRecord(call, made, writer);
        return writer is null
            ? new PassFrames(call, made, call.Dialect.NewStreamScan(), swallowUsage)
            : new CrossFrames(call, made, asked!, wire, writer, made.Record);
    }

    private async Task<Failure?> PumpAsync(FrameReader reader, Stream body, string contentType)
    {
        var head = asked is null ? contentType : call.Dialect.StreamType;
        while (_terminalAt < 0)
        {
            var read = await ReadAsync(reader, body, clock.Token);
            if (read == 0)
            {
                reader.Complete();
            }
            else
            {
                reader.Advance(read);
            }

            TakeFrames(reader);
            if (_failure is null && reader.Trouble is { } trouble)
            {
                _failure = Upstream.Broken(trouble);
            }

            if (_failure is null && read == 0 && _terminalAt < 0)
            {
                _terminalAt = _writer.Held;
                _failure = _frames.End(_writer);
            }

            if (_terminalAt >= 0 && _failure is null && call.Guard is { HasRules: true })
            {
                using var waiting = report.Wait(call.Time);
                _failure = await _frames.ConcludeAsync(_writer, clock.Token);
            }

            if (_failure is not null)
            {
                _frames.Break(_writer);
                await SendSoundPartAsync();
                return _failure;
            }

            if ((_terminalAt >= 0 || LooksAlive || _writer.Held > _mostHeld) && !await OwnAsync(head))
            {
                return Ending.Outrun;
            }

            await SendAsync(_terminalAt < 0 ? _writer.Held : _terminalAt);
            if (read == 0)
            {
                break;
            }
        }

        made.Produced = true;    // an answer without a word is billed like any other
        _frames.Account(whole: true);
        _frames.Tell();
        _writer.Foresee();
        await Ending.SealAsync(call, report, made, clock);
        await SendAsync(_writer.Held);
        await TakeTailAsync(reader, body);
        await SendAsync(_writer.Held);
        return null;
    }

    /// <summary>Makes the answer this attempt's, unless it is another's; one that is carried on changes hands with a word of it.</summary>
    private ValueTask<bool> OwnAsync(string head) =>
        made.CarriesOn is { } carries && !_writer.Committed ? TakeOverAsync(carries) : ValueTask.FromResult(_writer.TryCommit(call, report, made, head));

    private async ValueTask<bool> TakeOverAsync(CarryingOn carries)
    {
        carries.Takes(made);
        _writer.TakeOver();
        if (call.Dialect.StreamType.StartsWith("text/event-stream", StringComparison.Ordinal))    // elsewhere a comment has no place
        {
            clock.Hold();
            Unsent(true);
            await call.Caller.WriteAsync(CarryingOn.Comment(made), clock.Token);
            Unsent(false);
            clock.Resume();
        }

        return true;
    }

    // Pooled: these two run once a chunk, and a state machine each would be 160 bytes of garbage a chunk.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> ReadAsync(FrameReader reader, Stream body, CancellationToken cancel)
    {
        using var waiting = report.Wait(call.Time);
        if (reader.Pending == 0)
        {
            // Waits without a buffer: a model thinks longer than it speaks.
            reader.Rest();
            await ComeAsync(body, cancel);
        }

        return await body.ReadAsync(reader.GetMemory(512), cancel);
    }

    /// <summary>Completes when there is something to read, or the end.</summary>
    private static ValueTask<int> ComeAsync(Stream body, CancellationToken cancel) => body.ReadAsync(Memory<byte>.Empty, cancel);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAsync(int count)
    {
        if (_writer.Committed && count > 0)
        {
            using var waiting = report.Wait(call.Time);
            clock.Hold();
            Unsent(true);
            await _writer.SendAsync(count, clock.Token);
            Unsent(false);
            clock.Resume();
        }
    }

    /// <summary>What was understood before the failure still goes out; the failure itself is told by the ending.</summary>
    private async ValueTask SendSoundPartAsync()
    {
        if (made.CarriesOn is { } carries && !_writer.Committed && _writer.Held > 0)
        {
            await TakeOverAsync(carries);    // the record has it as said
        }

        await SendAsync(_writer.Held);
    }

    private void Unsent(bool some)
    {
        if ((made.CarriesOn?.Record ?? made.Record) is { } record)
        {
            record.IsUnsent = some;
        }
    }

    private void TakeFrames(FrameReader reader)
    {
        var (lived, grew) = (false, false);
        while (_failure is null && _terminalAt < 0 && reader.TryRead(out var frame))
        {
            var before = _writer.Held;
            var meaning = _frames.Take(frame, _writer);
            lived |= meaning == FrameMeaning.Prelude;
            grew |= meaning is FrameMeaning.Content or FrameMeaning.Finish or FrameMeaning.Usage;
            switch (meaning)
            {
                case FrameMeaning.Content:
                    Produced();
                    break;
                case FrameMeaning.Terminal:
                    _terminalAt = before;
                    break;
                case FrameMeaning.Failed:
                    _failure = _frames.Failure!;
                    break;
            }
        }

        if (grew)
        {
            clock.Grew();
        }
        else if (lived)
        {
            clock.Lived();
        }
    }

    private void Produced()
    {
        if (!_content)
        {
            _content = made.Produced = made.Streamed = true;
            made.FirstTokenMs = clock.ElapsedMs;
            clock.Spoke();
        }
    }

    private async Task TakeTailAsync(FrameReader reader, Stream body)
    {
        using var bound = new CancellationTokenSource(TailBound, call.Time);
        try
        {
            while (true)
            {
                while (reader.TryRead(out var frame))
                {
                    _frames.TakeTail(frame, _writer);
                }

                if (await ReadAsync(reader, body, bound.Token) is var read && read == 0)
                {
                    reader.Complete();
                    if (reader.TryRead(out var last))
                    {
                        _frames.TakeTail(last, _writer);
                    }

                    return;
                }
                else
                {
                    reader.Advance(read);
                }

                if (reader.Pending + _writer.Held > AttemptWriter.MaxHeld)
                {
                    return;
                }
            }
        }
        catch (Exception late) when (late is OperationCanceledException or IOException or HttpRequestException)
        {
            // The answer is proved whole; what follows its end is nobody's loss.
        }
    }
}
