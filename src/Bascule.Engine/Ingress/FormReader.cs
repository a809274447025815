using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Dialects.Forms;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Providers;
using Microsoft.AspNetCore.Http;

namespace Bascule.Engine.Ingress;

/// <summary>Reads a form as far as its model, or whole where guardrails read it: what was read is held, within the bound of every body; what stands behind it is read when it is sent on.</summary>
internal static class FormReader
{
    private const int FirstBuffer = 16 * 1024;
    private const int MaxBoundary = 70;    // RFC 2046

    public static bool IsForm(HttpRequest request) => request.ContentType is { } type && type.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    public static async Task<Read<FormBody>> ReadAsync(HttpRequest request, Errand errand, long most, bool whole, CancellationToken left)
    {
        if (request.ContentLength > most)
        {
            return BodyReader.TooLarge(most);
        }

        if (BoundaryOf(request.ContentType!) is not { } boundary)
        {
            return RequestScan.Wrong("The form's content type names no boundary.", "content-type", "Let the HTTP client write the header 'content-type' of a form.");
        }

        var source = new FormSource(boundary, request.ContentLength, most, BodyReader.TooLarge(most), async (into, cancel) => await ReadOnAsync(request.Body, into, cancel));
        var scan = new FormScan(boundary);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var length = 0;
        try
        {
            while ((whole || scan.Model is null) && !scan.Ended)
            {
                if (length == buffer.Length)
                {
                    buffer = BodyReader.Larger(buffer, length);
                }

                var (count, failure) = await ReadOnAsync(request.Body, buffer.AsMemory(length), left);
                if (failure is not null)
                {
                    return failure;
                }

                scan.Feed(buffer.AsSpan(length, count));
                length += count;
                if (scan.Trouble is { } trouble)
                {
                    return trouble;
                }

                if (count == 0)
                {
                    return RequestScan.Wrong("The form breaks off before its end.", null, null);
                }

                if (length > most)
                {
                    return source.TooLarge;
                }
            }

            var profile = ProfileOf(scan, errand);
            if (profile.Failure is not null)
            {
                return profile.Failure;
            }

            var form = new FormBody(new RequestBody(buffer, length), profile.Value!, scan, source);
            buffer = [];
            return form;
        }
        finally
        {
            if (buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static Read<RequestProfile> ProfileOf(FormScan scan, Errand errand)
    {
        if ((scan.Model?.Name ?? errand.Shape.DefaultModel) is not { Length: > 0 } model)
        {
            return RequestScan.Wrong("The form names no model.", "model", "Send the field 'model' with a name that GET /v1/models lists, best before the file.");
        }

        var profile = new RequestProfile { User = scan.User, HasTurns = true };
        profile.Name(model, scan.Stream);
        if (scan.Model is { } at)
        {
            profile.ModelMember = new JsonMember(at.Start, at.Start, at.Start, at.End);
        }

        return profile;
    }

    private static async ValueTask<(int Count, Failure? Failure)> ReadOnAsync(Stream body, Memory<byte> into, CancellationToken cancel)
    {
        try
        {
            return (await body.ReadAsync(into, cancel), null);
        }
        catch (Exception broken) when (BodyReader.Explain(broken) is { } failure)
        {
            return (0, failure);
        }
    }

    private static string? BoundaryOf(string type)
    {
        var at = type.IndexOf("boundary=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var value = type[(at + "boundary=".Length)..];
        value = value.StartsWith('"') ? value[1..].Split('"')[0] : value.Split(';')[0].Trim();
        return value.Length is > 0 and <= MaxBoundary && value.All(letter => letter is >= ' ' and <= '~') ? value : null;
    }
}
