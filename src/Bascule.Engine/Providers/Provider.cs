using System.Collections.Concurrent;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Providers;

/// <summary>One provider, alive: its connections and how it is called. It outlives a reload while its options are the same.</summary>
public sealed class Provider(ProviderOptions options, IDialect dialect, Vendor vendor) : IDisposable
{
    private readonly HttpMessageInvoker _client = ProviderClient.Create(options, connect: null);

    // A connect limit belongs to a pool of connections: a route with its own has its own pool. Bounded by the limits that routes name.
    private readonly ConcurrentDictionary<TimeSpan, HttpMessageInvoker> _others = new();

    /// <summary>Where chats are asked: parsed once, for hardly a caller sends a query.</summary>
    private readonly Uri _chat = new(vendor.ChatAddress(options));

    public ProviderOptions Options => options;

    public string Name => options.Name;

    public IDialect Dialect => dialect;

    /// <summary>Whose reasoning signatures it takes, or null.</summary>
    public string? SignaturesOf => vendor.SignaturesOf;

    /// <summary>Makes the request for a chat; the caller's query is passed on where the dialects are the same.</summary>
    /// <param name="content">The body.</param>
    /// <param name="query">With its <c>?</c>, or empty.</param>
    /// <param name="forwarded">Headers that may pass: lower-case names.</param>
    public HttpRequestMessage NewChat(HttpContent content, string query, IEnumerable<KeyValuePair<string, string>> forwarded)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, query.Length == 0 ? _chat : new Uri(_chat.AbsoluteUri + query))
        {
            Content = content,
            Version = options.Http2 ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = options.Http2 ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var (name, value) in forwarded)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (content.Headers.ContentType is null)
        {
            content.Headers.TryAddWithoutValidation("content-type", "application/json");
        }

        request.Headers.TryAddWithoutValidation("accept-encoding", "identity");
        vendor.Sign(request, options);
        return request;
    }

    /// <summary>The connections to ask over.</summary>
    /// <param name="connect">A route's own limit for opening one, or null for the provider's.</param>
    public HttpMessageInvoker Client(TimeSpan? connect) => connect is not { } limit || limit == options.Timeouts.Connect
        ? _client
        : _others.GetOrAdd(limit, static (limit, options) => ProviderClient.Create(options, limit), options);

    public void Dispose()
    {
        _client.Dispose();
        foreach (var other in _others.Values)
        {
            other.Dispose();
        }
    }
}
