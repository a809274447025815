using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Bascule.Sandbox.Scripted;

namespace Bascule.Cli.Tests.Verbs;

/// <summary>The gateway as a process: its first line, its end, and what is asked of it meanwhile.</summary>
public sealed class ServeTests
{
    private const string Whole = """{"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"late but whole"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}""";

    [Fact]
    public async Task Serve_WithoutConfig_AnswersTheFirstRequestItNames()
    {
        using var folder = new Folder();
        var (gateway, address) = await Started.ReadyAsync(folder, "--listen", "http://127.0.0.1:0");
        await using var _ = gateway;
        await gateway.LineAsync("What it cost");
        Assert.Single(gateway.Output.Split('\n'), line => line.StartsWith("listening on ", StringComparison.Ordinal));
        Assert.NotEqual(0, address.Port);
        Assert.Contains($"curl {address.GetLeftPart(UriPartial.Authority)}/v1/chat/completions", gateway.Output);
        Assert.Contains($"curl {address.GetLeftPart(UriPartial.Authority)}/v1/messages", gateway.Output);
        Assert.DoesNotContain("authorization", gateway.Output);

        foreach (var command in gateway.Output.Split('\n').Where(line => line.Contains("curl ", StringComparison.Ordinal)))
        {
            Assert.Contains("42", await FollowAsync(command));
        }

        var usage = await Started.ToEndAsync(folder, "usage", "--url", address.ToString(), "--by", "deployment", "--json");
        Assert.Equal(0, usage.Code);
        var total = JsonElement.Parse(usage.Output).GetProperty("total");
        Assert.Equal(2, total.GetProperty("requests").GetInt32());
        Assert.True(total.GetProperty("cost_usd").GetDecimal() > 0);

        await gateway.TerminateAsync();
        Assert.Equal(0, await gateway.EndAsync());
    }

    [Fact]
    public async Task Serve_WithAKey_ShowsTheHeaderAndAsksForIt()
    {
        using var folder = new Folder { Environment = { ["BASCULE_API_KEY"] = "key-0123456789abcdef0123456789ab" } };
        var (gateway, address) = await Started.ReadyAsync(folder, "serve", "--listen", "http://127.0.0.1:0");
        await using var _ = gateway;
        await gateway.LineAsync("What it cost");
        Assert.Contains("-H \"authorization: Bearer $BASCULE_API_KEY\"", gateway.Output);
        Assert.Contains("-H \"x-api-key: $BASCULE_API_KEY\"", gateway.Output);
        Assert.DoesNotContain("key-0123456789", gateway.Output + gateway.Errors);
        using var client = new HttpClient();
        using var models = await client.GetAsync(new Uri(address, "/v1/models"));
        Assert.Equal(401, (int)models.StatusCode);
    }

    [Fact]
    public async Task Serve_TerminatedWithARequestUnderWay_FinishesItAndExits0()
    {
        using var folder = new Folder();
        var release = new TaskCompletionSource();
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Stream("application/json").Then(Whole[..20]).ThenHold(release.Task).Then(Whole[20..]));
        var config = Config(folder, upstream);
        var (gateway, address) = await Started.ReadyAsync(folder, "serve", "--config", config);
        await using var _ = gateway;
        using var client = new HttpClient();
        var asked = client.PostAsJsonAsync(new Uri(address, "/v1/chat/completions"), JsonElement.Parse("""{"model":"assistant","messages":[]}"""));
        await upstream.NextAsync();

        await gateway.TerminateAsync();
        await gateway.LineAsync("draining");
        release.SetResult();
        using var answer = await asked;
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(Whole, await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, await gateway.EndAsync());

        var usage = await Started.ToEndAsync(folder, "usage", "--config", config, "--json", "--by", "route,key");
        Assert.Equal(0, usage.Code);
        Assert.Contains("reading the ledger", usage.Errors);
        var group = JsonElement.Parse(usage.Output).GetProperty("data")[0];
        Assert.Equal(("assistant", 1, 10), (group.GetProperty("route").GetString(), group.GetProperty("requests").GetInt32(), group.GetProperty("input").GetInt32()));
    }

    [Fact]
    public async Task Serve_TerminatedWithIdleConnections_ClosesThemAndExits0()
    {
        using var folder = new Folder();
        // The drain is longer than this test waits: an idle connection that held it up would be seen.
        await using var upstream = await ScriptedUpstream.StartAsync();
        var (gateway, address) = await Started.ReadyAsync(folder, "serve", "--config", Config(folder, upstream, "drain: 1h"));
        await using var _ = gateway;
        using var used = new TcpClient(address.Host, address.Port);
        using var silent = new TcpClient(address.Host, address.Port);
        var buffer = new byte[4096];
        await used.GetStream().WriteAsync("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        Assert.NotEqual(0, await used.GetStream().ReadAsync(buffer));

        await gateway.TerminateAsync();
        Assert.Equal(0, await gateway.EndAsync());
    }

    [Fact]
    public async Task Serve_TerminatedWithAStuckRequest_TellsItWhenTheDrainIsOver()
    {
        using var folder = new Folder();
        await using var upstream = await ScriptedUpstream.StartAsync(_ => ScriptedAnswer.Never());
        var (gateway, address) = await Started.ReadyAsync(folder, "serve", "--config", Config(folder, upstream, "drain: 100ms"));
        await using var _ = gateway;
        using var client = new HttpClient();
        var asked = client.PostAsJsonAsync(new Uri(address, "/v1/chat/completions"), JsonElement.Parse("""{"model":"assistant","messages":[]}"""));
        await upstream.NextAsync();

        await gateway.TerminateAsync();
        Assert.Equal(0, await gateway.EndAsync());
        using var told = await asked;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, told.StatusCode);
        Assert.Contains("\"draining\"", await told.Content.ReadAsStringAsync());
        var usage = await Started.ToEndAsync(folder, "usage", "--config", folder.File("bascule.yaml"), "--json", "--by", "");
        Assert.Equal(1, JsonElement.Parse(usage.Output).GetProperty("total").GetProperty("errors").GetInt32());
    }

    [Fact]
    public async Task Serve_ASecondProcessOnOneDataDir_IsRefused()
    {
        using var folder = new Folder();
        var (gateway, _) = await Started.ReadyAsync(folder, "--listen", "http://127.0.0.1:0");
        await using var first = gateway;
        var second = await Started.ToEndAsync(folder, "--listen", "http://127.0.0.1:0");
        Assert.Equal(2, second.Code);
        Assert.Contains($"in use by another process (pid {gateway.Id})", second.Errors);
        Assert.DoesNotContain("listening on", second.Output);
    }

    [Fact]
    public async Task Serve_APortThatIsTaken_IsRefused()
    {
        using var folder = new Folder();
        using var other = new Folder();
        var (sandbox, address) = await Started.ReadyAsync(folder, "sandbox", "--listen", "http://127.0.0.1:0");
        await using var _ = sandbox;
        var second = await Started.ToEndAsync(other, "--listen", address.GetLeftPart(UriPartial.Authority));
        Assert.Equal(2, second.Code);
        Assert.Contains("can't be listened on", second.Errors);
    }

    internal static string Config(Folder folder, ScriptedUpstream upstream, string server = "drain: 30s") => folder.Write("bascule.yaml", $$"""
        server: { listen: ["http://127.0.0.1:0"], data_dir: ./data, {{server}} }
        storage: { database: "sqlite:./data/bascule.db" }
        providers:
          up: { dialect: openai-chat, base_url: "{{upstream.Address}}v1", api_key: k }
        routes:
          assistant: [up/m]
        """);

    /// <summary>Does what the printed curl command says.</summary>
    private static async Task<string> FollowAsync(string command)
    {
        var url = command.Split("curl ")[1].Split(' ')[0];
        var body = command[(command.IndexOf('\'') + 1)..command.LastIndexOf('\'')];
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (command.Contains("anthropic-version", StringComparison.Ordinal))
        {
            request.Headers.Add("anthropic-version", "2023-06-01");
        }

        using var client = new HttpClient();
        using var response = await client.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
