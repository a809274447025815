using Bascule.Engine.Conversation;
using Bascule.Server.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Server.Tests.Configuration;

/// <summary>Secrets of a vault in a config: read, read anew, and never asked for where egress is denied.</summary>
public sealed class VaultConfigTests
{
    private const string Config = "providers: { openai: { api_key: \"${vault:company-keys/openai}\" } }\nroutes: { a: openai/gpt-5 }\n";

    [Fact]
    public void Secret_OfAVault_IsTheKey()
    {
        var config = Given.Good(Config, With(reference => reference == "company-keys/openai" ? "sk-vault-0123456789" : Missing()));
        Assert.Equal("sk-vault-0123456789", config.Providers[0].ApiKey);
        Assert.Empty(config.Warnings);
    }

    [Fact]
    public void Secret_ThatCannotBeRead_IsAnErrorWithItsPlace()
    {
        var problem = Assert.Single(Given.Read(Config, With(_ => Missing())).Problems);
        Assert.Equal((ConfigSeverity.Error, 1), (problem.Severity, problem.Line));
        Assert.Contains("company-keys/openai can't be read: the vault has no such secret", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vault_WithEgressDenied_IsNotAsked()
    {
        var asked = 0;
        var result = Given.Read("server: { egress: deny }\n" + Config, With(_ =>
        {
            asked++;
            return "sk-vault-0123456789";
        }));
        Assert.Equal(0, asked);
        Assert.Contains(result.Problems, problem => problem.Message.Contains("server.egress is deny", StringComparison.Ordinal) && problem.Mend.Contains("${file:/path}", StringComparison.Ordinal));
    }

    [Fact]
    public void Secret_ThatChangesInTheVault_IsReadAnew()
    {
        var (secret, file) = ("sk-vault-0123456789", Path.Combine(Given.Folder(), "bascule.yaml"));
        File.WriteAllText(file, Config);
        var (surroundings, time, changes) = (With(_ => secret), new FakeTimeProvider(), new List<ConfigResult>());
        using var watcher = new ConfigWatcher(file, ConfigFile.Load(file, surroundings), surroundings, changes.Add, time);
        Look(time);
        Assert.Empty(changes);
        secret = "sk-another-0123456789";
        Look(time);
        Assert.Equal("sk-another-0123456789", Assert.Single(changes).Config!.Providers[0].ApiKey);
    }

    private static void Look(FakeTimeProvider time)
    {
        for (var looks = 0; looks < 4; looks++)
        {
            time.Advance(ConfigWatcher.Interval);
        }
    }

    private static ConfigSurroundings With(Func<string, Read<string>> vault) => Given.Surroundings() with { Vault = vault };

    private static Failure Missing() => new(Blame.Gateway, FailureKind.Credential, "upstream_auth", "the vault has no such secret");
}
