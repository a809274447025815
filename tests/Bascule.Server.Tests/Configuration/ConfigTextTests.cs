using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bascule.Server.Configuration;

namespace Bascule.Server.Tests.Configuration;

/// <summary>The written-out form, the schema and the samples.</summary>
public sealed class ConfigTextTests
{
    private static readonly string[] Secrets = ["sk-openai-0123456789", "key-of-web-0123456789", "key-of-batch-0123456789", "admin-key-0123456789"];

    [Theory]
    [InlineData("smallest")]
    [InlineData("two-vendors")]
    [InlineData("self-hosted")]
    [InlineData("locked-down")]
    public void Samples_WithTheirVariables_LoadWithoutProblems(string sample)
    {
        var result = ConfigFile.Load(Path.Combine(Given.RepositoryRoot, $"samples/{sample}.yaml"), Surroundings());
        Assert.Empty(result.Problems);
        Assert.NotNull(result.Config);
    }

    [Fact]
    public void Samples_EveryFile_IsTested()
    {
        var samples = Directory.GetFiles(Path.Combine(Given.RepositoryRoot, "samples"), "*.yaml").Select(Path.GetFileNameWithoutExtension).Order();
        Assert.Equal(["locked-down", "self-hosted", "smallest", "two-vendors"], samples);
    }

    [Theory]
    [InlineData("two-vendors")]
    [InlineData("self-hosted")]
    [InlineData("locked-down")]
    public void Expand_ReadAgain_GivesTheSameConfigAndText(string sample)
    {
        var config = ConfigFile.Load(Path.Combine(Given.RepositoryRoot, $"samples/{sample}.yaml"), Surroundings()).Config!;
        var text = ConfigText.Expand(config);
        foreach (var secret in Secrets)
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        }

        var again = Given.Good(WithSecrets(text), Surroundings());
        Assert.Equal(text, ConfigText.Expand(again));
        Assert.Equal(Without(config), Without(again));
    }

    [Fact]
    public void Expand_ShortForms_AreWrittenOut()
    {
        var text = ConfigText.Expand(Given.Good("providers: { openai: {} }\nroutes: { a: openai/gpt-5 }\n"));
        foreach (var line in new[] { "dialect: openai-chat", "base_url: \"https://api.openai.com/v1\"", "api_key: \"***\"", "candidates: [openai/gpt-5]", "idle: 1m", "drain: 30s", "keys: []" })
        {
            Assert.Contains(line, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Expand_AwkwardNames_AreQuoted()
    {
        var config = Given.Good("""
            providers: { openai: {} }
            routes: { "claude-*": "openai/a: b # \"c\"", "true": openai/x, "12": "openai/ü\n\tend" }
            keys: [{ name: "- x", key: "${OPENAI_API_KEY}", tags: { "a:b": "{y}" } }]
            """);
        var again = Given.Good(WithSecrets(ConfigText.Expand(config)));
        Assert.Equal(config.Routes, again.Routes);
        Assert.Equal((config.Keys[0].Name, config.Keys[0].Tags), (again.Keys[0].Name, again.Keys[0].Tags));
    }

    [Fact]
    public void Schema_CommittedFile_EqualsTheLanguage()
    {
        var path = Path.Combine(Given.RepositoryRoot, "schema/bascule.schema.json");
        var committed = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(committed == ConfigSchema.ToJson(), "schema/bascule.schema.json is stale; refresh it: ./run check --schema > schema/bascule.schema.json");
    }

    private static BasculeConfig Without(BasculeConfig config) => config with
    {
        Version = "",
        Warnings = [],
        Server = config.Server with { AdminKey = null },
        Providers = new([.. config.Providers.Select(provider => provider with { ApiKey = "" })]),
        Keys = new([.. config.Keys.Select(key => key with { Sha256 = "" })]),
    };

    private static string WithSecrets(string text)
    {
        var count = 0;
        return string.Join('\n', text.Split('\n').Select(line => line.Replace("\"***\"", $"secret-number-{count++}-0123456789", StringComparison.Ordinal)));
    }

    private static ConfigSurroundings Surroundings()
    {
        var folder = Given.Folder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        return Given.Surroundings(
            ("OPENAI_API_KEY", Secrets[0]), ("ANTHROPIC_API_KEY", "sk-ant-0123456789"), ("WEB_KEY", Secrets[1]), ("BATCH_KEY", Secrets[2]), ("BASCULE_ADMIN_KEY", Secrets[3]),
            ("TLS_CERT", Path.Combine(folder, "tls.crt")), ("TLS_KEY", Path.Combine(folder, "tls.key")));
    }
}
