using System.Buffers;
using System.Net;
using System.Text;

namespace Bascule.Engine.Providers.Fetching;

/// <summary>
/// Fetches what a caller's request points to, and nothing of the inside: the name is resolved once, every address it has must be public, and the connection goes to
/// one of those very addresses. No redirect is followed, no credential or cookie sent, no proxy used.
/// </summary>
public sealed class UrlFetcher : IDisposable
{
    /// <summary>The largest thing fetched: more than any vendor takes of an image.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    /// <summary>How long one fetch may take, waiting for a place included.</summary>
    public static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    /// <summary>Fetches of the whole process at once: each may hold <see cref="MaxBytes"/>.</summary>
    private const int MaxAtOnce = 32;

    private readonly SemaphoreSlim _places = new(MaxAtOnce);
    private readonly HttpMessageInvoker _client;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly Func<IPAddress, bool> _allowed;
    private readonly TimeProvider _time;

    public UrlFetcher(TimeProvider time)
        : this(time, Dns.GetHostAddressesAsync, PublicAddress.Is)
    {
    }

    /// <summary>With another resolver and another rule: no config reaches this, only whoever builds the process.</summary>
    public UrlFetcher(TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve, Func<IPAddress, bool> allowed)
    {
        (_time, _resolve, _allowed) = (time, resolve, allowed);
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            ConnectTimeout = MaxTime,
            PooledConnectionLifetime = TimeSpan.Zero,    // every fetch resolves and is judged anew
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = 64,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            UseProxy = false,
        });
    }

    /// <summary>Only these are fetched, and no address that brings a credential.</summary>
    public static bool IsFetchable(string url, out Uri address) =>
        Uri.TryCreate(url, UriKind.Absolute, out address!) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.UserInfo.Length == 0;

    /// <summary>Fetches an address. What goes wrong is a value.</summary>
    /// <param name="take">Asked for each piece that came whether it may be kept.</param>
    /// <param name="cancel">The caller left, or the attempt's time is up: then it throws.</param>
    public async Task<Fetched> FetchAsync(string url, Func<int, bool> take, CancellationToken cancel)
    {
        if (!IsFetchable(url, out var address))
        {
            return new Fetched(null, FetchTrouble.NotReached);
        }

        using var bound = new CancellationTokenSource(MaxTime, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, bound.Token);
        try
        {
            await _places.WaitAsync(either.Token);
            try
            {
                return await GetAsync(address, take, either.Token);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new Fetched(null, FetchTrouble.NotReached);
        }
        catch (Exception trouble) when (trouble is HttpRequestException or IOException)
        {
            return new Fetched(null, FetchTrouble.NotReached);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _places.Dispose();
    }

    private async Task<Fetched> GetAsync(Uri address, Func<int, bool> take, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version11 };
        request.Headers.TryAddWithoutValidation("user-agent", "bascule");    // some hosts refuse a request without one
        request.Headers.TryAddWithoutValidation("accept", "*/*");
        request.Headers.TryAddWithoutValidation("accept-encoding", "identity");
        using var response = await _client.SendAsync(request, cancel);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var status = (int)response.StatusCode;
            return new Fetched(null, status is >= 300 and < 400 ? FetchTrouble.Redirect : FetchTrouble.Status, status);
        }

        if (response.Content.Headers.ContentLength > MaxBytes)
        {
            return new Fetched(null, FetchTrouble.TooLarge);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var held = new ArrayBufferWriter<byte>((int)(response.Content.Headers.ContentLength ?? 0) + 4096);
        while (await body.ReadAsync(held.GetMemory(4096), cancel) is > 0 and var read)
        {
            held.Advance(read);
            if (held.WrittenCount > MaxBytes || !take(read))
            {
                return new Fetched(null, FetchTrouble.TooLarge);
            }
        }

        var declared = response.Content.Headers.NonValidated.TryGetValues("content-type", out var types) ? types.ToString() : null;
        return MediaSniffer.Sniff(held.WrittenSpan, declared) is { } type
            ? new Fetched(new FetchedMedia(type, held.WrittenMemory))
            : new Fetched(null, FetchTrouble.WrongContent);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        IPAddress[] addresses;
        try
        {
            addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancel);
        }
        catch (System.Net.Sockets.SocketException unknown)
        {
            throw new HttpRequestException("The name does not resolve.", unknown);
        }

        if (addresses.Length == 0 || !addresses.All(_allowed))
        {
            throw new HttpRequestException("The address is not public.");
        }

        return await Door.ConnectAsync(addresses, port, cancel);
    }
}
