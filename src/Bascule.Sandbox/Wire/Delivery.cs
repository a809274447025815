using Bascule.Sandbox.Faults;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Wire;

/// <summary>Puts an answer on the wire, and breaks it where the plan says so.</summary>
internal sealed class Delivery(HttpResponse response, IVendor vendor, FaultPlan plan, string requestId, TimeProvider time)
{
    private const int RetryAfterSeconds = 1;
    private const int SlowPieces = 8;
    private const int PiecesBeforeCut = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Drip = TimeSpan.FromSeconds(1);

    private static ReadOnlySpan<byte> Page => "<!doctype html><html><head><title>Sign in</title></head><body>(simulated) Sign in to use this network.</body></html>"u8;

    public Task RefuseAsync(Refusal refusal, CancellationToken cancel)
    {
        response.StatusCode = refusal.Status;
        if (refusal.Status == StatusCodes.Status429TooManyRequests)
        {
            response.Headers.RetryAfter = RetryAfterSeconds.ToString();
        }

        vendor.Mark(response.Headers, refusal);
        return BodyAsync(vendor.Error(refusal, requestId), vendor.ErrorType(refusal), cancel);
    }

    public async Task WholeAsync(byte[] body, string contentType, CancellationToken cancel)
    {
        if (await IsElseAsync(contentType, cancel))
        {
            return;
        }

        if (Has(Fault.Error))
        {
            body = vendor.Error(vendor.ForStatus(StatusCodes.Status500InternalServerError), requestId);
        }

        body = Has(Fault.Malformed) ? [.. body.AsSpan(0, body.Length * 2 / 3), .. ",,"u8] : body;
        if (Has(Fault.Cut) || Has(Fault.Stall))
        {
            Announce(body, contentType);
            await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), cancel);
            await response.Body.FlushAsync(cancel);
            await BreakOffAsync(cancel);
            return;
        }

        await BodyAsync(body, contentType, cancel);
    }

    public async Task StreamAsync(IEnumerable<Piece> pieces, CancellationToken cancel)
    {
        if (await IsElseAsync(vendor.StreamType, cancel))
        {
            return;
        }

        response.ContentType = vendor.StreamType;
        response.Headers.CacheControl = "no-cache";
        var all = pieces.ToArray();
        // Short answers break too: after their first piece at the latest, and always before the last one.
        var before = Math.Min(Has(Fault.Cut) ? PiecesBeforeCut : 1, Math.Max(1, all.Count(piece => piece.Content) - 1));
        var content = 0;
        foreach (var piece in all)
        {
            await WriteAsync(piece.Bytes, cancel);
            content += piece.Content ? 1 : 0;
            if (piece.Content && content == before && await BreakStreamAsync(cancel))
            {
                return;
            }

            if (Has(Fault.Slow))
            {
                await Task.Delay(Pause, time, cancel);
            }
        }
    }

    /// <summary>True when nothing may follow.</summary>
    private async Task<bool> BreakStreamAsync(CancellationToken cancel)
    {
        if (Has(Fault.Malformed))
        {
            await response.Body.WriteAsync(vendor.BrokenEvent.Bytes, cancel);
            await response.Body.FlushAsync(cancel);
        }

        if (Has(Fault.Error))
        {
            await response.Body.WriteAsync(vendor.ErrorEvent(vendor.ForStatus(StatusCodes.Status500InternalServerError), requestId).Bytes, cancel);
            return true;
        }

        if (Has(Fault.Cut) || Has(Fault.Stall))
        {
            await BreakOffAsync(cancel);
            return true;
        }

        return false;
    }

    private async Task BreakOffAsync(CancellationToken cancel)
    {
        if (Has(Fault.Stall))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        }

        response.HttpContext.Abort();
    }

    /// <summary>True when something else than an answer came.</summary>
    private async Task<bool> IsElseAsync(string contentType, CancellationToken cancel)
    {
        if (Has(Fault.Silent))
        {
            response.ContentType = contentType;
            await response.Body.FlushAsync(cancel);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancel);
        }

        if (!Has(Fault.Html))
        {
            return false;
        }

        await BodyAsync(Page.ToArray(), "text/html; charset=utf-8", cancel);
        return true;
    }

    private async Task WriteAsync(byte[] bytes, CancellationToken cancel)
    {
        if (!Has(Fault.Drip))
        {
            await response.Body.WriteAsync(bytes, cancel);
            await response.Body.FlushAsync(cancel);
            return;
        }

        for (var at = 0; at < bytes.Length; at++)
        {
            await response.Body.WriteAsync(bytes.AsMemory(at, 1), cancel);
            await response.Body.FlushAsync(cancel);
            await Task.Delay(Drip, time, cancel);
        }
    }

    private async Task BodyAsync(byte[] body, string contentType, CancellationToken cancel)
    {
        Announce(body, contentType);
        if (Has(Fault.Drip))
        {
            await WriteAsync(body, cancel);
            return;
        }

        var size = Has(Fault.Slow) ? (body.Length / SlowPieces) + 1 : body.Length;
        for (var at = 0; at < body.Length; at += size)
        {
            await response.Body.WriteAsync(body.AsMemory(at, Math.Min(size, body.Length - at)), cancel);
            if (Has(Fault.Slow))
            {
                await response.Body.FlushAsync(cancel);
                await Task.Delay(Pause, time, cancel);
            }
        }
    }

    private void Announce(byte[] body, string contentType)
    {
        response.ContentType = contentType;
        response.ContentLength = body.Length;
    }

    private bool Has(Fault fault) => plan.Faults.HasFlag(fault);
}
