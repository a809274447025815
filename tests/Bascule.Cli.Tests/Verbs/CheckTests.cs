using System.Text.Json;

namespace Bascule.Cli.Tests.Verbs;

/// <summary>Check and serve speak of a config in the same words.</summary>
public sealed class CheckTests
{
    private const string Good = """
        providers:
          up: { dialect: openai-chat, base_url: "http://127.0.0.1:9/v1", api_key: secret-0123456789 }
        routes:
          assistant: [up/m]
        """;

    [Fact]
    public async Task Check_ABadConfig_TellsEveryProblemAsServeDoes()
    {
        using var folder = new Folder();
        var file = folder.Write("bad.yaml", "server: { lissten: x }\nroutes: { assistant: [nobody/m] }\n");
        var check = await Started.ToEndAsync(folder, "check", "--config", file);
        var serve = await Started.ToEndAsync(folder, "serve", "--config", file);

        Assert.Equal((2, 2), (check.Code, serve.Code));
        Assert.Contains("lissten", check.Output);
        Assert.Contains("nobody", check.Output);
        Assert.Contains($"{file}:1:", check.Output);
        Assert.Equal(check.Output, serve.Errors);
    }

    [Fact]
    public async Task Check_AGoodConfig_Exits0AlsoInTheFolderAlone()
    {
        using var folder = new Folder();
        folder.Write("bascule.yaml", Good);
        var (code, output, _) = await Started.ToEndAsync(folder, "check");
        Assert.Equal(0, code);
        Assert.DoesNotContain("error:", output);
    }

    [Fact]
    public async Task Check_AWarning_CountsOnlyWhenStrict()
    {
        using var folder = new Folder();
        var file = folder.Write("warn.yaml", Good + "\nserver: { admin_key: short, data_dir: ./data }\n");
        Assert.Equal(0, (await Started.ToEndAsync(folder, "check", "--config", file)).Code);
        var strict = await Started.ToEndAsync(folder, "check", "--config", file, "--strict");
        Assert.Equal(2, strict.Code);
        Assert.Contains("warning:", strict.Output);
    }

    [Fact]
    public async Task Check_Expanded_WritesAConfigThatIsGoodAgainWithoutSecrets()
    {
        using var folder = new Folder();
        var expanded = await Started.ToEndAsync(folder, "check", "--config", folder.Write("good.yaml", Good), "--expand");
        Assert.Equal(0, expanded.Code);
        Assert.DoesNotContain("secret-0123456789", expanded.Output);
        Assert.Contains("idle: 1m", expanded.Output);
        Assert.Equal(0, (await Started.ToEndAsync(folder, "check", "--config", folder.Write("again.yaml", expanded.Output))).Code);
    }

    [Fact]
    public async Task Check_AsJson_HoldsEachProblem()
    {
        using var folder = new Folder();
        var (code, output, _) = await Started.ToEndAsync(folder, "check", "--json", "--config", folder.Write("bad.yaml", "bogus: 1\n"));
        var json = JsonElement.Parse(output);
        Assert.Equal(2, code);
        Assert.False(json.GetProperty("valid").GetBoolean());
        var problem = json.GetProperty("problems")[0];
        Assert.Equal(("error", 1), (problem.GetProperty("severity").GetString(), problem.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Check_Schema_IsJson()
    {
        using var folder = new Folder();
        var (code, output, _) = await Started.ToEndAsync(folder, "check", "--schema");
        Assert.Equal(0, code);
        Assert.True(JsonElement.Parse(output).TryGetProperty("$schema", out _));
    }
}
