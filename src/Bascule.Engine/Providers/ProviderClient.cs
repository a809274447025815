using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Bascule.Engine.Providers;

/// <summary>Makes the connection pool of one provider: its proxy, its authorities, its certificate. No cookies, no redirects, no decompression: bytes pass.</summary>
public static class ProviderClient
{
    /// <summary>A DNS change is followed within this time.</summary>
    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(5);

    /// <summary>Where many requests share a connection, one that went dead unnoticed would take each of them with it: it is asked whether it lives.</summary>
    private static readonly (TimeSpan After, TimeSpan Patience) Pings = (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10));

    /// <summary>Creates the pool.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate file cannot be read; config checks it before.</exception>
    /// <param name="connect">A limit for opening a connection in the place of the provider's, or null.</param>
    public static HttpMessageInvoker Create(ProviderOptions options, TimeSpan? connect)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = DoorOf(options).ConnectAsync,
            ConnectTimeout = connect ?? options.Timeouts.Connect ?? Timeouts.Default.Connect!.Value,
            PooledConnectionLifetime = ConnectionLife,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            MaxResponseHeadersLength = 64,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,    // as the listener reads them: what a caller sent passes unchanged
            UseProxy = options.Proxy is not null,
            Proxy = options.Proxy is null ? null : new WebProxy(options.Proxy) { Credentials = CredentialsOf(options.Proxy) },
        };
        if (options.Http2)
        {
            (handler.KeepAlivePingDelay, handler.KeepAlivePingTimeout, handler.KeepAlivePingPolicy) = (Pings.After, Pings.Patience, HttpKeepAlivePingPolicy.WithActiveRequests);
        }

        if (options.CaFile is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = TrustOnly(options.CaFile);
        }

        if (options.ClientCert is not null)
        {
            handler.SslOptions.ClientCertificates = [LoadWithKey(options.ClientCert)];
        }

        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>Where the gateway is confined a provider's connections lead to its own address alone, and a vendor's nowhere.</summary>
    private static Door DoorOf(ProviderOptions options) => !options.Confined ? Door.Open
        : options.Hosting != "self" ? Door.To([])
        : Door.To([Door.NameOf(options.BaseUrl), .. options.Health is { } health ? [Door.NameOf(health)] : Array.Empty<string>()]);

    private static NetworkCredential? CredentialsOf(Uri proxy)
    {
        var parts = proxy.UserInfo.Split(':', 2);
        return parts.Length == 2 ? new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1])) : null;
    }

    private static RemoteCertificateValidationCallback TrustOnly(string file)
    {
        var authorities = LoadAuthorities(file);
        return (_, certificate, chain, errors) =>
        {
            if (certificate is null || chain is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
            {
                return false;
            }

            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            return chain.Build(new X509Certificate2(certificate));
        };
    }

    /// <summary>Reads the certificates of a PEM file; none when it holds none.</summary>
    public static X509Certificate2Collection LoadAuthorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    /// <summary>Reads a PFX without password, or a PEM file that holds certificate and key.</summary>
    public static X509Certificate2 LoadWithKey(string file) =>
        Path.GetExtension(file) is ".pfx" or ".p12"
            ? X509CertificateLoader.LoadPkcs12FromFile(file, null)
            : X509Certificate2.CreateFromPemFile(file);
}
