using Bascule.Engine.Guardrails.Detection.Secrets;

namespace Bascule.Engine.Tests.Guardrails.Detection;

public sealed class SecretTests
{
    // Bodies are put behind prefixes here, so that no scanner takes the repository for leaking keys.
    private const string Drawn = "aB3dE6fG9hJ2kL5mN8pQ1rS4tU7vW0xY3zA6bC9dE2fG5hJ8kL1mN4pQ7rS0tU3vW6xY9zA2bC5dE8fG1hJ4kL7mN0pQ3rS6tU9vW2xY5zA8";
    private const string Hex = "3f9a1c7e5b2d8046f1e3a5c7092b4d6e8f0a1c3e5b7d9f2468ace13579bdf024";

    public static TheoryData<string> Keys() =>
    [
        "sk-ant-" + "api03-" + Drawn[..80], "sk-proj-" + Drawn[..60], "sk-" + Drawn[..48], "sk-or-" + "v1-" + Hex, "AIza" + Drawn[..35], "AKIA" + "IOSFODNN7EXAMPLE",
        "AKIA" + "QWERTZUIOPASDFGH".Replace('Z', '2'), "ghp_" + Drawn[..36], "github_pat_" + Drawn[..22] + "_" + Drawn[..59], "glpat-" + Drawn[..20], "xoxb-" + "123456789012-1234567890123-" + Drawn[..24],
        "sk_live_" + Drawn[..24], "rk_test_" + Drawn[..24], "SK" + Hex[..32], "SG." + Drawn[..22] + "." + Drawn[..43], "key-" + Hex[..32], "npm_" + Drawn[..36],
        "pypi-AgE" + "IcHlwaS5vcmc" + Drawn[..60], "hf_" + Drawn[..34], "gsk_" + Drawn[..52], "xai-" + Drawn[..80], "r8_" + Drawn[..37], "dop_v1_" + Hex, "dapi" + Hex[..32],
        "shpat_" + Hex[..32], "sq0atp-" + Drawn[..22], "12345678:AA" + Drawn[..33], "lin_api_" + Drawn[..40], "ntn_" + Drawn[..46], "hvs." + Drawn[..24], "dp.pt." + Drawn[..43],
        "PMAK-" + Hex[..24] + "-" + Hex[..34], "Abcdef1234ghIj.atlasv1." + Drawn[..64], "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde." + Drawn[..30], "v1.0-" + Hex[..24] + "-" + Drawn[..100],
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0." + Drawn[..43], "abc8Q~" + Drawn[..34], Hex[..32] + "-us12", "ya29." + Drawn[..60],
        "nvapi-" + Drawn[..64], "pplx-" + Drawn[..48], "lsv2_pt_" + Hex[..32] + "_" + Hex[..10], "glsa_" + Drawn[..32] + "_" + Hex[..8],
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Find_VendorsKey_IsFoundWithItsBounds(string key)
    {
        foreach (var frame in (string[])["{0}", "my key is {0}.", "x: {0}, y", "\"{0}\"", "({0})", "KEY={0}\n", "https://a.example/?x={0}&y=1", "ä {0} ü", "'{0}'"])
        {
            Assert.Equal([key], Search.For("secret", frame.Replace("{0}", key)));
        }
    }

    [Fact]
    public void Forms_Vendors_AreMoreThanThirty() => Assert.True(SecretForms.All.Select(form => form.Vendor.Split(' ')[0]).Distinct().Count() > 60);

    [Theory]
    [InlineData("password=hunter2!", "hunter2!")]
    [InlineData("DB_PASSWORD: \"S3cr3t-P4ss\"", "S3cr3t-P4ss")]
    [InlineData("{\"pwd\": \"k9#mQ2x\"}", "k9#mQ2x")]
    [InlineData("Passwort: Sommer2024!", "Sommer2024!")]
    [InlineData("contraseña = 'Gato.2024#'", "Gato.2024#")]
    [InlineData("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY0123456789", "wJalrXUtnFEMI/K7MDENG/bPxRfiCY0123456789")]
    [InlineData("api-key: 3f9a1c7e5b2d8046f1e3a5c7092b4d6e", "3f9a1c7e5b2d8046f1e3a5c7092b4d6e")]
    [InlineData("Authorization: Bearer 3f9a1c7e5b2d8046f1e3", "3f9a1c7e5b2d8046f1e3")]
    [InlineData("client_secret=\"aB3dE6fG9hJ2kL5mN8pQ\"", "aB3dE6fG9hJ2kL5mN8pQ")]
    [InlineData("AccountKey=aB3dE6fG9hJ2kL5mN8pQ1rS4tU7vW0xY3zA6bC9dE2fG5hJ8kL1mN4pQ7rS0tU3vW6xY9zA2bC5dE8fG1hJ4kA==;x", "aB3dE6fG9hJ2kL5mN8pQ1rS4tU7vW0xY3zA6bC9dE2fG5hJ8kL1mN4pQ7rS0tU3vW6xY9zA2bC5dE8fG1hJ4kA==")]
    [InlineData("https://x.example/?access_token=aB3dE6fG9hJ2kL5mN8pQ&b=1", "aB3dE6fG9hJ2kL5mN8pQ")]
    [InlineData("postgres://app:s3cr3t@db.example:5432/x", "app:s3cr3t")]
    public void Find_Assignment_IsItsValue(string text, string value) => Assert.Equal([value], Search.For("secret", text));

    [Theory]
    [InlineData("password = config.password")]
    [InlineData("password: string;")]
    [InlineData("password=os.environ[\"DB_PASS2\"]")]
    [InlineData("password = \"${DB_PASS2}\"")]
    [InlineData("PASSWORD=<your-password1>")]
    [InlineData("api_key = \"your_api_key_1234567890\"")]
    [InlineData("api_key: process.env.OPENAI_API_KEY_2024")]
    [InlineData("token: ****************1234")]
    [InlineData("secret = xxxxxxxxxxxxxxxxxxxx")]
    [InlineData("next_token = 3f9a1c7e5b2d8046f1e3a5c7")]
    [InlineData("if (password == \"abc123!x\") return;")]
    [InlineData("The password: must have 8 characters")]
    [InlineData("public_key = 12345678901234567890abcdef")]
    [InlineData("key: 3f9a1c7e5b2d8046f1e3a5c7092b4d6e")]
    [InlineData("sk-your-openai-api-key-goes-here-please")]
    [InlineData("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData("skeleton-loading-animation-wrapper-inner")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("sha256: 3f9a1c7e5b2d8046f1e3a5c7092b4d6e8f0a1c3e5b7d9f2468ace13579bdf024")]
    [InlineData("public static ReadOnlySpanOfCharacters_WithLongName2()")]
    [InlineData("AKIAIOSFODNN7EXAMPLE2TOOLONG")]
    [InlineData("max_tokens: 4096, tokens = 1234567890123456")]
    public void Find_LookAlike_IsNot(string text) => Assert.Empty(Search.For("secret", text));

    [Theory]
    [InlineData("RSA PRIVATE KEY")]
    [InlineData("PRIVATE KEY")]
    [InlineData("OPENSSH PRIVATE KEY")]
    [InlineData("EC PRIVATE KEY")]
    [InlineData("PGP PRIVATE KEY BLOCK")]
    public void Find_PrivateKey_IsTheWholeBlock(string label)
    {
        var block = $"-----BEGIN {label}-----\nMIIEowIBAAKCAQEA{Drawn}\n{Drawn}==\n-----END {label}-----";
        Assert.Equal([block], Search.For("private_key", $"--- see ---\n{block}\nthanks"));
        Assert.Equal([block], Search.For("secret", $"{block} x"));
        Assert.Single(Search.For("private_key", $"-----BEGIN {label}-----\nMIIEowIBAAKCAQEA{Drawn}"));
    }

    [Theory]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIEowIBAAKCAQEA\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nMIIEowIBAAKCAQEA\n-----END PUBLIC KEY-----")]
    [InlineData("------------------------------------")]
    public void Find_PublicArmour_IsNot(string text) => Assert.Empty(Search.For("private_key", text));

    [Theory]
    [InlineData("https://bob:hunter2@host.example/x", "bob:hunter2")]
    [InlineData("redis://:s3cr3t@10.0.0.1:6379", ":s3cr3t")]
    [InlineData("amqp://u:p%40ss@mq.example", "u:p%40ss")]
    public void Find_UrlWithCredentials_IsWhatStandsBeforeTheHost(string text, string found) => Assert.Equal([found], Search.For("url_credentials", text));

    [Theory]
    [InlineData("https://host.example:8080/a@b")]
    [InlineData("https://user@host.example/")]
    [InlineData("https://user:${PASS}@host.example/")]
    [InlineData("see http://a and b:c@d")]
    public void Find_UrlWithout_IsNot(string text) => Assert.Empty(Search.For("url_credentials", text));
}
