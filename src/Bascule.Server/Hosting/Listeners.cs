using Microsoft.AspNetCore.Hosting;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Bascule.Server.Admin;
using Bascule.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Bascule.Server.Hosting;

/// <summary>Opens the listeners of the config, with TLS where the address says https.</summary>
internal static class Listeners
{
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;    // the journey has its own bound and says it in the caller's dialect
        foreach (var address in options.Listen)
        {
            Listen(kestrel, address, options.Tls, static _ => { });
        }

        if (options.MetricsListen is { } metrics)
        {
            Listen(kestrel, metrics, options.Tls, MetricsPort.Mark);
        }
    }

    private static void Listen(KestrelServerOptions kestrel, Uri address, TlsOptions? tls, Action<ListenOptions> mark)
    {
        void Configure(ListenOptions listen)
        {
            mark(listen);
            if (address.Scheme == Uri.UriSchemeHttps && tls is not null)
            {
                listen.UseHttps(https => Secure(https, tls));
            }
        }

        if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip))
        {
            kestrel.Listen(ip, address.Port, Configure);
        }
        else
        {
            // The one name the config takes is localhost.
            kestrel.Listen(IPAddress.Loopback, address.Port, Configure);
        }
    }

    private static void Secure(HttpsConnectionAdapterOptions https, TlsOptions tls)
    {
        https.ServerCertificate = X509Certificate2.CreateFromPemFile(tls.Cert, tls.Key);
        https.ServerCertificateChain = [];
        https.ServerCertificateChain.ImportFromPemFile(tls.Cert);
        if (tls.ClientCa is not { } file)
        {
            return;
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (certificate, chain, _) =>
        {
            if (chain is null)
            {
                return false;
            }

            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
            return chain.Build(certificate);
        };
    }
}
