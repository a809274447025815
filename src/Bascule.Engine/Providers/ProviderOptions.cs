using Bascule.Engine.Conversation;

namespace Bascule.Engine.Providers;

/// <summary>One provider as the operator wrote it, short forms expanded and vendor facts filled in. Compared by value: an unchanged one keeps its connections over a reload.</summary>
public sealed record ProviderOptions
{
    /// <summary>The name under <c>providers:</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The vendor id of <c>vendors.json</c> whose facts and prices count; null for an address the catalog does not know.</summary>
    public string? Vendor { get; init; }

    /// <summary>The engine (<c>vllm</c>, <c>ollama</c>, ...) or null.</summary>
    public string? Engine { get; init; }

    /// <summary>How it is called, as the config names it, e.g. <c>openai-chat</c>, <c>azure-openai</c>.</summary>
    public required string Dialect { get; init; }

    /// <summary>Further wire formats it takes at the same server: a caller of one of them is passed through. With a glob behind it (<c>openai-completions davinci-*</c>) only for those models.</summary>
    public ValueList<string> Speaks { get; init; } = [];

    /// <summary>The root below which the dialect's paths stand, trailing slash and doubled version mended, e.g. <c>https://api.openai.com/v1</c>.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>The credential, or empty where none is sent.</summary>
    public string ApiKey { get; init; } = "";

    /// <summary>Further credentials: where one is refused or over its rate limit, the next is used.</summary>
    public ValueList<string> FurtherKeys { get; init; } = [];

    /// <summary><c>vendor</c> or <c>self</c>.</summary>
    public string Hosting { get; init; } = "vendor";

    public string? Jurisdiction { get; init; }

    public TimeSpan? MaxRetention { get; init; }

    public bool? TrainsOnData { get; init; }

    public ValueList<string> Certifications { get; init; } = [];

    public Timeouts Timeouts { get; init; } = Timeouts.Default;

    /// <summary>Request headers passed on besides the dialect's own, lower case.</summary>
    public ValueList<string> ForwardHeaders { get; init; } = [];

    /// <summary>An outbound proxy's address, or null.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>A PEM file with the authorities to trust for this provider alone, or null for the machine's.</summary>
    public string? CaFile { get; init; }

    /// <summary>A PEM or PFX file with the certificate shown to the provider, or null.</summary>
    public string? ClientCert { get; init; }

    /// <summary>HTTP/2 and nothing else: over TLS by ALPN, without it by prior knowledge.</summary>
    public bool Http2 { get; init; }

    /// <summary>Amazon Bedrock's region, or null for the environment's.</summary>
    public string? Region { get; init; }

    /// <summary>Vertex AI's project and location.</summary>
    public string? Project { get; init; }

    public string? Location { get; init; }

    /// <summary>Azure's <c>api-version</c>, or null for its versionless address.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>True: it may be handed a URL to fetch itself. A vendor's own service may by its dialect, a self-hosted engine only when the operator says so.</summary>
    public bool PassesUrls { get; init; }

    /// <summary>Whether it may fetch a URL itself: what stands on our own ground could reach more than the caller may.</summary>
    public bool MayFetch => PassesUrls || (Hosting != "self" && Engine is null);

    /// <summary><c>server.egress: deny</c>: only what stands on our own ground is contacted, at its own address.</summary>
    public bool Confined { get; init; }

    /// <summary>If not empty, the only upstream names this provider may be asked for.</summary>
    public ValueList<string> Models { get; init; } = [];

    /// <summary>Where an engine says how it fares, or null: it is not asked.</summary>
    public Uri? Health { get; init; }

    /// <summary>Names no secret.</summary>
    public override string ToString() => $"ProviderOptions {{ Name = {Name}, Dialect = {Dialect} }}";
}
