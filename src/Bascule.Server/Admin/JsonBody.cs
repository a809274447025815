using Bascule.Engine.Conversation;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary>Reads the small JSON body of an operator's request. A form, which a web page could post, is no such body.</summary>
internal static class JsonBody
{
    /// <summary>The bytes; none where nothing was sent.</summary>
    public static async Task<Read<byte[]>> ReadAsync(HttpRequest request, int most, CancellationToken cancel)
    {
        var bytes = new byte[Math.Min(request.ContentLength ?? most, most) + 1];
        var length = 0;
        try
        {
            while (length < bytes.Length && await request.Body.ReadAsync(bytes.AsMemory(length), cancel) is > 0 and var read)
            {
                length += read;
            }
        }
        catch (Exception broken) when (broken is BadHttpRequestException or IOException)
        {
            return new Failure(Blame.Caller, FailureKind.Malformed, "invalid_request", "The request body broke off or is not valid HTTP.");
        }

        if (length > most || request.ContentLength > most)
        {
            return new Failure(Blame.Caller, FailureKind.TooLarge, "request_too_large", $"The request body is larger than {most} bytes.");
        }

        var type = request.ContentType.AsSpan();
        type = (type.IndexOf(';') is >= 0 and var end ? type[..end] : type).Trim();
        return length == 0 || type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.Equals("application/merge-patch+json", StringComparison.OrdinalIgnoreCase)
            ? bytes[..length]
            : new Failure(Blame.Caller, FailureKind.MediaType, "unsupported_media_type", "The request body must be JSON.") { Mend = "Send the header 'content-type: application/json'." };
    }
}
