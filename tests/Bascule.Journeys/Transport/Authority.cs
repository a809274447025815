using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bascule.Journeys.Transport;

/// <summary>A certificate authority of a test's own, with files as an operator has them.</summary>
internal sealed class Authority : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _root;

    public Authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(130));
        CaFile = _folder.File("ca.crt");
        File.WriteAllText(CaFile, _root.ExportCertificatePem());
    }

    public string CaFile { get; }

    /// <summary>A certificate for this machine, as two PEM files and as one that holds both.</summary>
    public (string Cert, string Key, string Both) Issue(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(_root, _root.NotBefore, _root.NotAfter, RandomNumberGenerator.GetBytes(8));
        var (cert, keyFile, both) = (_folder.File(name + ".crt"), _folder.File(name + ".key"), _folder.File(name + ".pem"));
        File.WriteAllText(cert, issued.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(both, issued.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        return (cert, keyFile, both);
    }

    /// <summary>A client that trusts this authority alone.</summary>
    public HttpClient Client(Uri address, string? certificate = null)
    {
        var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, chain, _) =>
        {
            chain!.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.CustomTrustStore.Add(_root);
            return chain.Build(new X509Certificate2(shown!));
        };
        if (certificate is not null)
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate)];
        }

        return new HttpClient(handler) { BaseAddress = address, Timeout = Gateway.Bound };
    }

    public void Dispose()
    {
        _root.Dispose();
        _folder.Dispose();
    }
}
