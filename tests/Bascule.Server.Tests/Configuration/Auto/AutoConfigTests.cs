using Bascule.Server.Configuration;
using Bascule.Server.Configuration.Auto;

namespace Bascule.Server.Tests.Configuration.Auto;

/// <summary>A start without a file.</summary>
public sealed class AutoConfigTests
{
    private static readonly Uri Sandbox = new("http://127.0.0.1:4999/v1");

    [Fact]
    public void Build_NothingFound_AssistantIsTheSandbox()
    {
        var config = Build(Given.Surroundings()).Config!;
        Assert.Equal(["sandbox"], config.Providers.Select(provider => provider.Name));
        Assert.Equal(["sandbox/sandbox-open", "sandbox/sandbox-frontier"], Assert.Single(config.Routes).Candidates);
        Assert.Equal([new Uri("http://127.0.0.1:4100")], config.Server.Listen);
        Assert.Empty(config.Keys);
        Assert.Equal(Sandbox, config.Providers[0].BaseUrl);
    }

    [Fact]
    public void Build_KeysAndEngines_StandInOrderWithoutTheSandbox()
    {
        var config = Build(
            Given.WithKeys(), new FoundEngine("ollama", new Uri("http://127.0.0.1:11434"), "llama3.2:3b"), new FoundEngine("vllm", new Uri("http://127.0.0.1:8000"), null)).Config!;
        Assert.Equal(["openai", "anthropic", "ollama", "vllm", "sandbox"], config.Providers.Select(provider => provider.Name));
        Assert.Equal(["openai/gpt-5", "anthropic/claude-sonnet-4-5", "ollama/llama3.2:3b"], config.Routes[0].Candidates);
        Assert.Equal(("http://127.0.0.1:11434/v1", "self"), (config.Providers[2].BaseUrl.AbsoluteUri, config.Providers[2].Hosting));
        Assert.Equal("sk-openai-0123456789", config.Providers[0].ApiKey);
        Assert.Contains(config.Deployments, found => found.Name == "sandbox/sandbox-open");
    }

    [Fact]
    public void Build_VendorOfALaterDialect_IsSkippedWithANotice()
    {
        var result = Build(Given.Surroundings(("LATERDAY_API_KEY", "x")));
        Assert.Equal("sandbox", Assert.Single(result.Config!.Providers).Name);
        Assert.Contains("not one that this version speaks", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_OpenListener_NeedsAKey()
    {
        Assert.Contains("BASCULE_API_KEY", Assert.Single(Build(Given.Surroundings() with { Listen = "http://0.0.0.0:4100" }).Problems).Mend, StringComparison.Ordinal);
        var config = Build(Given.Surroundings(("BASCULE_API_KEY", "abc"), ("BASCULE_ADMIN_KEY", "adm"), ("BASCULE_DATA_DIR", "/d")) with { Listen = "http://0.0.0.0:4100" }).Config!;
        Assert.Equal(("default", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), (config.Keys[0].Name, config.Keys[0].Sha256));
        Assert.Equal(("adm", "/d", "/d/bascule.db"), (config.Server.AdminKey, config.Server.DataDir, config.Storage.Database.File));
    }

    private static ConfigResult Build(ConfigSurroundings surroundings, params FoundEngine[] engines) => AutoConfig.Build(surroundings, engines, Sandbox, Path.GetTempPath());
}
