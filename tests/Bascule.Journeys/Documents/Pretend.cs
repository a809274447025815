using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bascule.Journeys.Documents;

/// <summary>The environment and the files that shown configs speak of.</summary>
internal static class Pretend
{
    /// <summary>A value for every secret a config asks for; settings of the gateway and of TLS stay unset, so that their defaults count.</summary>
    public static string? Variable(string name) =>
        name.StartsWith("BASCULE_", StringComparison.Ordinal) || name.StartsWith("TLS_", StringComparison.Ordinal) ? null : $"pretended-secret-of-{name}";

    /// <summary>The certificate files that pages and samples name, self-signed, and a mounted secret.</summary>
    public static void Files(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UnixEpoch.AddYears(55);
        using var certificate = request.CreateSelfSigned(now, now.AddYears(50));
        var pem = certificate.ExportCertificatePem();
        foreach (var name in new[] { "tls.crt", "ca.crt", "corporate-ca.crt" })
        {
            File.WriteAllText(Path.Combine(folder, name), pem);
        }

        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "client.pem"), pem + "\n" + key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "openai.key"), "pretended-secret-of-a-file\n");
    }
}
