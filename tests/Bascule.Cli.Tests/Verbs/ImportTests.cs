using System.Text.Json;

namespace Bascule.Cli.Tests.Verbs;

/// <summary><c>bascule import litellm</c>: the config on one stream or in a file, what is left out on the other, no secret on either.</summary>
public sealed class ImportTests
{
    private const string Old = """
        model_list:
          - { model_name: chat, litellm_params: { model: gpt-5, api_key: sk-in-clear-0123456789 } }
        router_settings: { allowed_fails: 3 }
        general_settings: { master_key: sk-master-0123456789abcdef }
        """;

    [Fact]
    public async Task Import_ToAFile_PassesCheckAndIsNeverWrittenOver()
    {
        using var folder = new Folder();
        folder.Write("litellm.yaml", Old);
        var (code, output, errors) = await Started.ToEndAsync(folder, "import", "litellm", "litellm.yaml", "--out", "bascule.yaml");
        Assert.Equal((0, ""), (code, output));
        Assert.Contains("litellm.yaml:3: router_settings.allowed_fails", errors);
        Assert.Contains("LITELLM_MASTER_KEY, OPENAI_API_KEY", errors);
        Assert.DoesNotContain("in-clear", errors + File.ReadAllText(folder.File("bascule.yaml")));

        folder.Environment["LITELLM_MASTER_KEY"] = folder.Environment["OPENAI_API_KEY"] = "set-0123456789abcdef";
        Assert.Equal(0, (await Started.ToEndAsync(folder, "check", "--config", "bascule.yaml")).Code);
        var (again, _, why) = await Started.ToEndAsync(folder, "import", "litellm", "litellm.yaml", "--out", "bascule.yaml");
        Assert.Equal(2, again);
        Assert.Contains("was left as it is", why);
    }

    [Fact]
    public async Task Import_AsJson_HasConfigNotesAndVariables()
    {
        using var folder = new Folder();
        folder.Write("litellm.yaml", Old);
        var (code, output, errors) = await Started.ToEndAsync(folder, "import", "litellm", "litellm.yaml", "--json");
        Assert.Equal((0, ""), (code, errors));
        var json = JsonElement.Parse(output);
        Assert.Contains("gpt-5", json.GetProperty("config").GetString());
        Assert.Contains(json.GetProperty("not_carried_over").EnumerateArray(), note => note.GetProperty("line").GetInt32() == 3);
        Assert.Equal(["LITELLM_MASTER_KEY", "OPENAI_API_KEY"], json.GetProperty("variables").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("a: b: c", "not YAML")]
    [InlineData("services: {}", "no config of LiteLLM")]
    [InlineData("", "is empty")]
    public async Task Import_OfNoConfig_Exits2AndWritesNothing(string text, string said)
    {
        using var folder = new Folder();
        folder.Write("litellm.yaml", text);
        var (code, output, errors) = await Started.ToEndAsync(folder, "import", "litellm", "litellm.yaml", "--out", "bascule.yaml");
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(said, errors);
        Assert.False(File.Exists(folder.File("bascule.yaml")));
    }
}
