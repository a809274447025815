using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bascule.Benchmarks.Load;

/// <summary>Bascule as users run it: the config that the load run measures, and the certificate that all gateways of the run show.</summary>
internal static class House
{
    /// <summary>A key whose requests the guardrail leaves alone.</summary>
    public const string BareKey = "bare-0123456789abcdef0123456789abcdef";

    public const string CertificateSubject = "CN=localhost";

    /// <summary>What was on, for the page.</summary>
    public const string On =
        """
        a key with limits on requests, tokens and concurrency, a tag and a monthly budget, reserved before and settled after each request; routes that rename the model, so that the body is spliced; one retry;
        two policies, one of which matches; the default guardrail (`email phone iban card ssn secret`, classify), which reads every word of a request; prices of the catalog; hashes of request and answer for the provenance; the journal and the
        drain into SQLite; metrics, scraped every five seconds; on streams the usage chunk that the caller did not ask for. It is `bascule serve` as built, in a process of its own
        """;

    /// <param name="ports">Where it listens: plain, with TLS, for metrics.</param>
    /// <param name="profile">A <c>server.profile</c>; empty: none is named.</param>
    public static string Config((int Plain, int Tls, int Metrics) ports, string upstream, string folder, string profile) => $$"""
        server:
          listen: ["http://127.0.0.1:{{ports.Plain}}", "https://127.0.0.1:{{ports.Tls}}"]
          tls: { cert: "{{folder}}/tls.crt", key: "{{folder}}/tls.key" }
          metrics_listen: "http://127.0.0.1:{{ports.Metrics}}"
          data_dir: "{{folder}}/data"
          max_requests_in_flight: 20000
          {{(profile.Length > 0 ? $"profile: {profile}" : "drain: 30s")}}
        storage: { database: "sqlite:{{folder}}/bascule.db" }
        providers:
          openai: { base_url: "{{upstream}}/v1", api_key: "upstream-key-0123456789" }
          anthropic: { base_url: "{{upstream}}", api_key: "upstream-key-9876543210" }
        routes:
          assistant: [openai/gpt-5]
          claude: [anthropic/claude-sonnet-4-5]
        policies:
          - { name: nobody trains on it, require: { hosting: [vendor, self] } }
          - { name: regulated stays at home, when: { data_class: regulated }, require: { hosting: self } }
        guardrails:
          - { name: personal data, on: input, detect: [email, phone, iban, card, ssn, secret], action: classify, as: confidential, unreadable: confidential, when: { not: { key: bare } } }
        keys:
        {{Key("web", Gateway.Key)}}
        {{Key("bare", BareKey)}}
        """;

    /// <summary>A certificate of the run's own, on P-256, as <c>tls.crt</c> and <c>tls.key</c>.</summary>
    public static void WriteCertificate(string folder)
    {
        Directory.CreateDirectory(folder);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest(CertificateSubject, key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
    }

    private static string Key(string name, string secret) =>
        $$"""  - { name: {{name}}, key: "{{secret}}", team: load, routes: [assistant, claude], tags: { app: load }, limits: { requests_per_minute: 100000000, tokens_per_minute: 2000000000, concurrency: 20000 }, budget: { usd: 100000000, per: month } }""";
}
