using System.Collections.Concurrent;
using Bascule.Engine.Conversation;
using Bascule.Engine.Providers.Fetching;

namespace Bascule.Engine.Resilience.Media;

/// <summary>What one call's request points to: fetched when a candidate first needs it, each address once, kept for the candidates after it.</summary>
/// <param name="fetcher">Null: the gateway may not fetch.</param>
/// <param name="confined">It may not for this request: a policy says who may read its words.</param>
public sealed class CallMedia(UrlFetcher? fetcher, bool confined = false)
{
    /// <summary>Addresses fetched for one request; each waits for a server that the caller chose.</summary>
    public const int MaxUrls = 20;

    /// <summary>Bytes held for one request: as much as a request itself may have by default.</summary>
    public const int MaxBytes = 32 * 1024 * 1024;

    private const int MaxAtOnce = 4;

    private ConcurrentDictionary<string, Fetched>? _known;    // two lanes may ask at once; bounded by MaxUrls a lane; most requests point to nothing
    private int _taken;

    private ConcurrentDictionary<string, Fetched> Known => _known ?? Interlocked.CompareExchange(ref _known, new(StringComparer.Ordinal), null) ?? _known;

    /// <summary>The same for a call of its own, which fetches for itself.</summary>
    public CallMedia Anew() => new(confined ? null : fetcher, confined);

    /// <summary>Fetches what of these is not there yet.</summary>
    /// <param name="placeOf">Where in the request an address stands.</param>
    /// <returns>Null: all are there. Else the caller's failure, with its place.</returns>
    public async Task<Failure?> FetchAsync(IEnumerable<string> urls, Func<string, string> placeOf, CancellationToken cancel)
    {
        var missing = urls.Where(url => !Known.ContainsKey(url)).Distinct(StringComparer.Ordinal).ToArray();
        if (missing.Length > 0 && (confined || fetcher is null))
        {
            return Wrong(placeOf(missing[0]), confined
                ? "is a URL, which is not fetched: a policy says who may read this request"
                : "is a URL, which this deployment is not given, and the gateway does not fetch it");
        }

        if (missing.Length + Known.Count > MaxUrls)
        {
            return Wrong(placeOf(missing[^1]), $"is one URL too many: at most {MaxUrls} are fetched for a request");
        }

        using var atOnce = new SemaphoreSlim(MaxAtOnce);
        var fetched = await Task.WhenAll(missing.Select(url => FetchAsync(url, atOnce, cancel)));
        for (var i = 0; i < missing.Length; i++)
        {
            Known[missing[i]] = fetched[i];
        }

        return urls.Select(url => Explain(Known[url], placeOf, url)).FirstOrDefault(failure => failure is not null);
    }

    /// <summary>What stood at an address that was fetched.</summary>
    public FetchedMedia this[string url] => Known[url].Media!;

    /// <summary>The caller's failure at a place.</summary>
    public static Failure Wrong(string place, string what) => new(Blame.Caller, FailureKind.Malformed, "url_not_fetched", $"{place} {what}.")
    {
        Param = place,
        Mend = "Send the content itself, base64-encoded.",
        IsOfCandidate = true,
    };

    private async Task<Fetched> FetchAsync(string url, SemaphoreSlim atOnce, CancellationToken cancel)
    {
        await atOnce.WaitAsync(cancel);
        try
        {
            return await fetcher!.FetchAsync(url, bytes => Interlocked.Add(ref _taken, bytes) <= MaxBytes, cancel);
        }
        finally
        {
            atOnce.Release();
        }
    }

    private static Failure? Explain(Fetched fetched, Func<string, string> placeOf, string url) => fetched.Trouble switch
    {
        FetchTrouble.None => null,
        FetchTrouble.Redirect => Wrong(placeOf(url), "is a URL that redirects, which is not followed"),
        FetchTrouble.Status => Wrong(placeOf(url), $"is a URL that answered with status {fetched.Status}"),
        FetchTrouble.TooLarge => Wrong(placeOf(url), $"is a URL of too much: at most {UrlFetcher.MaxBytes} bytes each and {MaxBytes} for a request are fetched"),
        FetchTrouble.WrongContent => Wrong(placeOf(url), "is a URL with neither image, audio, PDF nor text"),
        _ => Wrong(placeOf(url), "is a URL that could not be fetched"),
    };
}
