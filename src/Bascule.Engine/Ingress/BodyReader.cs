using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Providers;
using Microsoft.AspNetCore.Http;

namespace Bascule.Engine.Ingress;

/// <summary>Reads a request's body into one rented array, never more than the bound.</summary>
internal static class BodyReader
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>What is wrong with method or content type, or null.</summary>
    /// <param name="errand">What is asked besides a chat, which may take a form; null: a chat.</param>
    public static Failure? CheckHead(HttpRequest request, Errand? errand = null)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return new Failure(Blame.Caller, FailureKind.Method, "method_not_allowed", $"This address takes POST, not {(request.Method.Length <= 16 ? request.Method : "this method")}.");
        }

        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return new Failure(Blame.Caller, FailureKind.MediaType, "unsupported_media_type", "The request body must not be compressed.") { Param = "content-encoding", Mend = "Send it without the header 'content-encoding'." };
        }

        var type = request.ContentType.AsSpan();
        type = (type.IndexOf(';') is >= 0 and var end ? type[..end] : type).Trim();
        if (errand is { Bodies: var bodies } && bodies.HasFlag(ErrandBodies.Form) && (FormReader.IsForm(request) || !bodies.HasFlag(ErrandBodies.Json)))
        {
            return FormReader.IsForm(request)
                ? null
                : new Failure(Blame.Caller, FailureKind.MediaType, "unsupported_media_type", "The request body must be a form.") { Mend = "Send it as multipart/form-data." };
        }

        return type.EndsWith("/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            ? null
            : new Failure(Blame.Caller, FailureKind.MediaType, "unsupported_media_type", "The request body must be JSON.") { Mend = "Send the header 'content-type: application/json'." };
    }

    public static async Task<Read<RequestBody>> ReadAsync(HttpRequest request, long most, CancellationToken left)
    {
        if (request.ContentLength > most)
        {
            return TooLarge(most);
        }

        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(request.ContentLength + 1 ?? FirstBuffer, 1024 * 1024));
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                {
                    buffer = Larger(buffer, length);
                }

                var read = await request.Body.ReadAsync(buffer.AsMemory(length), left);
                if (read == 0)
                {
                    var body = new RequestBody(buffer, length);
                    buffer = [];
                    return body;
                }

                length += read;
                if (length > most)
                {
                    return TooLarge(most);
                }
            }
        }
        catch (Exception broken) when (Explain(broken) is { } failure)
        {
            return failure;
        }
        finally
        {
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Why the caller's bytes did not come, or null where it is none of his doing.</summary>
    public static Failure? Explain(Exception broken) => broken switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => new Failure(Blame.Caller, FailureKind.SlowBody, "slow_body", "The request body came too slowly."),
        BadHttpRequestException => new Failure(Blame.Caller, FailureKind.Malformed, "invalid_request", "The request body broke off or is not valid HTTP."),
        OperationCanceledException or IOException => new Failure(Blame.Caller, FailureKind.Cancelled, "cancelled", "The caller closed the connection."),
        _ => null,
    };

    public static Failure TooLarge(long most) =>
        new(Blame.Caller, FailureKind.TooLarge, "request_too_large", $"The request body is larger than {most} bytes, the bound of this gateway.");

    public static byte[] Larger(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
