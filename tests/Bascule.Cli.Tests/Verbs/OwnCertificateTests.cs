using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bascule.Cli.Tests.Verbs;

/// <summary>A gateway with a certificate that no authority signed, asked by the verbs that read its config.</summary>
public sealed class OwnCertificateTests
{
    [Fact]
    public async Task Verbs_GatewayWithItsOwnCertificate_TrustThatCertificateAndNoOther()
    {
        using var folder = new Folder();
        var own = Config(folder, "own");
        var (gateway, address) = await Started.ReadyAsync(folder, "--config", own);
        await using var _ = gateway;
        Assert.Equal(Uri.UriSchemeHttps, address.Scheme);

        var usage = await Started.ToEndAsync(folder, "usage", "--config", own, "--url", address.ToString(), "--json");
        Assert.Equal((0, ""), (usage.Code, usage.Errors));
        Assert.Contains("total", usage.Output);
        var explain = await Started.ToEndAsync(folder, "explain", "--config", own, "--url", address.ToString());
        Assert.Equal((0, ""), (explain.Code, explain.Errors));

        var other = await Started.ToEndAsync(folder, "explain", "--config", Config(folder, "other"), "--url", address.ToString());
        Assert.Equal(1, other.Code);
        Assert.Contains("No gateway answers", other.Errors);
    }

    /// <summary>The certificate's name is not the address, as behind a balancer.</summary>
    private static string Config(Folder folder, string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}.example", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(130));
        folder.Write($"{name}.crt", certificate.ExportCertificatePem());
        folder.Write($"{name}.key", key.ExportPkcs8PrivateKeyPem());
        return folder.Write($"{name}.yaml", $$"""
            server: { listen: ["https://127.0.0.1:0"], tls: { cert: {{name}}.crt, key: {{name}}.key }, data_dir: data }
            providers: { box: { dialect: openai-chat, base_url: "http://127.0.0.1:1/v1" } }
            routes: { assistant: [box/some] }
            """);
    }
}
