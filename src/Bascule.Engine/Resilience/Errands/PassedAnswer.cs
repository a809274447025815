using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Errands;

namespace Bascule.Engine.Resilience.Errands;

/// <summary>
/// Passes an answer on as its own bytes. JSON is held until it is whole and valid, so that a broken one can still be asked of the next candidate; what is too large
/// for that, and what is no JSON (sound, text, events), flows through, its last piece held until the row is written. A transcript that rules read is held in every form.
/// </summary>
internal sealed class PassedAnswer(Call call, Errand errand, CallReport report, AttemptReport made, AttemptClock clock)
{
    /// <summary>Read and written at a time where an answer flows.</summary>
    private const int Chunk = 32 * 1024;

    private readonly int _headersMs = clock.ElapsedMs;

    public async Task<Failure?> RunAsync(HttpResponseMessage response)
    {
        var type = Upstream.ContentType(response) ?? "application/json";
        if (type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return Upstream.Broken("The upstream answered with a web page.") with { IsLasting = true };
        }

        await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
        var json = errand.AnswersJson || IsJson(type);
        var checks = call.Guard is { HasRules: true };
        if (!json && !checks)
        {
            return await FlowAsync(default, body, type);
        }

        using var held = new HeldBytes(response.Content.Headers.ContentLength);
        if (await held.ReadAsync(body, WholeRelay.MaxHeld, clock, report, call.Time))
        {
            return json ? await PassAsync(held.Written, type) : await PassTextAsync(held.Written, type);
        }

        return checks
            ? Upstream.Broken($"The upstream's answer is larger than {WholeRelay.MaxHeld} bytes, too large to check.") with { IsLasting = true }
            : await FlowAsync(held.Written, body, type);
    }

    private static bool IsJson(string type)
    {
        var plain = type.Split(';')[0].TrimEnd();
        return plain.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || plain.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private async Task<Failure?> PassAsync(ReadOnlyMemory<byte> whole, string type)
    {
        var scan = ErrandAnswerScan.Read(whole.Span);
        if (!scan.IsJson)
        {
            return Upstream.Broken("The upstream's answer is no whole JSON.");
        }

        if (scan.IsError)
        {
            return made.Target.Provider.Dialect.ReadError(made.Status, whole.Span);
        }

        (made.Model, made.FirstTokenMs) = (scan.Model, _headersMs);
        Estimates.Apply(made, scan.Usage, call.Profile, errand);
        if (await CheckAsync(whole) is { } refusal)
        {
            return refusal;
        }

        var told = VectorForm.AsAsked(errand, call, whole) ?? (scan.ModelValue.Equals(default) ? null : Renamed(whole, scan.ModelValue)) ?? whole;
        return await Ending.DeliverAsync(call, report, made, clock, call.Guard?.Restore(told) ?? told, type);
    }

    /// <summary>A transcript that is no JSON, held because rules read it.</summary>
    private async Task<Failure?> PassTextAsync(ReadOnlyMemory<byte> whole, string type)
    {
        if (whole.IsEmpty)
        {
            return Upstream.Broken("The upstream's answer is empty.");
        }

        var tail = new UsageTail();
        tail.Add(whole.Span);
        made.FirstTokenMs = _headersMs;
        Estimates.Apply(made, tail.Find(), call.Profile, errand);
        return await CheckAsync(whole) ?? await Ending.DeliverAsync(call, report, made, clock, whole, type);
    }

    private async ValueTask<Failure?> CheckAsync(ReadOnlyMemory<byte> whole)
    {
        if (call.Guard is not { HasRules: true } guard)
        {
            return null;
        }

        using var waiting = report.Wait(call.Time);
        var (text, isJson) = TranscriptText.Of(whole.Span);
        return await guard.HearAsync(text, isJson, clock.Token);
    }

    /// <summary>The answer with the model's name that the route wants told; null: the upstream's own.</summary>
    private ReadOnlyMemory<byte>? Renamed(ReadOnlyMemory<byte> whole, Range modelValue)
    {
        if (call.AnswerModel is null)
        {
            return null;
        }

        var (from, length) = modelValue.GetOffsetAndLength(whole.Length);
        return (byte[])[.. whole.Span[..from], (byte)'"', .. JsonEncodedText.Encode(call.AnswerModel(made.Target)).EncodedUtf8Bytes, (byte)'"', .. whole.Span[(from + length)..]];
    }

    private async Task<Failure?> FlowAsync(ReadOnlyMemory<byte> first, Stream body, string type)
    {
        var tail = new UsageTail();
        tail.Add(first.Span);
        var (last, next) = (ArrayPool<byte>.Shared.Rent(Chunk), ArrayPool<byte>.Shared.Rent(Chunk));
        try
        {
            var lastLength = await ReadAsync(body, last);
            if (lastLength == 0 && first.IsEmpty)
            {
                return Upstream.Broken("The upstream's answer is empty.");
            }

            if (!Commit(type))
            {
                return Ending.Outrun;
            }

            await WriteAsync(first);
            while (lastLength > 0)
            {
                tail.Add(last.AsSpan(0, lastLength));
                var read = await ReadAsync(body, next);
                if (read == 0)
                {
                    break;
                }

                await WriteAsync(last.AsMemory(0, lastLength));
                (last, next, lastLength) = (next, last, read);
            }

            Estimates.Apply(made, tail.Find(), call.Profile, errand);
            call.Caller.Foresee(last.AsSpan(0, lastLength));
            await Ending.SealAsync(call, report, made, clock);
            await WriteAsync(last.AsMemory(0, lastLength));
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(last);
            ArrayPool<byte>.Shared.Return(next);
        }
    }

    private bool Commit(string type)
    {
        if (!report.TryCommit(made, call.Caller))
        {
            return false;
        }

        var events = type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
        call.Profile.Name(call.Profile.Model, events);    // a form may say it behind its model, and speech says it in a word of its own
        (made.FirstTokenMs, made.Produced) = (_headersMs, true);
        Estimates.Apply(made, default, call.Profile, errand);    // what a cut one costs
        call.Caller.Open(call.Head(report, type, null));
        return true;
    }

    private async ValueTask<int> ReadAsync(Stream body, byte[] into)
    {
        using var waiting = report.Wait(call.Time);
        var read = await body.ReadAsync(into.AsMemory(0, Chunk), clock.Token);
        clock.Grew();
        return read;
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        using var waiting = report.Wait(call.Time);
        clock.Hold();
        await call.Caller.WriteAsync(bytes, clock.Token);
        clock.Resume();
    }
}
