using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bascule.Server.Endpoints;

/// <summary>
/// Google's older clients send the key in the address, as <c>?key=</c>. Below <c>/v1beta/</c> it is taken and moved into the header before anything else sees the address: no log, no
/// error and no upstream ever does. Where else a caller sends one it opens nothing, and is taken out all the same. Operators' addresses have a filter of that name.
/// </summary>
internal sealed class QueryKey(RequestDelegate next)
{
    private const string Header = "x-goog-api-key";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Request.QueryString.HasValue && !context.Request.Path.StartsWithSegments("/bascule"))
        {
            Take(context, counts: context.Request.Path.StartsWithSegments("/v1beta"));
        }

        return next(context);
    }

    private static void Take(HttpContext context, bool counts)
    {
        var request = context.Request;
        var left = new List<string>();
        string? key = null;
        foreach (var pair in request.QueryString.Value![1..].Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Decoded(equals < 0 ? pair : pair[..equals]);
            if (name.Equals("key", StringComparison.OrdinalIgnoreCase))
            {
                key ??= equals < 0 ? "" : Decoded(pair[(equals + 1)..]);
            }
            else
            {
                left.Add(pair);
            }
        }

        if (key is null)
        {
            return;
        }

        request.QueryString = left.Count == 0 ? QueryString.Empty : new QueryString("?" + string.Join('&', left));
        if (context.Features.Get<IHttpRequestFeature>() is { } feature)
        {
            feature.RawTarget = request.Path.ToUriComponent() + request.QueryString.Value;
        }

        if (counts && !request.Headers.ContainsKey(Header))
        {
            request.Headers[Header] = key;
        }
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
