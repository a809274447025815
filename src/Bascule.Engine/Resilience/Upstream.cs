using System.Buffers;
using System.Net.Http.Headers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Resilience;

/// <summary>What an upstream's connection and headers say when it did not answer as it should.</summary>
internal static class Upstream
{
    /// <summary>An error body past this says nothing more.</summary>
    private const int MaxErrorBytes = 64 * 1024;

    /// <summary>The failure behind an exception of the network, or null where it is none.</summary>
    public static Failure? Explain(Exception trouble, AttemptClock clock, CancellationToken callerLeft, CancellationToken draining)
    {
        if (trouble is not (OperationCanceledException or HttpRequestException or IOException))
        {
            return null;
        }

        if (callerLeft.IsCancellationRequested)
        {
            return new Failure(Blame.Caller, FailureKind.Cancelled, "cancelled", "The caller closed the connection.") { IsOurs = true };
        }

        if (draining.IsCancellationRequested)
        {
            return DrainEnd.Refusal;
        }

        if (trouble is SignInException unsigned)
        {
            return new Failure(Blame.Gateway, FailureKind.Credential, "upstream_auth", unsigned.Message);
        }

        if (trouble is EgressDeniedException or { InnerException: EgressDeniedException })
        {
            return new Failure(Blame.Gateway, FailureKind.Unreachable, "egress_denied", "The gateway may not contact this upstream's address.") { IsOurs = true, IsLasting = true };
        }

        if (clock.Expired is { } expired)
        {
            return expired;
        }

        if (trouble is OperationCanceledException)
        {
            return new Failure(Blame.Provider, FailureKind.Timeout, "upstream_timeout", "The upstream passed the time limit 'connect'.") { IsOurs = true };
        }

        var reason = trouble is HttpRequestException { HttpRequestError: var error }
            ? error switch
            {
                HttpRequestError.NameResolutionError => "its name does not resolve",
                HttpRequestError.ConnectionError => "it accepts no connection",
                HttpRequestError.SecureConnectionError => "its TLS certificate or handshake was refused",
                HttpRequestError.ProxyTunnelError => "the outbound proxy refused the tunnel",
                HttpRequestError.ResponseEnded => "it closed the connection before it had answered",
                HttpRequestError.InvalidResponse => "its answer is not HTTP",
                _ => "the connection broke",
            }
            : "the connection broke";
        var unreachable = trouble is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError };
        return new Failure(Blame.Provider, unreachable ? FailureKind.Unreachable : FailureKind.Broken, "upstream_unreachable", unreachable ? $"The upstream could not be reached: {reason}." : $"The upstream failed: {reason}.") { IsOurs = true };
    }

    /// <summary>An answer that broke off or cannot be understood.</summary>
    public static Failure Broken(string what) => new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", what) { IsOurs = true };

    /// <summary>The classified failure of a non-2xx answer.</summary>
    /// <param name="time">What our own clock shows, where the upstream names a moment and does not say what its own shows.</param>
    public static async Task<Failure> ReadErrorAsync(HttpResponseMessage response, Dialects.IDialect dialect, TimeProvider time, CancellationToken cancel)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxErrorBytes);
        try
        {
            var length = 0;
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            while (length < MaxErrorBytes)
            {
                var read = await body.ReadAsync(buffer.AsMemory(length, MaxErrorBytes - length), cancel);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }

            var status = (int)response.StatusCode;
            if (status is >= 300 and < 400)
            {
                return Broken($"The upstream answered with a redirect ({status}); its base_url may be wrong.") with { UpstreamStatus = status, IsLasting = true };
            }

            // What came packed although nobody asked for it is not unpacked, and as text it would be noise.
            var failure = dialect.ReadError(status, IsPacked(response) ? [] : buffer.AsSpan(0, length), First(response.Headers, "x-amzn-errortype"));
            return failure with { RetryAfter = RetryAfter.Read(response.Headers, failure, time.GetUtcNow()), UpstreamStatus = status };
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The content type as the upstream spelled it; the parsed header is not asked for anywhere, since that spells it anew.</summary>
    public static string? ContentType(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("content-type", out var values) ? values.ToString() : null;

    private static bool IsPacked(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("content-encoding", out var coding) && !coding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase);

    /// <summary>The upstream's own id for the request.</summary>
    public static string? RequestId(HttpResponseHeaders headers) => First(headers, "x-request-id") ?? First(headers, "request-id") ?? First(headers, "x-amzn-requestid");

    /// <summary>A header's value as it came.</summary>
    public static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
