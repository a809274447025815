using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bascule.Server.Configuration;

namespace Bascule.Server.Tests.Configuration;

/// <summary>Certificate files are read by the check already, not first by the listener.</summary>
public sealed class CertificateTests
{
    private readonly string _folder = Given.Folder();

    public CertificateTests()
    {
        Make("good");
        Make("other");
        File.WriteAllText(Path.Combine(_folder, "junk.pem"), "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        File.WriteAllText(Path.Combine(_folder, "empty.pem"), "");
        File.WriteAllText(Path.Combine(_folder, "junk.pfx"), "nonsense");
    }

    [Theory]
    [InlineData("server: { tls: { cert: junk.pem, key: good.key }, listen: [\"https://127.0.0.1:1\"] }", "server.tls.cert", "no certificate")]
    [InlineData("server: { tls: { cert: empty.pem, key: good.key }, listen: [\"https://127.0.0.1:1\"] }", "server.tls.cert", "no certificate")]
    [InlineData("server: { tls: { cert: good.crt, key: other.key }, listen: [\"https://127.0.0.1:1\"] }", "server.tls.key", "belongs to the certificate")]
    [InlineData("server: { tls: { cert: good.crt, key: empty.pem }, listen: [\"https://127.0.0.1:1\"] }", "server.tls.key", "belongs to the certificate")]
    [InlineData("server: { tls: { cert: good.crt, key: good.key, client_ca: good.key }, listen: [\"https://127.0.0.1:1\"] }", "server.tls.client_ca", "no certificate")]
    [InlineData("providers: { openai: { ca_file: junk.pem } }", "providers.openai.ca_file", "no certificate")]
    [InlineData("providers: { openai: { ca_file: empty.pem } }", "providers.openai.ca_file", "no certificate")]
    [InlineData("providers: { openai: { client_cert: good.crt } }", "providers.openai.client_cert", "private key")]
    [InlineData("providers: { openai: { client_cert: junk.pfx } }", "providers.openai.client_cert", "private key")]
    public void Read_MalformedCertificate_IsNamed(string yaml, string path, string message)
    {
        var result = ConfigFile.Read(yaml, "bascule.yaml", _folder, Given.WithKeys());
        var problem = Assert.Single(result.Problems);
        Assert.Null(result.Config);
        Assert.Equal((1, path), (problem.Line, problem.Path));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.NotEqual("", problem.Mend);
    }

    [Fact]
    public void Read_GoodCertificates_AreTaken()
    {
        var result = ConfigFile.Read(
            "server: { tls: { cert: good.crt, key: good.key, client_ca: other.crt }, listen: [\"https://127.0.0.1:1\"] }\nproviders: { openai: { ca_file: good.crt, client_cert: good.pem } }",
            "bascule.yaml", _folder, Given.WithKeys());
        Assert.Empty(result.Problems);
    }

    private void Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(130));
        var (pem, secret) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(_folder, name + ".crt"), pem);
        File.WriteAllText(Path.Combine(_folder, name + ".key"), secret);
        File.WriteAllText(Path.Combine(_folder, name + ".pem"), pem + "\n" + secret);
    }
}
