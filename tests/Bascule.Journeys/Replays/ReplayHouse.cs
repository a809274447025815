using System.Diagnostics;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Journeys.Replays;

/// <summary>
/// A ledger of 28 requests made over real sockets, and the command that decides them anew. The dear deployment costs USD 10 and 100 per million tokens and answers with 100 tokens; the cheap one costs 0 and 1
/// and answered 20 confidential requests with 10, 20, ... 200 tokens, and a later one with 7. Each request has 10 input tokens.
/// </summary>
public sealed class ReplayHouse : IAsyncLifetime
{
    private const string Secret = "bk-replay-0123456789abcdef";

    public const string Both = "both: { candidates: [dear, cheap], rules: [{ when: { data_class: confidential }, use: [cheap] }] }";
    public const string Gone = "gone: [dear]";
    public const string Apps = "apps: { candidates: [dear, cheap], rules: [{ when: { header: { x-app: mobile } }, use: [cheap] }] }";
    public const string Key = $"keys: [{{ name: web, key: {Secret} }}]";

    private ScriptedUpstream _upstream = null!;
    private int _cheap;

    internal Gateway Gateway { get; private set; } = null!;

    public string Database => Path.Combine(Path.GetDirectoryName(Gateway.ConfigFile)!, "bascule.db");

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync(Answer);
        Gateway = await Gateway.StartAsync(Config($"{Both}\n  {Gone}\n  {Apps}", Key));
        for (var i = 0; i < 20; i++)
        {
            await AskAsync("both", ("x-bascule-data-class", "confidential"));
        }

        for (var i = 0; i < 5; i++)
        {
            await AskAsync("both");
        }

        await AskAsync("gone");
        await AskAsync("apps", ("x-app", "mobile"));
        await AskAsync("apps");
        Assert.Equal(28, (await Gateway.RowsAsync()).Count);
    }

    /// <param name="routes">In YAML, below <c>routes</c>.</param>
    /// <param name="more">What else the config says.</param>
    public string Config(string routes, string more) => $$"""
        providers: { up: { dialect: openai-chat, base_url: "{{_upstream.Address}}v1", api_key: k } }
        deployments:
          dear: { provider: up, upstream: m, price: { input: 10, output: 100 } }
          cheap: { provider: up, upstream: c, price: { input: 0, output: 1 } }
        routes:
          {{routes}}
        {{more}}
        """;

    /// <summary>Writes a config of the same deployments, and decides the ledger's requests by it; what the command says in JSON.</summary>
    public async Task<JsonElement> ReplayAsync(string routes, string more = Key)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("new.yaml");
        await File.WriteAllTextAsync(file, Config(routes, more));
        var (code, output, errors) = await RunAsync("explain", "--replay", "7d", "--config", file, "--database", Database, "--json");
        Assert.True(code == 0, errors + output);
        return JsonElement.Parse(output);
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params IEnumerable<string> arguments)
    {
        using var bound = new CancellationTokenSource(Gateway.Bound);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bascule.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(bound.Token), process.StandardError.ReadToEndAsync(bound.Token));
        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, await output, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private async Task AskAsync(string route, params (string, string)[] headers)
    {
        var told = await Gateway.Client.AskAsync(Ask.OpenAi, Ask.Body(Ask.OpenAi, route), [("authorization", "Bearer " + Secret), .. headers]);
        Assert.True(told.Status == 200, told.Text);
    }

    private ScriptedAnswer Answer(ScriptedRequest request)
    {
        var output = request.Json.GetProperty("model").GetString() == "m" ? 100 : ++_cheap <= 20 ? _cheap * 10 : 7;
        return ScriptedAnswer.Json(Wire.Answer(Ask.OpenAi).Replace(
            """{"prompt_tokens":11,"completion_tokens":3,"total_tokens":14}""", $$"""{"prompt_tokens":10,"completion_tokens":{{output}},"total_tokens":{{output + 10}}}""", StringComparison.Ordinal));
    }
}
