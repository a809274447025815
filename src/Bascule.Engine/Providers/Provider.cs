using Bascule.Engine.Conversation;
using System.Collections.Concurrent;
using Bascule.Engine.Catalog;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Errands;

namespace Bascule.Engine.Providers;

/// <summary>One provider, alive: its connections and how it is called. It outlives a reload while its options are the same.</summary>
/// <param name="options">As the operator wrote them.</param>
/// <param name="vendor">How this kind is called.</param>
/// <param name="credentials">A cloud's sign-in, or null where a key in a header is all.</param>
/// <param name="time">How long a refused key rests; null: the machine's.</param>
public sealed class Provider(ProviderOptions options, Vendor vendor, ICredentials? credentials = null, TimeProvider? time = null) : IDisposable
{
    /// <summary>Addresses remembered: one for each model and way of asking. Past it they are parsed anew.</summary>
    private const int MaxAddresses = 1_000;

    private readonly HttpMessageInvoker _client = ProviderClient.Create(options, connect: null);

    // A connect limit belongs to a pool of connections: a route with its own has its own pool. Bounded by the limits that routes name.
    private readonly ConcurrentDictionary<TimeSpan, HttpMessageInvoker> _others = new();

    private readonly ConcurrentDictionary<ChatAsk, Uri> _addresses = new();

    private readonly ProviderOptions[] _withKeys = [options, .. options.FurtherKeys.Select(key => options with { ApiKey = key })];

    private readonly KeyRotation? _rotation = options.FurtherKeys.Count == 0 ? null : new(options.FurtherKeys.Count + 1, time ?? TimeProvider.System);

    public ProviderOptions Options => options;

    public string Name => options.Name;

    /// <summary>How many keys it has.</summary>
    public int Keys => _withKeys.Length;

    /// <summary>The key to use now, by its place.</summary>
    public int Key => _rotation?.Current ?? 0;

    /// <summary>What may never be told.</summary>
    public IEnumerable<string> Secrets => _withKeys.Select(one => one.ApiKey);

    /// <summary>An attempt with this key failed. True: it was the key's trouble, and another may be used at once.</summary>
    public bool TurnKey(int key, Failure failure) => _rotation is { } rotation && KeyRotation.IsOfKey(failure) && rotation.Turn(key, failure);

    /// <summary>Callers' requests may be sent to it; a webhook is asked by guardrails alone.</summary>
    public bool Answers => vendor.Answers;

    /// <summary>Its own wire format, which every caller's dialect can be translated to.</summary>
    public IDialect Dialect => vendor.Dialect;

    /// <summary>The wire format to ask in: the caller's own where the provider speaks it, else the provider's.</summary>
    /// <param name="caller">The caller's.</param>
    /// <param name="upstream">The model's name as the provider takes it: some speak a dialect for a few of their models only.</param>
    public IDialect DialectFor(ICallerDialect caller, string upstream) =>
        caller.Name != Dialect.Name && (vendor.Speaks.Contains(caller.Name) || options.Speaks.Any(spoken => Means(spoken, caller.Name, upstream))) ? caller : Dialect;

    /// <summary>Whose reasoning signatures it takes in a wire format, or null.</summary>
    public string? SignaturesOf(IDialect dialect) => vendor.SignaturesOf(options, dialect.Name);

    /// <summary>Makes the request for a chat.</summary>
    /// <param name="ask">What decides its address.</param>
    /// <param name="body">The pieces of the body.</param>
    /// <param name="content">The same as content.</param>
    /// <param name="forwarded">Headers that may pass: lower-case names.</param>
    /// <param name="key">Which of its keys signs.</param>
    /// <param name="cancel">Cancelled when the attempt's time is up.</param>
    public async ValueTask<HttpRequestMessage> NewChatAsync(
        ChatAsk ask, List<ReadOnlyMemory<byte>> body, HttpContent content, IEnumerable<KeyValuePair<string, string>> forwarded, int key, CancellationToken cancel)
    {
        var request = NewRequest(HttpMethod.Post, AddressOf(ask), content, forwarded, key);
        if (credentials is not null)
        {
            await credentials.SignAsync(request, body, cancel);
        }

        return request;
    }

    /// <summary>How it is asked for what is not a chat; null: it has no such endpoint.</summary>
    /// <param name="query">The caller's own query.</param>
    public ErrandRequest? ErrandFor(Errand errand, string upstream, string query)
    {
        var vectors = vendor.EmbeddingsOf(upstream);
        var crosses = errand.Embeddings is { } asked && vectors is not null && vectors.Name != asked.Name;
        var ask = crosses
            ? new ErrandAsk(errand.Kind, vectors!.Name, vectors.Path, upstream, null)
            : new ErrandAsk(errand.Kind, errand.Dialect, errand.Path, upstream, query);
        return vendor.ErrandAddress(options, ask) is { } address ? new ErrandRequest(ask.Dialect, new Uri(address), crosses ? vectors : null) : null;
    }

    /// <summary>Makes the request for what is not a chat.</summary>
    /// <inheritdoc cref="NewChatAsync"/>
    public async ValueTask<HttpRequestMessage> NewErrandAsync(
        ErrandRequest errand, List<ReadOnlyMemory<byte>> body, HttpContent content, IEnumerable<KeyValuePair<string, string>> forwarded, int key, CancellationToken cancel)
    {
        var request = NewRequest(HttpMethod.Post, errand.Address, content, forwarded, key);
        if (credentials is not null)
        {
            await credentials.SignAsync(request, body, cancel);
        }

        return request;
    }

    /// <summary>Makes a request about what the provider keeps: a response, by its id.</summary>
    /// <param name="ask">What decides the address of a chat; <paramref name="rest"/> follows it.</param>
    public async ValueTask<HttpRequestMessage> NewAboutAsync(HttpMethod method, ChatAsk ask, string rest, CancellationToken cancel)
    {
        var request = NewRequest(method, new Uri(vendor.ChatAddress(options, ask) + rest), null, [], Key);
        if (credentials is not null)
        {
            await credentials.SignAsync(request, [], cancel);
        }

        return request;
    }

    /// <summary>Makes the request for how an engine fares; null: there is no address for that.</summary>
    public HttpRequestMessage? NewHealth() => options.Health is { } address ? NewRequest(HttpMethod.Get, address, null, [], Key) : null;

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

    /// <summary><c>DIALECT</c>, or <c>DIALECT GLOB</c> where only the models of those names speak it.</summary>
    private static bool Means(string spoken, string dialect, string upstream) =>
        spoken.StartsWith(dialect, StringComparison.Ordinal)
        && (spoken.Length == dialect.Length || (spoken[dialect.Length] == ' ' && Glob.Matches(spoken[(dialect.Length + 1)..], upstream)));

    private HttpRequestMessage NewRequest(HttpMethod method, Uri address, HttpContent? content, IEnumerable<KeyValuePair<string, string>> forwarded, int key)
    {
        var request = new HttpRequestMessage(method, address)
        {
            Content = content,
            Version = options.Http2 ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = options.Http2 ? HttpVersionPolicy.RequestVersionExact : HttpVersionPolicy.RequestVersionOrLower,
        };
        foreach (var (name, value) in forwarded)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (content is { Headers.ContentType: null })
        {
            content.Headers.TryAddWithoutValidation("content-type", "application/json");
        }

        request.Headers.TryAddWithoutValidation("accept-encoding", "identity");
        vendor.Sign(request, _withKeys[key]);
        return request;
    }

    private Uri AddressOf(ChatAsk ask)
    {
        if (_addresses.TryGetValue(ask, out var known))
        {
            return known;
        }

        var address = new Uri(vendor.ChatAddress(options, ask));
        if (_addresses.Count < MaxAddresses)
        {
            _addresses.TryAdd(ask, address);
        }

        return address;
    }
}

/// <summary>How one provider is asked for what is not a chat.</summary>
/// <param name="Dialect">The wire format used.</param>
/// <param name="Crosses">How vectors are asked for where that is not the caller's way; null: his bytes pass.</param>
public sealed record ErrandRequest(string Dialect, Uri Address, IEmbeddingDialect? Crosses);
