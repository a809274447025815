using System.Net;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Limits;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>server</c>, and holds listeners against keys: without keys only this machine is served.</summary>
internal sealed class ServerReader(ProblemList problems, FileChecks files, ConfigSurroundings surroundings)
{
    /// <param name="root">The document.</param>
    /// <param name="keys">How many keys there are in file and database; null: that can't be told.</param>
    public ServerOptions Read(ConfigNode root, int? keys)
    {
        var node = Node(root);
        var tls = Tls(node);
        var listen = Listen(node);
        var server = new ServerOptions
        {
            Listen = new([.. listen.Select(found => found.Url)]),
            Tls = tls,
            Hosts = node.TextsAt("hosts") ?? [],
            Cors = Cors(node),
            TrustedProxies = new([.. (node.TextsAt("trusted_proxies") ?? []).Where(text => Scalars.TryNetwork(text, out _)).Select(text => Scalars.TryNetwork(text, out var network) ? network : default(IPNetwork))]),
            DataDir = DataDir(root),
            AdminKey = AdminKey(node),
            MetricsKey = node.TextAt("metrics_key"),
            Oidc = Oidc(node),
            Auth = node.TextAt("auth") is "keys" or "none" ? node.TextAt("auth") : null,
            MetricsListen = MetricsListen(node),
            Fetch = node.TextAt("fetch") is not "off",
            EgressDenied = node.TextAt("egress") == "deny",
            EgressAllow = [.. (node.TextsAt("egress_allow") ?? []).Select(text => text.ToLowerInvariant())],
            Profile = ProfileOf(root),
            Fsync = node.FlagAt("fsync") ?? false,
            MaxRequestBytes = node.WholeAt("max_request_bytes") ?? 33_554_432,
            MaxCacheBytes = node.WholeAt("max_cache_bytes") ?? 268_435_456,
            MaxRequestsInFlight = node.CountAt("max_requests_in_flight") ?? 10_000,
            Tiers = node.TextsAt("tiers") ?? new([.. TierOrder.Default]),
            Drain = node.DurationAt("drain") ?? TimeSpan.FromSeconds(30),
        };
        CheckTls(node, tls, [.. listen, .. server.MetricsListen is { } metrics ? [(metrics, node["metrics_listen"]!)] : Array.Empty<(Uri, ConfigNode)>()]);
        CheckAuth(node, server, listen, keys);
        CheckCors(node, server, keys);
        return server;
    }

    private List<(Uri Url, ConfigNode At)> Listen(ConfigNode node)
    {
        if (surroundings.Listen is { } given)
        {
            if (Scalars.TryUrl(given, out var url) && IsRoot(url))
            {
                CheckHost(url, node, "server.listen");
                return [(url, node)];
            }

            problems.Error(node, "server.listen", "--listen is not an http or https address", "write it as http://127.0.0.1:4100", Shown.Short(given));
        }

        var listen = new List<(Uri, ConfigNode)>();
        foreach (var item in node.ItemsAt("listen") ?? [])
        {
            if (item.Kind != NodeKind.Text || !Scalars.TryUrl(item.Text, out var url))
            {
                continue;
            }

            if (!IsRoot(url))
            {
                problems.Error(item, "server.listen", "an address to listen on has no path", $"write {url.GetLeftPart(UriPartial.Authority)}", Shown.Value(item));
            }

            if (listen.Any(other => other.Item1.Authority == url.Authority))
            {
                problems.Error(item, "server.listen", "this address stands here twice", "remove one", Shown.Value(item));
            }

            CheckHost(url, item, "server.listen");
            listen.Add((url, item));
        }

        return listen.Count > 0 ? listen : [(ServerOptions.DefaultListen, node)];
    }

    private Uri? MetricsListen(ConfigNode node)
    {
        if (node.UrlAt("metrics_listen") is not { } url)
        {
            return null;
        }

        if (!IsRoot(url))
        {
            problems.Error(node["metrics_listen"]!, "server.metrics_listen", "an address to listen on has no path", $"write {url.GetLeftPart(UriPartial.Authority)}");
        }

        CheckHost(url, node["metrics_listen"]!, "server.metrics_listen");
        return url;
    }

    private void CheckHost(Uri url, ConfigNode at, string path)
    {
        if (!ListenHosts.IsAllowed(url))
        {
            problems.Error(at, path, ListenHosts.Message, ListenHosts.Mend, url.GetLeftPart(UriPartial.Authority));
        }
    }

    private static bool IsRoot(Uri url) => url is { AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };

    private TlsOptions? Tls(ConfigNode node)
    {
        if (node.Set("tls") is not { Kind: NodeKind.Map } tls)
        {
            return null;
        }

        foreach (var key in new[] { "cert", "key" }.Where(tls.IsMissing))
        {
            problems.Error(tls, "server.tls", $"{key} is missing", "write tls: { cert: ./tls.crt, key: ./tls.key }");
        }

        var cert = files.Certificates(tls, "cert", "server.tls.cert");
        var privateKey = files.Existing(tls, "key", "server.tls.key");
        var clients = files.Certificates(tls, "client_ca", "server.tls.client_ca");
        if (cert is null || privateKey is null)
        {
            return null;
        }

        files.CheckPair(cert, privateKey, tls.Set("key")!, "server.tls.key");
        return new TlsOptions(cert, privateKey, clients);
    }

    private OidcOptions? Oidc(ConfigNode node)
    {
        if (node.Set("oidc") is not { Kind: NodeKind.Map } oidc)
        {
            return null;
        }

        foreach (var key in new[] { "authority", "audience" }.Where(oidc.IsMissing))
        {
            problems.Error(oidc, "server.oidc", $"{key} is missing", "write oidc: { authority: \"https://login.example\", audience: bascule }");
        }

        var authority = oidc.UrlAt("authority");
        if (authority is { Scheme: "http", IsLoopback: false })
        {
            problems.Error(oidc["authority"]!, "server.oidc.authority", "who stands between could give himself every role", "write https://", Shown.Value(oidc["authority"]!));
        }

        return authority is not null && oidc.TextAt("audience") is { } audience ? new OidcOptions(authority, audience, oidc.TextAt("roles_claim") ?? "roles") : null;
    }

    private void CheckTls(ConfigNode node, TlsOptions? tls, List<(Uri Url, ConfigNode At)> listen)
    {
        if (node.Set("tls") is null)
        {
            foreach (var (url, at) in listen.Where(found => found.Url.Scheme == "https"))
            {
                problems.Error(at, "server.listen", "an https listener needs a certificate", "write server.tls: { cert: ./tls.crt, key: ./tls.key }", url.GetLeftPart(UriPartial.Authority));
            }
        }
        else if (tls is not null && surroundings.Listen is null && listen.All(found => found.Url.Scheme == "http"))
        {
            problems.Error(node["tls"]!, "server.tls", "a certificate is given, but no listener speaks https", "write https:// in server.listen, or remove tls");
        }
    }

    /// <summary>Any page may call while keys are asked for: without one it gets nothing. Without keys the page itself would be the caller.</summary>
    private void CheckCors(ConfigNode node, ServerOptions server, int? keys)
    {
        if (KeyRingRules.IsOpen(server.Auth, keys) && (node.ItemsAt("cors") ?? []).FirstOrDefault(item => item.Text == "*") is { } every)
        {
            problems.Error(every, "server.cors", "without keys not every web page may call this gateway", "name the origins, as https://chat.example.com, or configure keys", Shown.Value(every));
        }
    }

    private ValueList<string> Cors(ConfigNode node)
    {
        var origins = new List<string>();
        foreach (var item in node.ItemsAt("cors") ?? [])
        {
            if (item.Text == "*" || (Scalars.TryUrl(item.Text, out var url) && IsRoot(url)))
            {
                origins.Add(item.Text.TrimEnd('/'));
            }
            else
            {
                problems.Error(item, "server.cors", "not an origin", "write scheme, host and port, as https://chat.example.com, or \"*\"", Shown.Value(item));
            }
        }

        return new([.. origins]);
    }

    /// <summary>Where data stands: the config says it, or the environment, or it is beside the config.</summary>
    public string DataDir(ConfigNode root) =>
        Node(root).TextAt("data_dir") is { } written && !written.Contains('\0') ? files.Full(written)
        : surroundings.Environment("BASCULE_DATA_DIR") is { Length: > 0 } given ? Path.GetFullPath(given)
        : files.Full("data");

    /// <summary>Told before everything else is read: it must be known when the first socket is opened.</summary>
    public static ServerProfile ProfileOf(ConfigNode root) => Node(root).TextAt("profile") is "streams" ? ServerProfile.Streams : ServerProfile.Balanced;

    private static ConfigNode Node(ConfigNode root) => root.Set("server") is { Kind: NodeKind.Map } map ? map : ConfigNode.Empty;

    private string? AdminKey(ConfigNode node)
    {
        var key = node.TextAt("admin_key") ?? (node["admin_key"] is null ? surroundings.Environment("BASCULE_ADMIN_KEY") : null);
        foreach (var (name, value) in new[] { ("admin_key", key), ("metrics_key", node.TextAt("metrics_key")) })
        {
            SecretChecks.Check(problems, node.Set(name), $"server.{name}");
            if (value is { Length: > 0 and < SecretChecks.MinLength })
            {
                problems.Warning(node[name] ?? node, $"server.{name}", "a key this short can be guessed", "use 32 random characters, as from: openssl rand -hex 16");
            }
        }

        return string.IsNullOrEmpty(key) ? null : key;
    }

    private void CheckAuth(ConfigNode node, ServerOptions server, List<(Uri Url, ConfigNode At)> listen, int? keys)
    {
        const string mend = "add a key under keys, or listen on 127.0.0.1 only (auth: keys serves nobody until bascule keys create made one)";
        var open = listen.Where(found => !found.Url.IsLoopback).ToArray();
        if (server.Auth == "none" && keys > 0)
        {
            problems.Warning(node["auth"]!, "server.auth", "auth is none, so the keys that there are protect nothing", "remove auth: none, or the keys");
        }

        if (server.Auth == "keys" && keys == 0)
        {
            problems.Warning(node["auth"]!, "server.auth", "auth is keys, but there is no key", "add a key under keys, or make one: bascule keys create NAME");
        }

        if (KeyRingRules.IsOpen(server.Auth, keys))
        {
            foreach (var (url, at) in open)
            {
                problems.Error(at, "server.listen", "without keys only this machine may be served, and this address is open to others", mend, url.GetLeftPart(UriPartial.Authority));
            }
        }
    }
}
