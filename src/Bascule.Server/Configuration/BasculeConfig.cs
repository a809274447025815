using Bascule.Engine.Policy.Licensing;
using Bascule.Engine.Policy;
using System.Net;
using Bascule.Engine.Access;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Ledger;
using Bascule.Engine.Limits;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Providers;
using Bascule.Engine.Routing;
using Bascule.Storage;
using Bascule.Storage.Redis;

namespace Bascule.Server.Configuration;

/// <summary>A whole config, short forms written out and defaults filled in. Compared by value.</summary>
public sealed record BasculeConfig
{
    public ServerOptions Server { get; init; } = new();

    public required StorageOptions Storage { get; init; }

    public ValueList<ProviderOptions> Providers { get; init; } = [];

    /// <summary>The declared deployments, then the <c>PROVIDER/UPSTREAM</c> ones that routes name.</summary>
    public ValueList<DeploymentOptions> Deployments { get; init; } = [];

    public ValueList<RouteOptions> Routes { get; init; } = [];

    /// <summary>What licences and law are checked against; null: nothing is.</summary>
    public OrganisationOptions? Organisation { get; init; }

    public ValueList<PolicyOptions> Policies { get; init; } = [];

    /// <summary>In the file's order.</summary>
    public ValueList<GuardrailOptions> Guardrails { get; init; } = [];

    public ValueList<KeyOptions> Keys { get; init; } = [];

    public KeyPlaces KeyPlaces { get; init; } = KeyPlaces.None;

    public AuditConfig Audit { get; init; } = new();

    /// <summary>What the organisation and its teams may spend.</summary>
    public BudgetRules Budgets { get; init; } = BudgetRules.None;

    public RetentionOptions Retention { get; init; } = RetentionOptions.Default;

    public ContentConfig Content { get; init; } = new();

    /// <summary>A short hash of what the config says, variables filled in.</summary>
    public string Version { get; init; } = "";

    public ValueList<ConfigProblem> Warnings { get; init; } = [];
}

/// <summary>The gateway itself as the operator wrote it.</summary>
public sealed record ServerOptions
{
    public static Uri DefaultListen { get; } = new("http://127.0.0.1:4100");

    public ValueList<Uri> Listen { get; init; } = [DefaultListen];

    public TlsOptions? Tls { get; init; }

    /// <summary>Further Host names while without keys.</summary>
    public ValueList<string> Hosts { get; init; } = [];

    /// <summary>Origins that browsers may call from, without a trailing slash.</summary>
    public ValueList<string> Cors { get; init; } = [];

    public ValueList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>An absolute path.</summary>
    public string DataDir { get; init; } = "";

    /// <summary>The admin key, or null: one is made at first start.</summary>
    public string? AdminKey { get; init; }

    /// <summary>What <c>/metrics</c> takes besides the admin key, or null.</summary>
    public string? MetricsKey { get; init; }

    /// <summary>Who signs operators in besides the admin key, or null.</summary>
    public OidcOptions? Oidc { get; init; }

    /// <summary><c>keys</c>, <c>none</c>, or null where the config leaves it to the keys that exist.</summary>
    public string? Auth { get; init; }

    public Uri? MetricsListen { get; init; }

    /// <summary>May the URLs of callers' media be fetched?</summary>
    public bool Fetch { get; init; } = true;

    /// <summary><c>egress: deny</c>: only what stands on our own ground may be contacted.</summary>
    public bool EgressDenied { get; init; }

    /// <summary>Further addresses that may be contacted then, as <c>host:port</c>.</summary>
    public ValueList<string> EgressAllow { get; init; } = [];

    /// <summary>How the gateway's own errands, such as webhooks and the sign-in of operators, leave the house.</summary>
    public Door Door => EgressDenied ? Door.To(EgressAllow) : Door.Open;

    /// <summary>What sockets are tuned for.</summary>
    public ServerProfile Profile { get; init; }

    public bool Fsync { get; init; }

    public long MaxRequestBytes { get; init; } = 33_554_432;

    /// <summary>Requests under way in the whole process.</summary>
    public int MaxRequestsInFlight { get; init; } = 10_000;

    /// <summary>The highest first.</summary>
    public ValueList<string> Tiers { get; init; } = new([.. TierOrder.Default]);

    /// <summary>Memory that answers kept to be given again may take.</summary>
    public long MaxCacheBytes { get; init; } = 268_435_456;

    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>True while every listener is this machine's own.</summary>
    public bool IsLoopback => Listen.All(url => url.IsLoopback);

    /// <summary>Names no secret.</summary>
    public override string ToString() => $"ServerOptions {{ Listen = {string.Join(", ", Listen)}, DataDir = {DataDir} }}";
}

/// <summary>What the sockets of the process are tuned for.</summary>
public enum ServerProfile
{
    /// <summary>Whoever computes for long holds up nobody else.</summary>
    Balanced,

    /// <summary>The least CPU a chunk: what a socket brings is worked on by the thread that listens to many of them.</summary>
    Streams,
}

/// <summary>The issuer whose bearer tokens operators sign in with.</summary>
/// <param name="Authority">Below which its discovery document stands.</param>
/// <param name="Audience">Whom its tokens must be for.</param>
/// <param name="RolesClaim">Where they name roles.</param>
public sealed record OidcOptions(Uri Authority, string Audience, string RolesClaim);

/// <summary>The certificate of https listeners; absolute paths of PEM files.</summary>
public sealed record TlsOptions(string Cert, string Key, string? ClientCa);

/// <summary>Where the ledger lives.</summary>
/// <param name="Database">Its database.</param>
public sealed record StorageOptions(DatabaseAddress Database)
{
    /// <summary>The Redis that replicas share; null: this process's memory.</summary>
    public RedisAddress? Shared { get; init; }

    /// <summary>Connections to a database server at once, of this gateway alone.</summary>
    public const int DefaultMaxConnections = 10;

    /// <inheritdoc cref="DefaultMaxConnections"/>
    public int MaxConnections { get; init; } = DefaultMaxConnections;

    /// <summary>Out of which the keys are derived under which end users are hashed and words are sealed; null: they are made at the first start.</summary>
    public string? Secret { get; init; }

    /// <summary>Names no secret.</summary>
    public override string ToString() => $"StorageOptions {{ Database = {Database} }}";

    /// <summary>What the journal may take of the disk.</summary>
    public long MaxJournalBytes { get; init; } = JournalOptions.DefaultMaxBytes;
}
