using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Bascule.Journeys.Documents;

/// <summary>
/// The lines that pages give to programs lead where the program goes with them: each is asked as that program asks, against a gateway as <c>./run</c> starts it without a
/// file. Where the program itself is installed it is run as well.
/// </summary>
public sealed partial class ProgramLinesTests
{
    private const string Shown = "http://127.0.0.1:4100";

    [Fact]
    public async Task ClaudeCode_ItsVariables_ReachItsCalls()
    {
        var root = Variable("docs/clients/claude-code.md", "ANTHROPIC_BASE_URL");
        await using var gateway = await OpenGateway.StartAsync();
        using var client = Client(gateway);
        var headers = new[] { ("anthropic-version", "2023-06-01"), ("anthropic-beta", "claude-code-20250219,interleaved-thinking-2025-05-14"), ("authorization", "Bearer KEY") };
        const string asked =
            """
            {"model":"assistant","max_tokens":32000,"stream":true,"system":[{"type":"text","text":"You are Claude Code.","cache_control":{"type":"ephemeral"}}],
             "messages":[{"role":"user","content":[{"type":"text","text":"What is 17 + 25?","cache_control":{"type":"ephemeral"}}]}],"metadata":{"user_id":"user_1"}}
            """;
        var told = await AskAsync(client, Own(gateway, root) + "/v1/messages?beta=true", asked, headers);
        Assert.Contains("42", told, StringComparison.Ordinal);
        Assert.Contains("message_stop", told, StringComparison.Ordinal);
        var counted = await AskAsync(client, Own(gateway, root) + "/v1/messages/count_tokens?beta=true", """{"model":"assistant","messages":[{"role":"user","content":"What is 17 + 25?"}]}""", headers);
        Assert.Contains("input_tokens", counted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codex_ItsConfig_ReachesItsCall()
    {
        var toml = CodexBlock().Match(Page.At("docs/clients/codex.md").Text).Groups[1].Value;
        Assert.Equal("responses", TomlValue(toml, "wire_api"));
        await using var gateway = await OpenGateway.StartAsync();
        using var client = Client(gateway);
        var asked = $$"""
            {"model":"{{TomlValue(toml, "model")}}","instructions":"You are a coding agent.","input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"What is 17 + 25?"}]}],
             "tools":[],"tool_choice":"auto","parallel_tool_calls":false,"store":false,"stream":true,"include":["reasoning.encrypted_content"],"prompt_cache_key":"01a2"}
            """;
        var told = await AskAsync(client, Own(gateway, TomlValue(toml, "base_url")) + "/responses", asked, [("authorization", "Bearer KEY")]);
        Assert.Contains("42", told, StringComparison.Ordinal);
        Assert.Contains("response.completed", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Codex_Itself_GetsAnAnswer()
    {
        Assert.SkipUnless(IsInstalled("codex"), "codex is not on the PATH: npm install -g @openai/codex");
        await using var gateway = await OpenGateway.StartAsync();
        var toml = CodexBlock().Match(Page.At("docs/clients/codex.md").Text).Groups[1].Value;
        await File.WriteAllTextAsync(Path.Combine(gateway.Folder, "config.toml"), Own(gateway, toml), TestContext.Current.CancellationToken);
        var told = await RunAsync("codex", ["exec", "--skip-git-repo-check", Ask.Sum], gateway.Folder, ("CODEX_HOME", gateway.Folder), ("HOME", gateway.Folder), (TomlValue(toml, "env_key"), "KEY"));
        Assert.Contains("42", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OPENAI_API_BASE_URL", "/models")]
    [InlineData("OLLAMA_BASE_URL", "/api/tags")]
    public async Task OpenWebUi_ItsVariables_ListModels(string variable, string path)
    {
        var root = Variable("docs/clients/open-webui.md", variable).Replace("http://gateway:4100", Shown, StringComparison.Ordinal);
        await using var gateway = await OpenGateway.StartAsync();
        using var client = Client(gateway);
        Assert.Contains("assistant", await client.GetStringAsync(new Uri(Own(gateway, root) + path), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static HttpClient Client(OpenGateway gateway) => new() { BaseAddress = gateway.Host.Addresses[0], Timeout = Gateway.Bound };

    private static string Own(OpenGateway gateway, string text) => text.Replace(Shown, gateway.Host.Addresses[0].GetLeftPart(UriPartial.Authority), StringComparison.Ordinal);

    private static string Variable(string page, string name)
    {
        var match = Regex.Match(Page.At(page).Text, $@"^(?:export )?{name}=(\S+)$", RegexOptions.Multiline);
        Assert.True(match.Success, $"{page} sets no {name}");
        return match.Groups[1].Value;
    }

    private static string TomlValue(string toml, string name) => Regex.Match(toml, $"^{name} = \"([^\"]+)\"$", RegexOptions.Multiline).Groups[1].Value;

    private static async Task<string> AskAsync(HttpClient client, string address, string body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var told = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, told);
        return told;
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    private static async Task<string> RunAsync(string program, string[] arguments, string folder, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = folder };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var bound = new CancellationTokenSource(Gateway.Bound * 2);
        using var running = Process.Start(start)!;
        running.StandardInput.Close();
        await using var killed = bound.Token.Register(() => running.Kill(entireProcessTree: true));
        var (told, noise) = (running.StandardOutput.ReadToEndAsync(CancellationToken.None), running.StandardError.ReadToEndAsync(CancellationToken.None));
        await running.WaitForExitAsync(CancellationToken.None);
        Assert.True(running.ExitCode == 0, await noise);
        return await told;
    }

    [GeneratedRegex(@"<!-- codex -->\s+```toml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodexBlock();
}
