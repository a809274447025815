using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Resilience.Guarding;

namespace Bascule.Engine.Resilience;

/// <summary>Relays one whole answer: held until it is complete and valid; past the bound it is committed and streamed, and a cut breaks the connection.</summary>
internal sealed class WholeRelay(Call call, CallReport report, AttemptReport made, AttemptClock clock, IDialect wire, ChatRequest? asked)
{
    /// <summary>What is held at most.</summary>
    public const int MaxHeld = 16 * 1024 * 1024;

    private readonly int _headersMs = clock.ElapsedMs;

    public async ValueTask<Failure?> RunAsync(HttpResponseMessage response)
    {
        clock.Spoke();
        using var writer = new AttemptWriter(call.Caller);
        var type = Upstream.ContentType(response) ?? "application/json";
        await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
        var held = new HeldBytes(response.Content.Headers.ContentLength);
        try
        {
            var whole = await held.ReadAsync(body, MaxHeld, clock, report, call.Time);
            if (!whole)
            {
                return asked is null && call.Guard is null
                    ? await StreamOnAsync(held, body, type, writer)
                    : Upstream.Broken($"The upstream's answer is larger than {MaxHeld} bytes, too large to translate or to check.") with { IsLasting = true };
            }

            if (call.Profile.Stream)
            {
                if (IsEvents(held.Written.Span))
                {
                    return await RelayEventsAsync(held);
                }

                // Asked for a stream, answered with JSON: an error object, or an upstream that cannot stream.
                return wire.ReadAnswer(held.Written).Failure
                    ?? Upstream.Broken("The upstream answered with a whole body though a stream was asked for.");
            }

            return asked is null ? await PassAsync(held, type) : await CrossAsync(held);
        }
        catch
        {
            if (held.Written.Length > 0 && report.Committed != made)
            {
                Learn(null, default, held.Written.Length);    // cut in the middle: it was produced, and it is billed
            }

            throw;
        }
        finally
        {
            held.Dispose();
        }
    }

    /// <summary>Events in spite of a content type that says JSON, as some proxies write it.</summary>
    private static bool IsEvents(ReadOnlySpan<byte> bytes) =>
        bytes.TrimStart(" \r\n\t"u8) is var text && (text.StartsWith("data:"u8) || text.StartsWith("event:"u8) || text.StartsWith(": "u8));

    private async Task<Failure?> RelayEventsAsync(HeldBytes held)
    {
        using var relay = new StreamRelay(call, report, made, clock, wire, asked);
        using var body = new MemoryStream(held.Written.ToArray());
        return await relay.RunAsync(new Dialects.Sse.SseReader(), body, "text/event-stream", made.Edits.Contains("include_usage"));
    }

    private ValueTask<Failure?> PassAsync(HeldBytes held, string type)
    {
        var scan = call.Dialect.ScanAnswer(held.Written.Span);
        if (scan.Failure is not null)
        {
            return new(scan.Failure);
        }

        if (!scan.Spoke && EmptyAnswer.IsTrouble(call, scan.Ended, scan.Usage))
        {
            return new(EmptyAnswer.Failure);
        }

        Learn(scan.Model, scan.Usage, held.Written.Length);
        (made.AnswerId, made.Fingerprint, made.Ended) = (scan.Id, scan.Fingerprint, scan.Ended);
        if (LoopGuard.IsTrouble(call, scan.Ended, held.Written.Span))
        {
            return new(LoopGuard.Failure);
        }

        return call.Guard is { HasRules: true } guard ? PassGuardedAsync(guard, held, type, scan) : PassOnAsync(held, type, scan);
    }

    private async ValueTask<Failure?> PassGuardedAsync(AnswerGuard guard, HeldBytes held, string type, AnswerScan scan)
    {
        var read = wire.ReadAnswer(held.Written);
        var taken = read.Value is { } told ? await guard.TakeAsync(told, clock.Token) : read;
        return taken.Failure is null && ReferenceEquals(taken.Value, read.Value)
            ? await PassOnAsync(held, type, scan)
            : taken.Failure ?? await WriteAsync(taken.Value!, held.Written.Length);
    }

    private ValueTask<Failure?> PassOnAsync(HeldBytes held, string type, AnswerScan scan)
    {
        if (scan.Id is { } id)
        {
            call.Minted?.Invoke(made, id);
        }

        if (call.AnswerModel is null || scan.ModelValue.Equals(default))
        {
            return Ending.DeliverAsync(call, report, made, clock, held.Written, type, held.Written);
        }

        var (from, length) = scan.ModelValue.GetOffsetAndLength(held.Written.Length);
        byte[] renamed =
        [
            .. held.Written.Span[..from],
            (byte)'"', .. JsonEncodedText.Encode(call.AnswerModel(made.Target)).EncodedUtf8Bytes, (byte)'"',
            .. held.Written.Span[(from + length)..],
        ];
        return Ending.DeliverAsync(call, report, made, clock, renamed, type, held.Written);
    }

    private async ValueTask<Failure?> CrossAsync(HeldBytes held)
    {
        var read = wire.ReadAnswer(held.Written);
        if (read.Value is not { } told)
        {
            return read.Failure;
        }

        if (EmptyAnswer.IsTrouble(call, told))
        {
            return EmptyAnswer.Failure;
        }

        Learn(told.Model, told.Usage ?? default, held.Written.Length);
        (made.AnswerId, made.Fingerprint) = (told.Id.Length > 0 ? told.Id : null, told.Fingerprint);
        made.Ended = StopReasons.Of(told);
        if (LoopGuard.IsTrouble(call, told))
        {
            return LoopGuard.Failure;
        }

        var complete = CrossedAnswer.Complete(call, made, wire, asked!, told);
        if (call.Guard is { } guard)
        {
            using var waiting = report.Wait(call.Time);
            var taken = await guard.TakeAsync(complete, clock.Token);
            if (taken.Value is null)
            {
                return taken.Failure;
            }

            complete = taken.Value;
        }

        using var written = new PooledBuffer(held.Written.Length + 256);
        call.Dialect.WriteAnswer(complete, asked!, written);
        return await Ending.DeliverAsync(call, report, made, clock, written.Written, "application/json", written.Written);
    }

    /// <summary>The upstream spoke the caller's dialect, and a rule changed what it said.</summary>
    private async Task<Failure?> WriteAsync(Answer told, int length)
    {
        var read = call.Decode();
        if (read.Value is not { } request)
        {
            return read.Failure;
        }

        using var written = new PooledBuffer(length + 256);
        call.Dialect.WriteAnswer(CrossedAnswer.Complete(call, made, wire, request, told), request, written);
        return await Ending.DeliverAsync(call, report, made, clock, written.Written, "application/json", written.Written);
    }

    private void Learn(string? model, Usage usage, int bytes)
    {
        made.Model = string.IsNullOrEmpty(model) ? null : model;
        made.FirstTokenMs = _headersMs;
        made.Produced = true;
        Estimates.Apply(made, usage, bytes, call.Profile, whole: true);
    }

    private async Task<Failure?> StreamOnAsync(HeldBytes held, Stream body, string type, AttemptWriter writer)
    {
        if (!writer.TryCommit(call, report, made, type))
        {
            return Ending.Outrun;
        }

        Learn(null, default, held.Written.Length);
        await WriteOnAsync(held.Written);
        long total = held.Written.Length;
        while (await ReadOnAsync(body, held.Scratch) is > 0 and var read)
        {
            total += read;
            await WriteOnAsync(held.Scratch[..read]);
        }

        made.Usage = made.Usage with { Output = (total + 3) / 4 };
        await Ending.SealAsync(call, report, made, clock);
        return null;
    }

    private async ValueTask<int> ReadOnAsync(Stream body, Memory<byte> into)
    {
        using var waiting = report.Wait(call.Time);
        var read = await body.ReadAsync(into, clock.Token);
        clock.Took(into.Span[..read]);
        return read;
    }

    private async Task WriteOnAsync(ReadOnlyMemory<byte> bytes)
    {
        using var waiting = report.Wait(call.Time);
        clock.Hold();
        await call.Caller.WriteAsync(bytes, clock.Token);
        clock.Resume();
    }
}
